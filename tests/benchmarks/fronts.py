"""House fronts seen straight ahead, each with a style of its own; classes like those of the CMP facades."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.scene import Array, Canvas, box, ellipse
from tests.benchmarks.textures import (
    WALLS,
    Rng,
    any_color,
    color,
    develop,
    house_color,
    leaves,
    noise,
    photo,
    sky,
    wall,
)

CLASSES = ("wall", "window", "door", "cornice", "balcony", "shop", "roof", "sky")
WALL, WINDOW, DOOR, CORNICE, BALCONY, SHOP, ROOF, SKY = range(len(CLASSES))
SIZE = (320, 384)  # width, height
_PANES = ((1, 1), (2, 1), (2, 2), (2, 3), (3, 2))  # columns, rows


@dataclass(frozen=True)
class Style:
    """What the windows of one house have in common; shares are of a window's cell, colours RGB."""

    wide: float
    high: float
    panes: tuple[int, int]
    is_arched: bool
    has_sill: bool
    has_frame_around: bool
    blinds: float  # share of windows whose blinds are down, more or less
    has_shutters: bool
    glass: Array
    frame: Array
    trim: Array  # what stands out of the wall
    blind: Array

    @classmethod
    def drawn(cls, rng: Rng, wall_color: Array) -> "Style":
        """A random one. Windows take any colour, one in three times nearly that of the wall."""
        glass = (any_color if rng.random() < 0.4 else house_color)(rng) * rng.uniform(0.3, 1.0)
        if rng.random() < 0.35:
            glass = wall_color * rng.uniform(0.75, 1.15)
        trim = wall_color * rng.uniform(0.8, 1.25) if rng.random() < 0.6 else house_color(rng)
        has_shutters = bool(rng.random() < 0.25)
        return cls(
            wide=rng.uniform(0.32, 0.46 if has_shutters else 0.66),
            high=rng.uniform(0.46, 0.72),
            panes=_PANES[rng.integers(len(_PANES))],
            is_arched=bool(rng.random() < 0.25),
            has_sill=bool(rng.random() < 0.7),
            has_frame_around=bool(rng.random() < 0.5),
            blinds=rng.choice([0.0, 0.3, 0.8]),
            has_shutters=has_shutters,
            glass=glass,
            frame=color(rng, (0.0, 1.0), (0.0, 0.3), (0.75, 1.0)) if rng.random() < 0.7 else any_color(rng) * 0.6,
            trim=np.clip(trim, 0, 250),
            blind=house_color(rng),
        )


def draw(rng: Rng, number: int, size: tuple[int, int] = SIZE) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(H, W, 3) uint8 image and (H, W) labels of a house. size: width, height; nothing depends on `number`."""
    wide, high = size
    canvas = Canvas(wide, high, label=SKY)
    canvas.image[:] = sky(rng, canvas.labels.shape)
    top = high * rng.uniform(0.1, 0.24)
    left, right = wide * rng.uniform(-0.05, 0.05), wide * rng.uniform(0.95, 1.05)
    _draw_roof(rng, canvas, left, top, right)
    draw_house(rng, canvas, (left, top, right, float(high)))
    if rng.random() < 0.5:  # the shadow of the house across the street
        edge = [(x, high * rng.uniform(0.3, 0.9)) for x in np.linspace(0, wide, rng.integers(2, 7))]
        canvas.fill([*edge, (wide, high), (0, high)], (10, 12, 24), opacity=rng.uniform(0.15, 0.45))
    image, labels = canvas.result()
    return develop(rng, image), labels


def draw_house(rng: Rng, canvas: Canvas, at: tuple[float, float, float, float]) -> None:
    """Wall, floors, windows, shops and door in the rectangle left, top, right, bottom."""
    left, top, right, bottom = at
    base = np.clip(house_color(rng), 45, 245)
    unit = (bottom - top) * rng.uniform(0.035, 0.07)
    kinds = [WALLS[rng.integers(len(WALLS))] for _ in range(2)]
    texture = wall(rng, canvas.labels.shape, base, kinds[0], unit * 1.5)
    canvas.fill(box(*at), texture, WALL)
    style = Style.drawn(rng, base)
    floors, columns = int(rng.integers(2, 6)), int(rng.integers(2, 7))
    floor = (bottom - top) / (floors + rng.uniform(0.2, 0.5))
    ground = bottom - floor * rng.uniform(1.0, 1.3)
    if rng.random() < 0.5:  # the ground floor is of another make
        other = np.clip(base * rng.uniform(0.6, 1.2), 20, 245)
        canvas.fill(box(left, ground, right, bottom), wall(rng, canvas.labels.shape, other, kinds[1], unit * 2), WALL)
    step = (right - left) / columns
    highs = np.linspace(top + floor * 0.18, ground, floors)
    balconies = rng.random((floors, columns)) < rng.choice([0.0, 0.25, 0.6])
    if rng.random() < 0.4:  # above one another
        balconies[:] = balconies.any(axis=0)
    if rng.random() < 0.4:
        balconies &= np.arange(columns) % 2 == rng.integers(2)
    for number in range(floors - 1):
        for column in range(columns):
            cell = (left + column * step, highs[number], left + (column + 1) * step, highs[number + 1])
            _draw_window(rng, canvas, cell, style, is_lower=bool(balconies[number, column]))
            if balconies[number, column]:
                _draw_balcony(rng, canvas, cell, style)
    _draw_cornices(rng, canvas, at, highs, style, floor)
    _draw_ground_floor(rng, canvas, (left, ground, right, bottom), step, style)


def _draw_roof(rng: Rng, canvas: Canvas, left: float, top: float, right: float) -> None:
    rise = top * rng.uniform(0.4, 0.85)
    base = house_color(rng) * 0.75 if rng.random() < 0.4 else color(rng, (0.98, 1.08), (0.2, 0.7), (0.3, 0.65))
    tiles = wall(rng, canvas.labels.shape, base, ("brick", "board", "panel")[rng.integers(3)], top * 0.16)
    inset = (right - left) * rng.uniform(0.0, 0.3)
    shape = [(left - 3, top), (left + inset, top - rise), (right - inset, top - rise), (right + 3, top)]
    canvas.fill(shape, tiles, ROOF)
    for place in rng.uniform(left + inset, right - inset, rng.integers(0, 3)):
        size = top * rng.uniform(0.12, 0.22)
        canvas.fill(box(place, top - rise - size, place + size, top - rise + size * 0.8), base * 0.7, ROOF)
    for place in rng.uniform(left + inset + 20, right - inset - 20, rng.integers(0, 4)):
        size = rise * 0.5
        canvas.fill(box(place, top - rise * 0.75, place + size * 0.8, top - rise * 0.2), base * 0.5, WINDOW)
        inner = box(place + 1.5, top - rise * 0.7, place + size * 0.8 - 1.5, top - rise * 0.24)
        canvas.fill(inner, any_color(rng) * 0.7, WINDOW, top=(200, 210, 220))


def _draw_window(
    rng: Rng, canvas: Canvas, cell: tuple[float, float, float, float], style: Style, *, is_lower: bool
) -> None:
    left, top, right, bottom = cell
    middle, half = (left + right) / 2, (right - left) * style.wide / 2
    high = (bottom - top) * style.high
    start = top + (bottom - top - high) * 0.45
    end = bottom - 1 if is_lower else start + high
    rim = max(half * 0.1, 0.8)
    outline = box(middle - half, start, middle + half, end)
    if style.is_arched:
        arch = ellipse((middle, start), (half, half * 0.6))
        outline = [*(tuple(p) for p in arch if p[1] <= start + 1e-6), (middle - half, end), (middle + half, end)]
        outline.sort(key=lambda p: np.arctan2(p[1] - (start + end) / 2, p[0] - middle))
    if style.has_frame_around:
        around = box(middle - half - 2 * rim, start - 2 * rim, middle + half + 2 * rim, end + rim)
        canvas.fill(around, style.trim, WALL)
    if style.has_shutters:
        for side in (-1, 1):
            edges = sorted((middle + side * (half + 0.5), middle + side * half * 1.6))
            canvas.fill(box(edges[0], start, edges[1], end), style.blind * 0.8, WINDOW)
    canvas.fill(outline, style.frame, WINDOW)
    inner = [
        (middle + (x - middle) * (1 - rim / half), start + rim + (y - start) * (1 - 2 * rim / high)) for x, y in outline
    ]
    light = rng.uniform(0.75, 1.2)
    canvas.fill(inner, style.glass * light * 0.8, WINDOW, top=np.clip(style.glass * light * 1.2 + 12, 0, 255))
    _draw_behind_glass(rng, canvas, (middle - half + rim, start + rim, middle + half - rim, end - rim), style)
    for part in range(1, style.panes[0]):
        x = middle - half + 2 * half * part / style.panes[0]
        canvas.line([(x, start), (x, end)], rim * 0.8, style.frame, WINDOW)
    for part in range(1, style.panes[1]):
        y = start + (end - start) * part / style.panes[1]
        canvas.line([(middle - half, y), (middle + half, y)], rim * 0.8, style.frame, WINDOW)
    canvas.line([(middle - half, start), (middle + half, start)], rim * 0.7, (20, 20, 20), opacity=0.5)
    if style.has_sill:
        canvas.fill(
            box(middle - half - 2 * rim, end, middle + half + 2 * rim, end + 1.6 * rim), style.trim * 0.95, WALL
        )


def _draw_behind_glass(rng: Rng, canvas: Canvas, at: tuple[float, float, float, float], style: Style) -> None:
    """Reflections, curtains, blinds."""
    left, top, right, bottom = at
    if rng.random() < style.blinds:
        down = top + (bottom - top) * rng.uniform(0.2, 1.0)
        canvas.fill(box(left, top, right, down), style.blind, WINDOW)
        for y in np.arange(top, down, 2.5):
            canvas.line([(left, y), (right, y)], 0.6, (0, 0, 0), opacity=0.25)
    elif rng.random() < 0.4:
        cloth = color(rng, (0.0, 1.0), (0.0, 0.3), (0.6, 0.95))
        wide = (right - left) * rng.uniform(0.15, 0.35)
        canvas.fill([(left, top), (left + wide, top), (left + wide * 0.6, bottom), (left, bottom)], cloth, opacity=0.7)
        canvas.fill(
            [(right, top), (right - wide, top), (right - wide * 0.6, bottom), (right, bottom)], cloth, opacity=0.7
        )
    if rng.random() < 0.5:
        slant = (right - left) * rng.uniform(0.2, 0.6)
        streak = [(left, top), (left + slant, top), (left, top + (bottom - top) * rng.uniform(0.3, 0.9))]
        canvas.fill(streak, (235, 240, 250), opacity=rng.uniform(0.1, 0.4))


def _draw_balcony(rng: Rng, canvas: Canvas, cell: tuple[float, float, float, float], style: Style) -> None:
    left, top, right, bottom = cell
    edge = (right - left) * 0.1
    rail = bottom - (bottom - top) * 0.32
    dark = style.frame * 0.5 if style.frame.mean() > 120 else style.trim
    is_open = style.has_sill
    canvas.fill(box(left + edge, rail, right - edge, bottom), dark, BALCONY, opacity=0.3 if is_open else 1.0)
    if is_open:
        for x in np.arange(left + edge, right - edge, max((right - left) * 0.06, 2)):
            canvas.line([(x, rail), (x, bottom)], 0.9, dark, BALCONY)
    elif rng.random() < 0.4:
        plants = leaves(rng, canvas.labels.shape, color(rng, (0.2, 0.4), (0.4, 0.8), (0.3, 0.6)), 2)
        canvas.fill(box(left + edge, rail - 2, right - edge, rail + 3), plants, BALCONY)
    canvas.line([(left + edge, rail), (right - edge, rail)], 1.6, dark, BALCONY)
    canvas.fill(box(left + edge * 0.6, bottom - 2, right - edge * 0.6, bottom + 2), style.trim * 0.85, BALCONY)
    canvas.fill(box(left + edge, bottom + 2, right - edge, bottom + 5), (0, 0, 0), opacity=0.3)


def _draw_cornices(
    rng: Rng, canvas: Canvas, at: tuple[float, float, float, float], highs: Array, style: Style, floor: float
) -> None:
    left, top, right, _ = at
    thick = floor * rng.uniform(0.1, 0.18)
    places = [top, *(y for y in highs[1:] if rng.random() < 0.35)]
    for number, y in enumerate(places):
        high = thick if number == 0 else thick * 0.5
        canvas.fill(
            box(left - 4, y - high * 0.5, right + 4, y + high * 0.5), style.trim * 0.85, CORNICE, top=style.trim
        )
        if number == 0 and style.has_frame_around:
            for x in np.arange(left, right, high):
                canvas.fill(box(x, y, x + high * 0.5, y + high * 0.5), style.trim * 0.6, CORNICE)
        canvas.line([(left, y + high * 0.5 + 0.7), (right, y + high * 0.5 + 0.7)], 1.4, (0, 0, 0), opacity=0.35)


def _draw_ground_floor(
    rng: Rng, canvas: Canvas, at: tuple[float, float, float, float], step: float, style: Style
) -> None:
    left, top, right, bottom = at
    columns = round((right - left) / step)
    door = int(rng.integers(columns))
    has_shops = rng.random() < 0.6
    for column in range(columns):
        cell = (left + column * step, top, left + (column + 1) * step, bottom)
        if column == door:
            _draw_door(rng, canvas, cell, style)
        elif has_shops:
            _draw_shop(rng, canvas, cell)
        else:
            _draw_window(rng, canvas, cell, style, is_lower=False)


def _draw_door(rng: Rng, canvas: Canvas, cell: tuple[float, float, float, float], style: Style) -> None:
    left, top, right, bottom = cell
    middle, half = (left + right) / 2, min((right - left) * 0.36, (bottom - top) * 0.32)
    start = top + (bottom - top) * rng.uniform(0.15, 0.3)
    base = any_color(rng) * 0.8
    canvas.fill(box(middle - half * 1.15, start - 2, middle + half * 1.15, bottom), style.trim, WALL)
    canvas.fill(box(middle - half, start, middle + half, bottom), base, DOOR, top=base * 0.7)
    canvas.fill(
        box(middle - half * 0.9, start + 2, middle + half * 0.9, start + (bottom - start) * 0.18), style.glass, DOOR
    )
    for side in (-1, 1):
        for share in (0.25, 0.6):
            edges = sorted((middle + side * half * 0.15, middle + side * half * 0.85))
            rows = start + (bottom - start) * share, start + (bottom - start) * (share + 0.28)
            canvas.fill(box(edges[0], rows[0], edges[1], rows[1]), base * 1.2, DOOR, top=base * 0.6)
    canvas.line([(middle, start + 3), (middle, bottom)], 0.8, base * 0.4, DOOR)
    canvas.fill(ellipse((middle + half * 0.12, (start + bottom) / 2), (1.2, 1.2)), (220, 200, 120), DOOR)


def _draw_shop(rng: Rng, canvas: Canvas, cell: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = cell
    edge, high = (right - left) * 0.06, bottom - top
    frame, board = any_color(rng) * 0.7, any_color(rng)
    canvas.fill(box(left + edge, top + high * 0.1, right - edge, bottom), frame, SHOP)
    if rng.random() < 0.5:
        inside = photo(rng, (int(2 * high) + 2, int(2 * (right - left)) + 2)) * 0.7
        canvas.warp(inside, box(left + 2 * edge, top + high * 0.32, right - 2 * edge, bottom - high * 0.14), SHOP)
    else:
        goods = any_color(rng) * 0.5 * (1 + 0.7 * noise(rng, canvas.labels.shape, 8))[..., None]
        window = box(left + 2 * edge, top + high * 0.32, right - 2 * edge, bottom - high * 0.14)
        canvas.fill(window, np.clip(goods, 0, 255), SHOP)
    canvas.fill(box(left + edge, top + high * 0.1, right - edge, top + high * 0.28), board, SHOP)
    ink = 255 - board
    for x in np.arange(left + 3 * edge, right - 4 * edge, max(high * 0.08, 3)):
        if rng.random() < 0.8:
            mark = box(x, top + high * 0.14, x + high * 0.04, top + high * rng.uniform(0.2, 0.24))
            canvas.fill(mark, ink, SHOP)
    if rng.random() < 0.4:
        stripes = any_color(rng)
        for number, x in enumerate(np.linspace(left + edge, right - edge, 9)[:-1]):
            wide = (right - left - 2 * edge) / 8
            shade = stripes if number % 2 else np.array([235, 235, 230])
            canvas.fill(box(x, top + high * 0.28, x + wide, top + high * 0.42), shade * 0.85, SHOP, top=shade)
    streak = [
        (left + 2 * edge, bottom - high * 0.2),
        (right - 3 * edge, top + high * 0.32),
        (right - 2 * edge, top + high * 0.5),
    ]
    canvas.fill(streak, (235, 240, 250), opacity=0.18)
