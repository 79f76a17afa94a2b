"""The measures and colours of a car in three dimensions: x to its front, y to its left, z up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.scene import Array
from tests.benchmarks.textures import Rng, any_color, color


@dataclass(frozen=True)
class Shape:
    """Measures of one car in metres and its paints, RGB. kind: sedan, hatch or suv."""

    kind: str
    length: float
    width: float
    height: float
    belt: float  # height of the windows' lower edge
    clearance: float
    wheel: float  # radius
    cowl: float  # from the front to the foot of the windscreen
    paint: Array
    glass: Array
    trim: Array
    rim: Array
    spokes: int
    is_trim_painted: bool

    @classmethod
    def drawn(cls, rng: Rng) -> "Shape":
        kind = ("sedan", "hatch", "suv")[rng.integers(3)]
        tall = 0.2 if kind == "suv" else 0.0
        paint = color(rng, (0.0, 1.0), (0.0, 0.1), (0.08, 0.92)) if rng.random() < 0.45 else any_color(rng)
        if rng.random() < 0.2:
            paint = color(rng, (0.0, 1.0), (0.7, 0.95), (0.5, 0.9))
        return cls(
            kind=kind,
            length=rng.uniform(4.3, 4.9) if kind == "sedan" else rng.uniform(3.7, 4.6),
            width=rng.uniform(1.68, 1.88),
            height=rng.uniform(1.38, 1.52) + tall,
            belt=rng.uniform(0.86, 0.96) + tall * 0.7,
            clearance=rng.uniform(0.17, 0.24) + tall * 0.3,
            wheel=rng.uniform(0.29, 0.34) + tall * 0.2,
            cowl=rng.uniform(1.05, 1.35),
            paint=paint,
            glass=color(rng, (0.4, 0.7), (0.0, 0.35), (0.08, 0.4)),
            trim=color(rng, (0.0, 1.0), (0.0, 0.1), (0.05, 0.25)),
            rim=color(rng, (0.0, 1.0), (0.0, 0.1), (0.25, 0.85)),
            spokes=int(rng.integers(5, 11)),
            is_trim_painted=bool(rng.random() < 0.6),
        )

    @property
    def lean(self) -> float:
        """How far the windscreen leans back, metres."""
        return 0.78 if self.kind == "sedan" else 0.6

    def outline(self) -> list[tuple[float, float]]:
        """(x, z) of the edge between top and side, from under the front bumper over the roof to under the rear one."""
        half, top, belt = self.length / 2, self.height, self.belt
        screen = half - self.cowl
        rear = [(-half + 1.3, top - 0.04), (-half + 0.68, belt + 0.05), (-half + 0.14, belt + 0.01)]
        if self.kind != "sedan":
            steep = 0.45 if self.kind == "hatch" else 0.28
            rear = [(-half + steep, top - 0.06), (-half + 0.16, belt + 0.04), (-half + 0.13, belt)]
        nose = 0.62 + (self.belt - 0.86) * 0.8
        front = [(half - 0.22, self.clearance), (half - 0.16, nose - 0.16), (half - 0.26, nose), (screen, belt + 0.02)]
        tail = [(-half + 0.12, 0.56), (-half + 0.2, self.clearance + 0.04)]
        return [*front, (screen - self.lean, top), *rear, *tail]

    def half_width(self, x: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres from the middle to the side at (x, z)."""
        to_end = np.clip((np.abs(x) - (self.length / 2 - 0.8)) / 0.8, 0, 1)
        leaning = np.clip((z - self.belt) / (self.height - self.belt), 0, 1)
        below = np.clip((self.belt - 0.3 - z) / self.belt, 0, 1)
        return self.width / 2 * (1 - 0.13 * to_end**2) - 0.24 * leaning - 0.08 * below
