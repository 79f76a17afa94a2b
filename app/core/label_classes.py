"""The project's one table of classes: index, name, colour, key."""

import colorsys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.errors import InputError

Color = tuple[int, int, int]  # red, green, blue, each 0-255
Row = tuple[int, str, int, int, int, str | None, bool]  # index, name, red, green, blue, key, is removed

MAX_CLASSES = 255  # indices 0-254; 255 is "unlabeled"
KEYS = "123456789"

# Okabe and Ito 2008 (without black), then Paul Tol's "muted" (2021): both told apart by colour-blind people.
BACKGROUND = "background"  # the class of what is none of the others, by its name
SAFE_COLORS: tuple[Color, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
    (51, 34, 136),
    (136, 204, 238),
    (68, 170, 153),
    (17, 119, 51),
    (153, 153, 51),
    (221, 204, 119),
    (204, 102, 119),
    (136, 34, 85),
    (170, 68, 153),
)


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class; ``index`` (0-254) is what label maps hold, ``key`` one of "1"-"9" or None."""

    index: int
    name: str
    color: Color
    key: str | None = None


class LabelClasses:
    """The classes in index order. The index of a removed one is not used again."""

    def __init__(self) -> None:
        self._classes: dict[int, LabelClass] = {}
        self._removed: dict[int, LabelClass] = {}

    def __iter__(self) -> Iterator[LabelClass]:
        return iter([self._classes[index] for index in sorted(self._classes)])

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, index: object) -> bool:
        return index in self._classes

    def __getitem__(self, index: int) -> LabelClass:
        """The class of this index; InputError if there is none or it was removed."""
        try:
            return self._classes[index]
        except KeyError:
            raise InputError(f"There is no class with index {index}; choose one from the class list.") from None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LabelClasses):
            return NotImplemented
        return self.to_rows() == other.to_rows()

    __hash__ = None  # type: ignore[assignment]

    def by_name(self, name: str) -> LabelClass | None:
        """The class of exactly this name, or None."""
        return next((each for each in self if each.name == name), None)

    def by_key(self, key: str) -> LabelClass | None:
        """The class chosen by this key, or None."""
        return next((each for each in self if each.key == key), None)

    def was_removed(self, name: str) -> bool:
        """Whether a class of this name was removed and none of that name exists now."""
        return self.by_name(name) is None and any(each.name == name for each in self._removed.values())

    def add(self, name: str, color: Color | None = None) -> LabelClass:
        """Append a class with the next index never used, and the next free key if one is left.

        Raises InputError for an empty, duplicate or multi-line name, a bad colour, or when no index is left.
        """
        index = max([*self._classes, *self._removed], default=-1) + 1
        if index >= MAX_CLASSES:
            raise InputError(
                f"Class “{name}” cannot be added: a project holds at most {MAX_CLASSES} classes, removed ones included."
            )
        checked = self._check_name(name)
        chosen = self._next_color() if color is None else check_color(color)
        added = LabelClass(index, checked, chosen, self._next_key())
        self._classes[index] = added
        return added

    def rename(self, index: int, name: str) -> LabelClass:
        """Give a class another name; InputError as for :meth:`add`."""
        return self._replace(replace(self[index], name=self._check_name(name, besides=index)))

    def recolor(self, index: int, color: Color) -> LabelClass:
        """Give a class another colour; InputError if it is not three numbers 0-255."""
        return self._replace(replace(self[index], color=check_color(color)))

    def set_key(self, index: int, key: str | None) -> LabelClass:
        """Give a class the key "1"-"9" (taken from the class that had it) or, with None, no key."""
        changed = self[index]
        if key is not None:
            if len(key) != 1 or key not in KEYS:
                raise InputError(f"“{key}” cannot be the key of class “{changed.name}”; use one of 1 to 9.")
            holder = self.by_key(key)
            if holder is not None:
                self._replace(replace(holder, key=None))
        return self._replace(replace(self[index], key=key))

    def remove(self, index: int) -> LabelClass:
        """Take a class out of the table; its index stays reserved and its key becomes free."""
        removed = self[index]
        del self._classes[index]
        self._removed[index] = replace(removed, key=None)
        return removed

    def restore(self, index: int) -> LabelClass:
        """Put a removed class back, without a key; if its name was given away meanwhile, with a number after it.

        Raises InputError if there is no removed class of this index.
        """
        if index not in self._removed:
            raise InputError(f"No class with index {index} was removed.")
        removed = self._removed.pop(index)
        name, number = removed.name, 1
        while self.by_name(name) is not None:
            number += 1
            name = f"{removed.name} ({number})"
        return self._replace(replace(removed, name=name))

    def is_removed(self, index: int) -> bool:
        """Whether there was a class of this index."""
        return index in self._removed

    def palette(self) -> NDArray[np.uint8]:
        """Colours by index, (256, 3) uint8 RGB; removed classes keep theirs, all other rows are black."""
        table = np.zeros((256, 3), np.uint8)
        for index, each in (self._removed | self._classes).items():
            table[index] = each.color
        return table

    def to_rows(self) -> list[Row]:
        """All classes, removed ones included, in index order: what :meth:`from_rows` takes."""
        everything = self._removed | self._classes
        return [
            (index, each.name, *each.color, each.key, index in self._removed)
            for index, each in sorted(everything.items())
        ]

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> "LabelClasses":
        """The table from rows in any order; InputError names the bad index, name or colour."""
        table = cls()
        for index, name, red, green, blue, key, is_removed in sorted(rows, key=lambda row: row[0]):
            if not 0 <= index < MAX_CLASSES:
                raise InputError(f"Class “{name}” has the index {index}; indices go from 0 to {MAX_CLASSES - 1}.")
            if index in table._classes or index in table._removed:
                raise InputError(f"Two classes have the index {index}; give each its own.")
            color = check_color((red, green, blue))
            if is_removed:
                table._removed[index] = LabelClass(index, name, color)
                continue
            table._classes[index] = LabelClass(index, table._check_name(name), color)
            if key is not None:
                table.set_key(index, key)
        return table

    def to_text(self) -> str:
        """Lines of ``index<TAB>name<TAB>r g b`` without removed classes; the format of classes.txt."""
        return "".join(f"{c.index}\t{c.name}\t{c.color[0]} {c.color[1]} {c.color[2]}\n" for c in self)

    @classmethod
    def from_text(cls, text: str) -> "LabelClasses":
        """Read :meth:`to_text`; the first nine classes get the keys 1-9. InputError names the bad line."""
        rows: list[Row] = []
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
            if line.strip():
                rows.append(_parse_line(line, number))
        table = cls.from_rows(rows)
        for key, each in zip(KEYS, table, strict=False):
            table.set_key(each.index, key)
        return table

    def _replace(self, changed: LabelClass) -> LabelClass:
        self._classes[changed.index] = changed
        return changed

    def _check_name(self, name: str, *, besides: int | None = None) -> str:
        stripped = name.strip()
        if not stripped:
            raise InputError("A class needs a name; type at least one character.")
        if not stripped.isprintable():
            raise InputError(f"The class name {stripped!r} holds a tab, a line break or another control character.")
        holder = self.by_name(stripped)
        if holder is not None and holder.index != besides:
            raise InputError(f"There is already a class “{stripped}” (index {holder.index}); choose another name.")
        return stripped

    def _next_key(self) -> str | None:
        used = {each.key for each in self}
        return next((key for key in KEYS if key not in used), None)

    def _next_color(self) -> Color:
        used = {each.color for each in (self._removed | self._classes).values()}
        free = next((color for color in SAFE_COLORS if color not in used), None)
        return free if free is not None else _spread_color(len(used), used)


def check_color(color: Iterable[int]) -> Color:
    """Three whole numbers 0-255 as a Color; InputError otherwise."""
    values = tuple(int(value) for value in color)
    if len(values) != 3 or not all(0 <= value <= 255 for value in values):
        raise InputError(f"{values} is not a colour; give red, green and blue, each from 0 to 255.")
    return values


def _spread_color(number: int, used: set[Color]) -> Color:
    """The number-th colour of an endless series, moved on until it is not in ``used``."""
    while True:
        hue = number * 0.618033988749895 % 1.0  # the golden ratio never comes near an earlier hue
        lightness = (0.35, 0.5, 0.65)[number % 3]
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.75)
        color = (round(red * 255), round(green * 255), round(blue * 255))
        if color not in used:
            return color
        number += 1


def _parse_line(line: str, number: int) -> Row:
    cells = line.split("\t")
    try:
        index_text, name, color_text = cells
        red, green, blue = (int(value) for value in color_text.split())
        return (int(index_text), name, red, green, blue, None, False)
    except ValueError:
        raise InputError(
            f"Line {number} of the class list is “{line}”; write index, name and “r g b”, parted by tabs."
        ) from None
