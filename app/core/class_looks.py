"""How each class is shown and whether its pixels may change: kept with the project, never with the labels."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ClassLook:
    """opacity: 0 to 1, of what the overlay's own opacity gives. A locked class neither gains nor loses pixels."""

    opacity: float = 1.0
    is_hidden: bool = False
    is_locked: bool = False


PLAIN = ClassLook()


class ClassLooks:
    """The looks by class index; replaced as a whole, so that any thread may read it."""

    def __init__(self, looks: Mapping[int, ClassLook] | None = None) -> None:
        self._looks = {index: look for index, look in (looks or {}).items() if look != PLAIN}

    def __getitem__(self, index: int) -> ClassLook:
        return self._looks.get(index, PLAIN)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClassLooks) and self._looks == other._looks

    __hash__ = None  # type: ignore[assignment]

    @property
    def locked(self) -> frozenset[int]:
        """The indices of the classes whose pixels may not change."""
        return frozenset(index for index, look in self._looks.items() if look.is_locked)

    def changed(self, index: int, **changes: Any) -> "ClassLooks":
        """Other looks for one class: opacity (moved into 0-1), is_hidden, is_locked."""
        look = replace(self[index], **changes)
        return ClassLooks({**self._looks, index: replace(look, opacity=min(max(look.opacity, 0.0), 1.0))})

    def opacities(self) -> NDArray[np.float64]:
        """(256,), what each class's opacity is multiplied by; 0 for hidden ones."""
        table = np.ones(256)
        for index, look in self._looks.items():
            table[index] = 0.0 if look.is_hidden else look.opacity
        return table

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            str(index): {"opacity": look.opacity, "hidden": look.is_hidden, "locked": look.is_locked}
            for index, look in sorted(self._looks.items())
        }

    @classmethod
    def from_json(cls, value: Any) -> "ClassLooks":
        """From what was stored; what makes no sense in it is left out: those classes look plain and are not locked."""
        if not isinstance(value, dict):
            return cls()
        return cls(
            {
                int(key): look
                for key, each in value.items()
                if key.isdecimal() and int(key) < 255 and (look := _look(each)) is not None
            }
        )


def _look(value: Any) -> ClassLook | None:
    if not isinstance(value, dict):
        return None
    opacity = value.get("opacity", 1.0)
    if isinstance(opacity, bool) or not isinstance(opacity, int | float) or not math.isfinite(opacity):
        return None
    is_hidden, is_locked = value.get("hidden") is True, value.get("locked") is True
    return ClassLook(min(max(float(opacity), 0.0), 1.0), is_hidden, is_locked)
