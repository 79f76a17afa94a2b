"""Streets as a camera in a car sees them; classes like CamVid's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import fronts
from tests.benchmarks.car_model import CarPainter
from tests.benchmarks.car_shape import Shape
from tests.benchmarks.passers_by import draw_bicyclist, draw_pedestrian
from tests.benchmarks.scene import Array, Camera, Canvas, Color, ellipse, moved
from tests.benchmarks.textures import WALLS, Rng, any_color, color, develop, grain, leaves, sky, wall

CLASSES = (*("sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "bicyclist"),)
SKY, BUILDING, POLE, ROAD, PAVEMENT, TREE, SIGN, FENCE, CAR, PEDESTRIAN, BICYCLIST = range(len(CLASSES))
SIZE = (480, 360)  # width, height
FAR = 90.0  # metres to where the street ends
NEAR = 1.5
Drawing = Callable[[Rng, Canvas, Camera, float, float], None]  # draws a thing at (x, y)


@dataclass(frozen=True)
class Street:
    """Measures in metres: the road lies between `left` and `-right`, then a pavement, then houses."""

    left: float
    right: float
    pavement: float
    sun: float  # 1 or -1: the side on which shadows fall
    haze: float  # share of the far end's colour that is the sky's

    def kerb(self, side: int) -> float:
        return self.left if side > 0 else -self.right

    def houses(self, side: int) -> float:
        return self.kerb(side) + side * self.pavement


def draw(rng: Rng, number: int, size: tuple[int, int] = SIZE) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(H, W, 3) uint8 image and (H, W) labels of one street. size: width, height; nothing depends on `number`."""
    wide, high = size
    canvas = Canvas(wide, high, label=SKY)
    canvas.image[:] = sky(rng, canvas.labels.shape)
    place = Street(
        left=rng.uniform(2.8, 6.0),
        right=rng.uniform(2.2, 4.5),
        pavement=rng.uniform(1.8, 4.5),
        sun=rng.choice([-1.0, 1.0]),
        haze=rng.uniform(0.05, 0.5),
    )
    middle = (wide * rng.uniform(0.42, 0.58), high * rng.uniform(0.4, 0.52))
    camera = Camera((0, 0, rng.uniform(1.3, 1.8)), rng.uniform(-0.07, 0.07), 0.0, wide * rng.uniform(0.75, 1.0), middle)
    _draw_ground(rng, canvas, camera, place)
    _draw_houses(rng, canvas, camera, place)
    _draw_things(rng, canvas, camera, place)
    image, labels = canvas.result()
    return develop(rng, image), labels


def _draw_houses(rng: Rng, canvas: Canvas, camera: Camera, place: Street) -> None:
    """Both rows, from the far end, and what closes the street."""
    faint = canvas.image[: canvas.image.shape[0] // 3].mean(axis=(0, 1))
    left, right = place.houses(1) + 25, place.houses(-1) - 25
    if rng.random() < 0.6:
        _draw_front(rng, canvas, camera, (FAR, left), (FAR, right), rng.uniform(7, 16), faint, place.haze)
    else:
        _draw_far_trees(rng, canvas, camera, (left, right), faint, place)
    for side in (1, -1):
        y, x = place.houses(side), FAR
        while x > NEAR + 4:
            start, high = max(x - rng.uniform(8, 18), NEAR + 2), rng.uniform(5, 15)
            if rng.random() < 0.15:  # no house: trees
                for at in np.sort(rng.uniform(max(start, 6), max(x, 7), 3))[::-1]:
                    _draw_tree(rng, canvas, camera, at, y + side * rng.uniform(1, 4))
            else:
                light = 1.0 if side == place.sun else rng.uniform(0.6, 0.85)
                ends = [(x, y), (start, y)] if side < 0 else [(start, y), (x, y)]
                haze = place.haze * x / FAR
                mean = _draw_front(rng, canvas, camera, ends[0], ends[1], high, faint, haze, light=light) * 0.75
                deep = y + side * 8
                across = (y, deep) if side < 0 else (deep, y)
                _draw_end_wall(rng, canvas, camera, start, across, high, mean)
            x = start - (rng.uniform(1, 5) if rng.random() < 0.3 else 0.0)


def _draw_end_wall(
    rng: Rng, canvas: Canvas, camera: Camera, x: float, across: tuple[float, float], high: float, paint: Array
) -> None:
    """The windowless wall at the nearer end of a house; across: y of its left and right edges."""
    metre = float(np.clip(2 * camera.focal / x, 4, 28))
    shape = (int(metre * high), int(metre * abs(across[0] - across[1])))
    texture = wall(rng, shape, paint, WALLS[rng.integers(len(WALLS))], metre / 2)
    left, right = across
    corners = [(x, left, high), (x, right, high), (x, right, 0), (x, left, 0)]
    canvas.warp(texture, camera.project(corners), BUILDING)


def _draw_front(
    rng: Rng,
    canvas: Canvas,
    camera: Camera,
    left: tuple[float, float],
    right: tuple[float, float],
    high: float,
    faint: Array,
    haze: float,
    *,
    light: float = 1.0,
) -> Array:
    """A house front between two places of the ground, paled by distance; returns its mean colour."""
    long = float(np.hypot(right[0] - left[0], right[1] - left[1]))
    metre = float(np.clip(camera.focal / min(left[0], right[0]), 4, 14))  # pixels, as many as are seen
    flat = Canvas(int(np.clip(metre * long, 40, 300)), int(metre * high))
    fronts.draw_house(rng, flat, (0.0, 0.0, float(flat.width), float(flat.height)))
    texture = flat.image * light * (1 - haze) + faint * haze
    corners = [(*left, high), (*right, high), (*right, 0), (*left, 0)]
    canvas.warp(texture, camera.project(corners), BUILDING)
    return texture.mean(axis=(0, 1))


def _draw_far_trees(
    rng: Rng, canvas: Canvas, camera: Camera, span: tuple[float, float], faint: Array, place: Street
) -> None:
    green = color(rng, (0.2, 0.4), (0.2, 0.6), (0.25, 0.5)) * (1 - place.haze) + faint * place.haze
    y = np.linspace(*span, 60)
    tops = [(FAR, side, z) for side, z in zip(y, rng.uniform(5, 10, 60), strict=True)]
    outline = camera.project([*tops, (FAR, span[1], 0), (FAR, span[0], 0)])
    canvas.fill(outline, _leaves_at(rng, canvas, outline, green, 2), TREE)


def _draw_ground(rng: Rng, canvas: Canvas, camera: Camera, place: Street) -> None:
    x, y, pixels = camera.ground(canvas)
    asphalt = color(rng, (0.55, 0.7), (0.0, 0.1), (0.25, 0.55))
    slabs = color(rng, (0.03, 0.14), (0.02, 0.25), (0.4, 0.75))
    if rng.random() < 0.3:
        slabs = asphalt * rng.uniform(0.95, 1.25)
    fine = rng.uniform(0.06, 0.2) * grain(rng, x, y, pixels, 0.05) + 0.1 * grain(rng, x * 0.2, y, pixels, 0.5)
    seen = np.nan_to_num(x, nan=-1) > 0
    inside = seen & (y < place.left) & (y > -place.right)
    beside = seen & ~inside & (y < place.houses(1) + 40) & (y > place.houses(-1) - 40)
    joints = ((np.nan_to_num(x) % 0.8 < 0.05) | (np.nan_to_num(y) % 0.8 < 0.05)) & (pixels > 25)
    cracks = np.abs(grain(rng, x, y, pixels, 1.5)) < 0.008 * rng.integers(0, 3)
    beside_light = 1 + fine - 0.2 * joints
    canvas.image[inside] = (asphalt * (1 + fine - 0.25 * cracks)[..., None])[inside]
    canvas.image[beside] = (slabs * beside_light[..., None])[beside]
    canvas.labels[inside], canvas.labels[beside] = ROAD, PAVEMENT
    lawn = seen & ((y > place.houses(1) - 0.1) | (y < place.houses(-1) + 0.1)) & (canvas.labels == PAVEMENT)
    canvas.image[lawn] *= 0.8
    for side in (1, -1):
        kerb = place.kerb(side)
        for y0, z0, y1, z1, bright in ((0.0, 0.0, 0.0, 0.12, 0.6), (0.0, 0.12, 0.22, 0.12, 1.15)):
            stone = [
                (NEAR, kerb + side * y0, z0),
                (FAR, kerb + side * y0, z0),
                (FAR, kerb + side * y1, z1),
                (NEAR, kerb + side * y1, z1),
            ]
            canvas.fill(camera.project(stone), np.clip(slabs * bright, 0, 255), PAVEMENT, grain=1 + fine)
    _draw_markings(rng, canvas, camera, place, 1 + fine)
    _draw_shadows(rng, canvas, camera, place)


def _draw_markings(rng: Rng, canvas: Canvas, camera: Camera, place: Street, worn: Array) -> None:
    paint = np.array([215.0, 215, 205]) * rng.uniform(0.75, 1.0)
    if rng.random() < 0.2:
        paint = np.array([210.0, 175, 60])
    long, gap = rng.uniform(1.5, 6), rng.uniform(1.5, 6)
    middle = (place.left - place.right) / 2 + rng.uniform(-0.3, 0.3)
    pieces = [(x, x + long, middle, 0.12) for x in np.arange(NEAR + rng.uniform(0, 3), FAR, long + gap)]
    if rng.random() < 0.5:
        pieces += [(NEAR, FAR, place.kerb(side) - side * 0.4, 0.1) for side in (1, -1)]
    if rng.random() < 0.35:  # a crossing
        at = rng.uniform(7, 25)
        pieces += [(at, at + 3, y, 0.5) for y in np.arange(-place.right + 0.5, place.left - 0.4, 1.0)]
    for start, stop, y, wide in pieces:
        stripe = [(start, y, 0), (stop, y, 0), (stop, y - wide, 0), (start, y - wide, 0)]
        canvas.fill(camera.project(stripe), paint, ROAD, grain=worn)


def _draw_shadows(rng: Rng, canvas: Canvas, camera: Camera, place: Street) -> None:
    """Of houses along one side, and spots of trees."""
    dark = rng.uniform(0.15, 0.5)
    side = -int(place.sun)
    reach = rng.uniform(0.5, 5.0)
    edge = [(x, place.houses(side) - side * reach * rng.uniform(0.6, 1.2), 0.0) for x in np.linspace(NEAR, FAR, 14)]
    canvas.fill(
        camera.project([*edge, (FAR, place.houses(side), 0), (NEAR, place.houses(side), 0)]), (12, 14, 24), opacity=dark
    )
    for _ in range(rng.integers(0, 12)):
        x, y = rng.uniform(4, 30), rng.uniform(-place.right - 2, place.left + 2)
        spot = ellipse((x, y), (rng.uniform(0.3, 1.8), rng.uniform(0.3, 1.2)), count=14) + rng.normal(0, 0.12, (14, 2))
        spot = np.maximum(spot, (NEAR, -50))
        canvas.fill(camera.project(np.column_stack([spot, np.zeros(14)])), (12, 14, 24), opacity=dark)


def _draw_things(rng: Rng, canvas: Canvas, camera: Camera, place: Street) -> None:
    """All that stands or moves in the street, from far to near."""
    things: list[tuple[float, float, Drawing]] = []
    for side in (1, -1):
        kerb, spread = place.kerb(side), place.pavement
        if rng.random() < 0.75:
            long = rng.uniform(6, 22)
            things.append((rng.uniform(5, 40), kerb + side * spread * 0.93, _fence(long)))
        for x in np.arange(rng.uniform(5, 14), 60, rng.uniform(9, 24)):
            things.append((x, kerb + side * 0.4, _draw_pole))
        for _ in range(rng.integers(1, 5)):
            things.append((rng.uniform(6, 60), kerb + side * rng.uniform(0.5, 0.8 + spread), _draw_tree))
        for _ in range(rng.integers(1, 4)):
            things.append((rng.uniform(5, 30), kerb + side * rng.uniform(0.3, 0.8), _draw_sign))
        for x in np.arange(rng.uniform(6, 16), 55, rng.uniform(6.5, 16)):
            if rng.random() < 0.6:
                things.append((x, kerb - side * 1.15, _car(0.0 if side < 0 else np.pi * rng.integers(2))))
        for _ in range(rng.integers(1, 5)):
            things.append((rng.uniform(5, 28), kerb + side * rng.uniform(0.5, max(spread - 0.4, 0.6)), _pedestrian))
    things.append((rng.uniform(9, 40), place.left * 0.45, _car(np.pi + rng.uniform(-0.05, 0.05))))
    things.append((rng.uniform(8, 40), -place.right * 0.3, _car(rng.uniform(-0.05, 0.05))))
    for _ in range(rng.integers(1, 4)):
        things.append((rng.uniform(5.5, 18), rng.uniform(-place.right * 0.8, place.left * 0.8), _bicyclist))
    if rng.random() < 0.4:
        things.append((rng.uniform(8, 20), rng.uniform(-place.right, place.left), _pedestrian))
    for x, y, draw_it in sorted(things, key=lambda thing: -thing[0]):
        draw_it(rng, canvas, camera, x, y)


def _upright(camera: Camera, x: float, y: float) -> tuple[NDArray[np.float64], float]:
    """Where (x, y) on the ground is in the image, and the pixels of a metre there."""
    foot, head = camera.project([(x, y, 0), (x, y, 1)])
    return foot, float(foot[1] - head[1])


def _draw_shade(canvas: Canvas, camera: Camera, x: float, y: float, radius: Color) -> None:
    spot = ellipse((x, y), radius)
    canvas.fill(camera.project(np.column_stack([spot, np.zeros(len(spot))])), (10, 10, 14), opacity=0.4)


def _draw_pole(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
    foot, metre = _upright(camera, x, y)
    high, paint = rng.uniform(4, 8), color(rng, (0.0, 1.0), (0.0, 0.2), (0.15, 0.7))
    _draw_shade(canvas, camera, x, y, (0.2, 0.2))
    head = moved(foot, 0, -high * metre)
    canvas.taper(foot, head, max(0.2 * metre, 1.2), max(0.12 * metre, 1.0), paint, POLE)
    canvas.taper(moved(foot, 0.04 * metre, 0), head, 0.05 * metre, 0.03 * metre, np.clip(paint * 1.5, 0, 255))
    if rng.random() < 0.6:  # a lamp over the road
        out = moved(head, -np.sign(y) * -1.6 * metre, -0.3 * metre)
        canvas.taper(head, out, max(0.1 * metre, 1.0), max(0.08 * metre, 1.0), paint, POLE)
        canvas.fill(ellipse(out, (0.35 * metre, 0.1 * metre)), (225, 225, 215), POLE)
    elif rng.random() < 0.5:  # traffic lights
        low = moved(foot, -0.2 * metre, -3.2 * metre)
        canvas.fill(
            [low, moved(low, 0.4 * metre, 0), moved(low, 0.4 * metre, metre), moved(low, 0, metre)], (22, 22, 24), POLE
        )
        lit = rng.integers(3)
        for lamp, shade in enumerate(((220, 40, 30), (230, 170, 40), (40, 200, 90))):
            at = moved(low, 0.2 * metre, (0.2 + 0.3 * lamp) * metre)
            canvas.fill(ellipse(at, (0.11 * metre, 0.11 * metre)), np.array(shade) * (1 if lamp == lit else 0.25), POLE)


def _draw_sign(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
    foot, metre = _upright(camera, x, y)
    canvas.taper(
        foot, moved(foot, 0, -2.2 * metre), max(0.07 * metre, 0.9), max(0.07 * metre, 0.9), (120, 122, 125), POLE
    )
    at, size = moved(foot, 0, -2.5 * metre), rng.uniform(0.32, 0.5) * metre
    kind = rng.integers(4)
    rim = np.array([190.0, 25, 30]) if rng.random() < 0.6 else np.array([25.0, 70, 160])
    if kind == 0:
        outer = ellipse(at, (size, size))
        inner = ellipse(at, (size * 0.72, size * 0.72))
    elif kind == 1:
        outer = ellipse(at, (size * 1.1, size * 1.1), angle=-np.pi / 2, count=3)
        inner = ellipse(at, (size * 0.7, size * 0.7), angle=-np.pi / 2, count=3)
    else:
        stretch = rng.uniform(0.8, 2.2) if kind == 2 else 0.8
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (size * stretch, size * 0.8)
        outer, inner = corners + at, corners * 0.88 + at
        rim = color(rng, (0.0, 1.0), (0.4, 0.9), (0.3, 0.8))
    canvas.fill(outer, rim, SIGN)
    field = np.array([235.0, 235, 230]) if kind < 2 else rim * 0.85
    canvas.fill(inner, field, SIGN)
    ink = (25, 25, 28) if kind < 2 else (235, 235, 230)
    for row in (-0.25, 0.2):
        canvas.line(
            [moved(at, -size * 0.4, row * size), moved(at, size * rng.uniform(0, 0.45), row * size)],
            size * 0.18,
            ink,
            SIGN,
        )


def _leaves_at(rng: Rng, canvas: Canvas, points: NDArray[np.float64], green: Array, size: float) -> Array:
    """A colour for each pixel of the canvas: foliage around these points, black elsewhere."""
    texture = np.zeros_like(canvas.image)
    found = canvas.region(points)
    if found is not None:
        rows, cols = found
        texture[found] = leaves(rng, (rows.stop - rows.start, cols.stop - cols.start), green, size)
    return texture


def _draw_tree(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
    foot, metre = _upright(camera, x, y)
    high, wide = rng.uniform(3.5, 8), rng.uniform(1.0, 2.4)
    bark = color(rng, (0.05, 0.1), (0.15, 0.45), (0.15, 0.4))
    _draw_shade(canvas, camera, x, y, (wide * 0.8, wide * 0.6))
    crown = moved(foot, -rng.uniform(-0.3, 0.3) * metre, -high * metre * 0.72)
    canvas.taper(foot, crown, rng.uniform(0.22, 0.45) * metre, 0.14 * metre, bark, TREE)
    for _ in range(4):
        canvas.taper(
            moved(crown, 0, 0.25 * high * metre),
            crown + rng.normal(0, 0.5, 2) * wide * metre,
            0.12 * metre,
            0.04 * metre,
            bark,
            TREE,
        )
    green = color(rng, (0.1, 0.38), (0.3, 0.75), (0.25, 0.6))
    reach = crown + np.outer((-1, 1), (wide * 4 * metre, high * 1.5 * metre))
    texture = _leaves_at(rng, canvas, reach, green, max(0.16 * metre, 1.5))
    for _ in range(rng.integers(9, 18)):
        middle = crown + rng.normal(0, 0.42, 2) * (wide * metre, high * 0.3 * metre)
        size = rng.uniform(0.3, 0.75) * wide * metre
        ragged = 1 + rng.normal(0, 0.14, 30)
        blob = middle + (ellipse((0, 0), (size, size * 0.8), count=30)) * ragged[:, None]
        canvas.fill(blob, texture, TREE)
    canvas.fill(
        ellipse(moved(crown, 0, 0.2 * high * metre), (wide * metre * 0.6, high * 0.08 * metre)),
        (5, 12, 5),
        opacity=0.25,
    )


def _fence(long: float) -> Drawing:
    def draw_fence(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
        high, paint = rng.uniform(0.9, 1.9), any_color(rng) * 0.8
        kind = rng.integers(3)
        ends = camera.project([(x, y, 0), (x + long, y, 0), (x + long, y, high), (x, y, high)])
        if kind == 0:  # boards
            canvas.fill(ends, paint * 0.85, FENCE, top=paint)
        elif kind == 1:  # a hedge behind wire
            green = color(rng, (0.2, 0.35), (0.3, 0.6), (0.2, 0.4))
            canvas.fill(ends, _leaves_at(rng, canvas, ends, green, 2), FENCE)
        for at in np.arange(x, x + long, 0.16 if kind else 0.25):
            foot, metre = _upright(camera, at, y)
            canvas.taper(
                foot,
                moved(foot, 0, -high * metre),
                max(0.04 * metre, 0.6),
                max(0.04 * metre, 0.6),
                paint * (0.6 if kind == 0 else 1),
                FENCE,
            )
        for z in (0.15 * high, high * 0.92):
            rail = camera.project([(x, y, z), (x + long, y, z), (x + long, y, z + 0.07), (x, y, z + 0.07)])
            canvas.fill(rail, paint * 0.9, FENCE)

    return draw_fence


def _car(heading: float) -> Drawing:
    def draw_car(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
        if x < 5.5:
            return
        CarPainter(rng, canvas, camera, Shape.drawn(rng), (x, y, heading), lambda part: CAR).paint()

    return draw_car


def _pedestrian(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
    foot, metre = _upright(camera, x, y)
    _draw_shade(canvas, camera, x, y, (0.3, 0.3))
    draw_pedestrian(rng, canvas, foot, metre, PEDESTRIAN)


def _bicyclist(rng: Rng, canvas: Canvas, camera: Camera, x: float, y: float) -> None:
    foot, metre = _upright(camera, x, y)
    _draw_shade(canvas, camera, x, y, (0.6, 0.25))
    draw_bicyclist(rng, canvas, foot, metre, BICYCLIST)
