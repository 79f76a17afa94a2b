"""How the tools work: the settings of brush, fill, wand and region that hold for every image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from app.core.morphology import Shaping
from app.core.permission import ANYTHING, Over

MAX_TOLERANCE = 255  # of colours: the greatest difference of a channel
MAX_DISTANCE = 50  # pixels
MAX_AREA = 1_000_000  # pixels


@dataclass(frozen=True)
class ToolOptions:
    """Replaced as a whole by `changed`, so that nobody holds a half-changed one."""

    is_square: bool = False  # the brush
    keeps_edges: bool = False  # the brush paints only what looks like where the stroke began
    uses_pressure: bool = True  # of a pen, for the size of the brush
    over: Over = ANYTHING  # paint only over this
    fills_by_color: bool = False  # fill follows the colours of the image instead of labels and prediction
    tolerance: int = 32  # of colours, 0 to MAX_TOLERANCE
    shaping: Shaping = Shaping.GROW
    distance: int = 2  # pixels to grow, shrink and smooth by, 1 to MAX_DISTANCE
    area: int = 100  # pixels of the largest hole filled and island removed, 1 to MAX_AREA

    @property
    def amount(self) -> int:
        """What the chosen shaping goes by: the distance or the area."""
        return self.area if self.shaping in (Shaping.FILL_HOLES, Shaping.REMOVE_ISLANDS) else self.distance

    def to_settings(self) -> dict[str, bool | int | str]:
        """What is kept from one run to the next: all but the ground to paint over, which belongs to a project."""
        kept = asdict(self)
        del kept["over"]
        return {**kept, "shaping": self.shaping.value}

    @classmethod
    def from_settings(cls, kept: Mapping[str, bool | int | str]) -> ToolOptions:
        """From what was kept; what makes no sense in it is left as it is by itself."""
        usual = cls()
        found: dict[str, object] = {}
        for name, value in kept.items():
            if name == "shaping" and value in {each.value for each in Shaping}:
                found[name] = Shaping(value)
            elif name not in ("over", "shaping") and type(value) is type(getattr(usual, name, None)):
                found[name] = value
        return usual.changed(**found)

    def changed(self, **changes: object) -> ToolOptions:
        """The options with other values; numbers are moved into their range."""
        made = replace(self, **changes)  # type: ignore[arg-type]
        return replace(
            made,
            tolerance=min(max(made.tolerance, 0), MAX_TOLERANCE),
            distance=min(max(made.distance, 1), MAX_DISTANCE),
            area=min(max(made.area, 1), MAX_AREA),
        )
