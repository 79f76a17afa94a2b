"""People on foot and on bicycles, composed of limbs."""

import itertools

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.scene import Array, Canvas, ellipse, moved
from tests.benchmarks.textures import Rng, any_color, color

Point = NDArray[np.float64]


def _limb(canvas: Canvas, points: list[Point], widths: tuple[float, float], paint: Array, label: int) -> None:
    """Joined pieces from wide to narrow, with round joints."""
    sizes = np.linspace(*widths, len(points))
    for number, (a, b) in enumerate(itertools.pairwise(points)):
        canvas.taper(a, b, sizes[number], sizes[number + 1], paint, label)
        canvas.fill(ellipse(b, (sizes[number + 1] / 2, sizes[number + 1] / 2), count=12), paint, label)


def _trunk_and_head(
    rng: Rng, canvas: Canvas, hip: Point, neck: Point, metre: float, label: int, *, wide: float
) -> None:
    """wide: metres over the shoulders."""
    coat, skin = any_color(rng), color(rng, (0.04, 0.09), (0.25, 0.6), (0.35, 0.95))
    hair = color(rng, (0.02, 0.12), (0.1, 0.7), (0.05, 0.6))
    across = np.array([metre * wide / 2, 0.0])
    shape = [neck - across, neck + across, hip + across * 0.75, hip - across * 0.75]
    canvas.fill(shape, coat * 0.8, label, top=coat)
    canvas.fill([neck + across * 0.3, neck + across, hip + across * 0.75, hip + across * 0.4], coat * 0.6, label)
    canvas.fill(ellipse(neck, (metre * wide / 2, 0.07 * metre)), coat, label)
    head = moved(neck, 0, -0.19 * metre)
    canvas.taper(neck, head, 0.1 * metre, 0.1 * metre, skin * 0.85, label)
    canvas.fill(ellipse(head, (0.095 * metre, 0.13 * metre)), skin, label)
    is_away = rng.random() < 0.4
    cap = 0.11 if is_away else 0.05
    canvas.fill(ellipse(moved(head, 0, -(0.13 - cap) * metre), (0.1 * metre, cap * metre)), hair, label)
    if rng.random() < 0.3:
        bag = moved(neck, across[0] * 0.9, 0.3 * metre)
        canvas.fill(ellipse(bag, (0.16 * metre, 0.2 * metre)), any_color(rng), label)


def draw_pedestrian(rng: Rng, canvas: Canvas, foot: Point, metre: float, label: int) -> None:
    """Standing or walking at `foot`, the image's place of the ground; metre: pixels there."""
    metre = metre * rng.uniform(0.85, 1.12)
    trousers, shoe = any_color(rng) * 0.7, any_color(rng) * 0.35
    stride, lean = rng.uniform(0.02, 0.3), rng.choice([-1.0, 1.0])
    hip, neck = moved(foot, 0, -0.88 * metre), moved(foot, lean * 0.04 * metre, -1.42 * metre)
    sleeve = any_color(rng) * 0.8
    wide = rng.uniform(0.36, 0.52)
    for side in (-1, 1):
        knee = moved(foot, side * stride * 0.6 * metre + lean * 0.05 * metre, -0.48 * metre)
        ankle = moved(foot, side * stride * metre, -0.07 * metre)
        start = moved(hip, side * 0.06 * metre, 0)
        _limb(canvas, [start, knee, ankle], (0.19 * metre, 0.12 * metre), trousers * (0.75 if side < 0 else 1), label)
        canvas.fill(ellipse(moved(ankle, lean * 0.05 * metre, 0.04 * metre), (0.12 * metre, 0.05 * metre)), shoe, label)
    arms = []
    for side in (-1, 1):
        shoulder = moved(neck, side * wide * 0.48 * metre, 0.05 * metre)
        elbow = moved(shoulder, side * 0.06 * metre - side * stride * 0.3 * metre, 0.3 * metre)
        arms.append([shoulder, elbow, moved(elbow, lean * rng.uniform(0, 0.2) * metre, 0.24 * metre)])
    _limb(canvas, arms[0], (0.11 * metre, 0.08 * metre), sleeve * 0.7, label)
    _trunk_and_head(rng, canvas, hip, neck, metre, label, wide=wide)
    _limb(canvas, arms[1], (0.11 * metre, 0.08 * metre), sleeve, label)
    if rng.random() < 0.2:  # a skirt
        cloth = any_color(rng)
        hem = 0.45 * metre
        corners = [
            moved(hip, -0.16 * metre, -0.1 * metre),
            moved(hip, 0.16 * metre, -0.1 * metre),
            moved(hip, 0.24 * metre, hem),
        ]
        canvas.fill([*corners, moved(hip, -0.24 * metre, hem)], cloth, label)


def draw_bicyclist(rng: Rng, canvas: Canvas, foot: Point, metre: float, label: int) -> None:
    """A rider and the bicycle, from the side, or nearly from the front or the back."""
    squeeze = rng.choice([0.12, 0.45, 0.9]) * rng.choice([-1.0, 1.0])  # how much of the bicycle's length is seen

    def at(x: float, z: float) -> Point:
        return foot + np.array([x * squeeze, -z]) * metre

    frame, cloth = any_color(rng), any_color(rng) * 0.7
    radius, dark = 0.34, np.array([25, 25, 27], np.float32)
    for x in (-0.5, 0.5):
        turns = np.linspace(0, 2 * np.pi, 25)
        rim = np.array([at(x + radius * np.cos(t), radius + radius * np.sin(t)) for t in turns])
        canvas.line(rim, max(0.055 * metre, 0.9), dark, label)
        for t in np.linspace(0, np.pi, 7)[:-1]:
            ends = [at(x + radius * np.cos(t + u), radius + radius * np.sin(t + u)) for u in (0, np.pi)]
            canvas.line(ends, 0.012 * metre, (150, 150, 150), opacity=0.6)
    saddle, bar, pedal = at(-0.2, 0.95), at(0.42, 1.0), at(-0.02, 0.3)
    for piece in (
        [at(-0.5, radius), pedal, at(0.36, 0.8), moved(saddle, 0, 0.1 * metre), pedal],
        [at(0.5, radius), bar],
    ):
        canvas.line(piece, max(0.045 * metre, 0.9), frame, label)
    canvas.line([at(-0.5, radius), saddle], max(0.035 * metre, 0.8), frame, label)
    if abs(squeeze) < 0.3:
        canvas.line([moved(bar, -0.27 * metre, 0), moved(bar, 0.27 * metre, 0)], max(0.05 * metre, 0.9), dark, label)
    hip, neck = at(-0.2, 1.02), at(0.12, 1.52)
    for side, shade in ((-1, 0.7), (1, 1.0)):
        turn = rng.uniform(0, 2 * np.pi)
        foot_at = moved(at(-0.02 + 0.16 * np.cos(turn), 0.3 + 0.16 * np.sin(turn)), side * 0.09 * metre, 0)
        knee = (hip + foot_at) / 2 + np.array([0.25 * squeeze + side * 0.08, -0.1]) * metre
        _limb(
            canvas,
            [moved(hip, side * 0.06 * metre, 0), knee, foot_at],
            (0.18 * metre, 0.1 * metre),
            cloth * shade,
            label,
        )
        canvas.fill(ellipse(foot_at, (0.11 * metre, 0.05 * metre)), dark, label)
    _trunk_and_head(rng, canvas, hip, neck, metre, label, wide=0.3 + 0.14 * (1 - abs(squeeze)))
    sleeve = any_color(rng) * 0.8
    for side in (-1, 1):
        hand = moved(bar, side * 0.22 * (1 - abs(squeeze)) * metre, 0)
        shoulder = moved(neck, side * 0.15 * (1 - abs(squeeze) * 0.7) * metre, 0.05 * metre)
        elbow = (shoulder + hand) / 2 + (side * 0.06 * metre, 0.1 * metre)
        _limb(canvas, [shoulder, elbow, hand], (0.11 * metre, 0.07 * metre), sleeve, label)
    if rng.random() < 0.5:
        canvas.fill(ellipse(moved(neck, 0, -0.28 * metre), (0.11 * metre, 0.08 * metre)), any_color(rng), label)
