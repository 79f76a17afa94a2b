"""Paints the parts of a car back to front; its left is the driver's."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.car_shape import Shape
from tests.benchmarks.scene import SCALE, Array, Camera, Canvas
from tests.benchmarks.textures import Rng, noise

Points = Sequence[tuple[float, float]] | Array
Label = Callable[[str], int]
SIDES = {1: "left", -1: "right"}
SUN = np.array([0.35, 0.4, 0.85])


class CarPainter:
    """Paints one car at a place of the ground; `label` gives the label of each part's name."""

    def __init__(
        self, rng: Rng, canvas: Canvas, camera: Camera, shape: Shape, place: tuple[float, float, float], label: Label
    ) -> None:
        """place: x, y, and where its front points to, radians from x to the left."""
        self.rng, self.canvas, self.camera, self.shape, self.label = rng, canvas, camera, shape, label
        self.place = np.array([place[0], place[1], 0.0])
        cosine, sine = np.cos(place[2]), np.sin(place[2])
        self.turn = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1.0]])  # of rows
        self.edge = shape.outline()
        span = self._project([(0.0, 0.0, 0.0), (0.0, 0.0, 1.0)])
        self.metre = float(np.hypot(*(span[1] - span[0])))  # pixels

    def paint(self) -> None:
        """Shadow, underside, body, windows, wheels, mirrors; then what the body reflects."""
        self._paint_shadow()
        self.canvas.drawn[:] = 0
        for x in self._axles():
            for side in (1, -1):
                self._paint_tyre(x, side)
        self._paint_lower()
        for side in (1, -1):
            self._paint_lower_side(side)
        behind = [side for side in (1, -1) if not self._sees_side(side)]
        for side in behind:
            self._paint_mirror(side)
        self._paint_upper()
        for side in (1, -1):
            if side not in behind:
                self._paint_upper_side(side)
                self._paint_seams(side)
                for x in self._axles():
                    self._paint_wheel(x, side)
                self._paint_mirror(side)
        self._reflect()

    def _axles(self) -> tuple[float, float]:
        half = self.shape.length / 2
        return half - 0.88, -half + 0.82

    def _project(self, points: Sequence[tuple[float, float, float]] | NDArray[np.float64]) -> NDArray[np.float64]:
        return self.camera.project(np.asarray(points, np.float64) @ self.turn + self.place)

    def _side(self, points: Points, side: int, out: float = 0.0) -> NDArray[np.float64]:
        """Places (x, z) on a side, in the image; out: metres outwards."""
        x, z = np.asarray(points, np.float64).T
        y = side * (self.shape.half_width(x, z) + out)
        return self._project(np.stack([x, y, z], axis=1))

    def _top(self, points: Points) -> NDArray[np.float64]:
        """Places (s, t) on the strip over the middle: s counts the outline's corners, t is 1 on the left, -1 right."""
        s, t = np.asarray(points, np.float64).T
        x, z = (np.interp(s, np.arange(len(self.edge)), values) for values in zip(*self.edge, strict=True))
        wide = self.shape.half_width(x, z)
        ends = np.clip((np.abs(x) - self.shape.length / 2 + 0.9) / 0.6, 0, 1)
        x = x + np.sign(x) * 0.15 * ends * (1 - t**2)
        z = z + 0.05 * np.clip((z - 0.6) * 4, 0, 1) * (1 - t**2)
        return self._project(np.stack([x, t * wide, z], axis=1))

    def _fill_side(
        self, points: Points, side: int, paint: Array, part: str | None, *, top: float = 1.0, opacity: float = 1.0
    ) -> None:
        """top: how much brighter the upper edge is."""
        fine = _densified(points)
        corners = self._side(fine, side)
        if _area(corners) * _area(fine) * side <= 0:
            return
        light = 0.62 + 0.45 * max(0.0, float((np.array([0.0, side, 0.25]) @ self.turn) @ SUN))
        label = None if part is None else self.label(part)
        self.canvas.fill(corners, paint * light, label, top=paint * light * top, opacity=opacity)

    def _fill_top(
        self, points: Points, paint: Array, part: str | None, *, top: float = 1.0, opacity: float = 1.0
    ) -> None:
        fine = _densified(points)
        corners = self._top(fine)
        if _area(corners) * _area(fine) <= 0:
            return
        at = float(np.mean([s for s, _ in points]))
        low, high = self.edge[int(np.floor(at))], self.edge[min(int(np.floor(at)) + 1, len(self.edge) - 1)]
        normal = np.array([high[1] - low[1], 0.0, low[0] - high[0]])
        light = 0.62 + 0.5 * max(0.0, float((normal / np.linalg.norm(normal) @ self.turn) @ SUN))
        label = None if part is None else self.label(part)
        self.canvas.fill(
            corners, np.clip(paint * light, 0, 255), label, top=np.clip(paint * light * top, 0, 255), opacity=opacity
        )

    def _sees_side(self, side: int) -> bool:
        square = [(-0.2, 0.5), (0.2, 0.5), (0.2, 0.7), (-0.2, 0.7)]
        return _area(self._side(square, side)) * _area(square) * side > 0

    def _paint_shadow(self) -> None:
        half, wide = self.shape.length / 2, self.shape.width / 2
        for grown, opacity in ((0.35, 0.25), (0.15, 0.3), (-0.02, 0.5)):
            x, y = half + grown, wide + grown
            ground = [(x, y, 0.0), (-x, y, 0.0), (-x, -y, 0.0), (x, -y, 0.0)]
            self.canvas.fill(self._project(ground), (8, 8, 10), opacity=opacity)

    def _circle(self, x: float, radius: float, y: float) -> NDArray[np.float64]:
        turn = np.linspace(0, 2 * np.pi, 36, endpoint=False)
        return self._project(
            np.stack([x + radius * np.cos(turn), np.full(36, y), self.shape.wheel + radius * np.sin(turn)], axis=1)
        )

    def _paint_tyre(self, x: float, side: int) -> None:
        outer = side * (self.shape.width / 2 - 0.06)
        rings = [self._circle(x, self.shape.wheel, outer), self._circle(x, self.shape.wheel, outer - side * 0.2)]
        hull = cv2.convexHull(np.concatenate(rings).astype(np.float32))[:, 0]
        self.canvas.fill(hull, (28, 28, 30), self.label("wheel"))

    def _paint_wheel(self, x: float, side: int) -> None:
        shape, label = self.shape, self.label("wheel")
        outer = side * (shape.width / 2 - 0.05)
        self.canvas.fill(self._circle(x, shape.wheel, outer), (26, 26, 28), label, top=(52, 52, 55))
        rim = shape.wheel * 0.68
        self.canvas.fill(self._circle(x, rim, outer), shape.rim * 0.8, label, top=shape.rim)
        for turn in np.arange(shape.spokes) * 2 * np.pi / shape.spokes:
            a, b = turn + 0.55 * np.pi / shape.spokes, turn + 1.45 * np.pi / shape.spokes
            ring = [(0.25, (a + b) / 2), (0.88, a), (0.88, b)]
            hole = [(x + rim * r * np.cos(t), outer, shape.wheel + rim * r * np.sin(t)) for r, t in ring]
            self.canvas.fill(self._project(hole), (30, 30, 32), label)
        self.canvas.fill(self._circle(x, rim * 0.16, outer), shape.rim * 0.6, label)

    def _paint_lower(self) -> None:
        """Hood, trunk, both ends."""
        shape = self.shape
        half, wide = shape.length / 2, shape.width / 2 - 0.1
        floor = [
            (x, y, shape.clearance)
            for x, y in ((half - 0.3, wide), (-half + 0.3, wide), (-half + 0.3, -wide), (half - 0.3, -wide))
        ]
        self.canvas.fill(self._project(floor), (10, 10, 11), self.label("background"))
        paint, dark = shape.paint, shape.trim
        rear = "trunk" if shape.kind == "sedan" else "tailgate"
        self._fill_top(_strip(6, 7), paint, rear, top=1.1)
        self._fill_top(_strip(7, 8), paint, rear, top=1.15)
        self._fill_top(_strip(8, 9), paint, "rear bumper", top=1.1)
        self._fill_top(_strip(2, 3), paint, "background", top=0.95)
        self._fill_top(_strip(2.04, 2.97, 0.84), paint, "hood", top=0.92)
        for edge in ([(2.04, -0.84), (2.97, -0.84)], [(2.04, 0.84), (2.97, 0.84)], [(2.97, -0.84), (2.97, 0.84)]):
            self._seam(self._top, edge, self._sees(self._top, _strip(2, 3)))
        for t in (-0.45, 0.45):
            self._fill_top(
                [(2.1, t), (2.1, t + 0.06), (2.9, t * 1.2 + 0.1), (2.9, t * 1.2)], paint * 1.25, None, opacity=0.35
            )
        self._fill_top(_strip(1, 2), paint, "front bumper", top=1.1)
        self._fill_top(_strip(0, 1), paint, "front bumper", top=1.15)
        self._fill_top(_strip(1.2, 1.85, 0.5), dark, "front bumper")
        for s in (1.4, 1.6):
            self._fill_top(_strip(s, s + 0.06, 0.48), shape.rim, "front bumper")
        self._fill_top(_strip(0.15, 0.5, 0.62), dark, "front bumper")
        self._fill_top(_strip(0.55, 0.85, 0.22), np.array([225.0, 225, 215]), "front bumper")
        self._fill_top(_strip(7.35, 7.7, 0.24), np.array([225.0, 225, 215]), rear)
        self._fill_top(_strip(8.6, 8.95, 0.7), dark, "rear bumper")
        for s, face in ((1.97, _strip(1, 2)), (6.03, _strip(6, 7)), (8.0, _strip(8, 9))):
            self._seam(self._top, [(s, -1.0), (s, 1.0)], self._sees(self._top, face))
        self._paint_lights()

    def _paint_lights(self) -> None:
        bulb, red = np.array([225.0, 228, 232]), np.array([170.0, 18, 22])
        for side, name in SIDES.items():
            front = [(1.08, side * 0.56), (1.95, side * 0.5), (1.95, side), (1.2, side)]
            self._fill_top(front, bulb * 0.75, f"front {name} light", top=1.25)
            self._fill_top(
                [(1.3, side * 0.68), (1.75, side * 0.66), (1.75, side * 0.86), (1.3, side * 0.88)], bulb, None, top=0.5
            )
            inner = 0.6 if self.shape.kind == "sedan" else 0.74
            rear = [(7.06, side * inner), (7.62, side * (inner + 0.05)), (7.72, side), (7.02, side)]
            self._fill_top(rear, red, f"back {name} light", top=1.3)
            self._fill_top(
                [(7.3, side * (inner + 0.08)), (7.4, side * (inner + 0.08)), (7.4, side * 0.97), (7.3, side * 0.97)],
                bulb,
                None,
            )

    def _sees(self, onto: Callable[[Points], NDArray[np.float64]], points: Points) -> bool:
        fine = _densified(points)
        return _area(onto(fine)) * _area(fine) > 0

    def _seam(self, onto: Callable[[Points], NDArray[np.float64]], points: Points, is_seen: bool) -> None:
        if is_seen:
            self.canvas.line(
                onto(_densified(points, closed=False)), max(0.016 * self.metre, 0.5), (12, 12, 14), opacity=0.7
            )

    def _paint_lower_side(self, side: int) -> None:
        shape, name = self.shape, SIDES[side]
        half, (front, back), low = shape.length / 2, self._axles(), shape.clearance
        self._fill_side([*self.edge[:4], *self.edge[6:]], side, shape.paint, "background", top=1.15)
        reach = shape.wheel + 0.05
        x = front + reach
        nose = self.edge[1][1]
        self._fill_side([self.edge[0], self.edge[1], (x, nose), (x, low)], side, shape.paint, "front bumper", top=1.1)
        x = back - reach
        self._fill_side([(x, low), (x, 0.56), self.edge[8], self.edge[9]], side, shape.paint, "rear bumper", top=1.1)
        lamp = [self.edge[1], self.edge[2], (half - 0.55, self.edge[2][1] + 0.02), (half - 0.42, nose + 0.04)]
        self._fill_side(lamp, side, np.array([200.0, 205, 210]), f"front {name} light", top=1.2)
        tail = [self.edge[7], (-half + 0.125, 0.68), (-half + 0.36, 0.7), (-half + 0.4, shape.belt - 0.04)]
        self._fill_side(tail, side, np.array([165.0, 18, 22]), f"back {name} light", top=1.3)
        for door, outline in self._doors().items():
            below = [(x, z) for x, z in outline if z <= shape.belt]
            self._fill_side(below, side, shape.paint, f"{door} {name} door", top=1.18)
        crease = shape.belt - 0.14
        self._fill_side(
            [
                (half - 0.7, crease),
                (half - 0.7, crease - 0.03),
                (-half + 0.5, crease - 0.02),
                (-half + 0.5, crease + 0.01),
            ],
            side,
            shape.paint * 1.3,
            None,
            opacity=0.5,
        )
        if not shape.is_trim_painted:
            self._fill_side(
                [(front - reach, low + 0.1), (front - reach, low), (back + reach, low), (back + reach, low + 0.1)],
                side,
                shape.trim,
                "background",
            )
        for x in (front, back):
            turn = np.linspace(-0.15 * np.pi, 1.15 * np.pi, 24)
            arch = [(x + reach * np.cos(t), max(shape.wheel + reach * np.sin(t), low)) for t in turn]
            self._fill_side(arch, side, np.array([14.0, 14, 15]), "background")

    def _doors(self) -> dict[str, list[tuple[float, float]]]:
        """Outlines (x, z) of the front and back doors with their windows; clockwise from the lower front."""
        shape, (front, back) = self.shape, self._axles()
        low, belt, roof = shape.clearance + 0.08, shape.belt, shape.height - 0.07
        screen = self.edge[3][0]
        hinge = min(screen - 0.06, front - shape.wheel - 0.06)
        pillar = (hinge + back) / 2 - 0.08
        end = back - 0.12
        slope = shape.lean * (roof - belt) / (shape.height - belt)
        top_front = min(hinge, screen - 0.06 - slope)
        rear_top = max(end + 0.12, self.edge[5][0] + 0.05)
        return {
            "front": [(hinge, low), (hinge, belt), (top_front, roof), (pillar, roof), (pillar, belt), (pillar, low)],
            "back": [
                (pillar, low),
                (pillar, belt),
                (pillar, roof),
                (rear_top, roof),
                (end, belt),
                (back + shape.wheel, low),
            ],
        }

    def _paint_upper(self) -> None:
        shape = self.shape
        rear_frame = "background" if shape.kind == "sedan" else "tailgate"
        self._fill_top(_strip(5, 6), shape.paint, rear_frame, top=1.1)
        self._fill_top(_strip(5.12, 5.93, 0.86), shape.glass, "back glass", top=1.9)
        self._fill_top(_strip(3, 4), shape.paint, "background")
        self._fill_top(_strip(3.03, 3.94, 0.9), shape.glass, "front glass", top=1.7)
        self._fill_top(_strip(4, 5), shape.paint, "background", top=1.05)
        for start, stop, reach in ((3.03, 3.94, 0.9), (5.12, 5.93, 0.86)):
            a, b = np.sort(self.rng.uniform(-reach, reach, 2))
            streak = [(start, a), (start, b), (stop, b * 0.8 + 0.1), (stop, a * 0.8 + 0.1)]
            self._fill_top(streak, np.array([205.0, 215, 225]), None, opacity=self.rng.uniform(0.1, 0.35))

    def _paint_upper_side(self, side: int) -> None:
        shape, name = self.shape, SIDES[side]
        self._fill_side([self.edge[3], self.edge[4], self.edge[5], self.edge[6]], side, shape.paint, "background")
        for door, outline in self._doors().items():
            above = [(x, z) for x, z in outline if z >= shape.belt]
            self._fill_side(above, side, shape.paint, f"{door} {name} door")
            self._fill_side(_shrunk(above, 0.045), side, shape.glass, f"{door} {name} door", top=1.8)
            streak = [(x * 0.5 + above[0][0] * 0.5, z) for x, z in _shrunk(above, 0.045)]
            self._fill_side(streak, side, np.array([200.0, 210, 220]), None, opacity=self.rng.uniform(0.05, 0.3))
        end = self._doors()["back"]
        if shape.kind != "sedan":
            pane = [
                (end[4][0] - 0.06, shape.belt + 0.04),
                (end[3][0] - 0.06, end[3][1]),
                (self.edge[5][0] + 0.06, end[3][1]),
                (self.edge[6][0] + 0.14, shape.belt + 0.06),
            ]
            if pane[1][0] - pane[2][0] > 0.1:
                self._fill_side(pane, side, shape.glass, "background", top=1.7)

    def _paint_seams(self, side: int) -> None:
        belt = self.shape.belt
        for outline in self._doors().values():
            self._seam(lambda points: self._side(points, side), [*outline, outline[0]], True)
            a, b = max(x for x, _ in outline), min(x for x, z in outline if z >= belt)
            x, z = b + 0.12 + 0.02 * (a - b), belt - 0.11
            handle = [(x, z), (x, z + 0.035), (x + 0.19, z + 0.035), (x + 0.19, z)]
            shade = self.shape.rim if self.shape.spokes % 2 else self.shape.paint * 0.6
            self._fill_side(handle, side, shade, None)
        belt_line = [(self.edge[3][0] - 0.05, belt), (self.edge[6][0], belt)]
        self._seam(lambda points: self._side(points, side), belt_line, True)

    def _paint_mirror(self, side: int) -> None:
        shape = self.shape
        x, z = self.edge[3][0] - 0.3, shape.belt + 0.09
        near = float(shape.half_width(np.array(x), np.array(z))) + 0.02
        corners = [
            (x + dx, side * (near + dy), z + dz) for dx in (-0.07, 0.09) for dy in (0.02, 0.21) for dz in (-0.08, 0.08)
        ]
        hull = cv2.convexHull(self._project(corners).astype(np.float32))[:, 0]
        paint = shape.paint if shape.is_trim_painted else shape.trim
        self.canvas.fill(hull, paint * 0.65, self.label(f"{SIDES[side]} mirror"), top=np.clip(paint * 1.05 + 8, 0, 255))
        back = [
            (x - 0.075, side * (near + dy), z + dz)
            for dy, dz in ((0.04, -0.06), (0.19, -0.06), (0.19, 0.06), (0.04, 0.06))
        ]
        corners_seen = self._project(back)
        if _area(corners_seen) * side < 0:
            self.canvas.fill(corners_seen, shape.glass * 1.6, self.label(f"{SIDES[side]} mirror"), top=(200, 210, 220))

    def _reflect(self) -> None:
        """Lay soft light and dark over all of the car."""
        rows, cols = (np.flatnonzero(self.canvas.drawn.any(axis=axis)) for axis in (1, 0))
        if not rows.size:
            return
        part = slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1)
        inside = self.canvas.drawn[part] > 0
        spots = 1 + 0.09 * noise(self.rng, inside.shape, 0.5 * self.metre * SCALE + 2, 3)
        self.canvas.image[part][inside] *= spots[inside][:, None]


def _strip(start: float, stop: float, reach: float = 1.0) -> list[tuple[float, float]]:
    """A strip between two places of the outline, as wide on both sides of the middle."""
    return [(start, -reach), (start, reach), (stop, reach), (stop, -reach)]


def _densified(points: Points, *, closed: bool = True, count: int = 8) -> NDArray[np.float64]:
    """The same outline with more corners, because what is straight here is bent on the car."""
    corners = np.asarray(points, np.float64)
    after = np.roll(corners, -1, axis=0)
    if not closed:
        corners, after = corners[:-1], after[:-1]
    steps = np.linspace(0, 1, count, endpoint=not closed)[:, None]
    return np.concatenate([a + (b - a) * steps for a, b in zip(corners, after, strict=True)])


def _shrunk(points: Points, by: float) -> list[tuple[float, float]]:
    """Moved towards the middle by a length along each direction."""
    corners = np.asarray(points, np.float64)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    half = (corners.max(axis=0) - corners.min(axis=0)) / 2
    return [tuple(p) for p in middle + (corners - middle) * (1 - by / half)]


def _area(points: Points | NDArray[np.float64]) -> float:
    """Signed; of an outline (N, 2)."""
    x, y = np.asarray(points, np.float64).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
