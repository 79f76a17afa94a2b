"""The regions of an image that was read, drawn one over the other into one plane."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.core.formats.records import FormatError, IndexedPlane, Plane, ReadImage, Region, Size, Skipped
from app.core.label_classes import Color
from app.core.label_file import look_up
from app.core.label_map import UNLABELED

_MOST_DRAWN = 64  # images' worth of pixels that regions may cover together, and …
_MOST_DRAWN_EXTRA = 2_000_000_000


@dataclass
class Drawn:
    """plane: (H, W) uint8 of positions in `names`, 255 where nothing is. overlaps: pixels drawn over, by class."""

    plane: Plane
    names: list[str] = field(default_factory=list)
    colors: dict[str, Color] = field(default_factory=dict)
    overlaps: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, class): things without pixels

    def to_values(self, value_of: Callable[[str], int]) -> Plane:
        """The plane with the values that `value_of` gives the names."""
        table = np.full(256, UNLABELED, np.uint8)
        for number, name in enumerate(self.names):
            table[number] = value_of(name)
        return look_up(self.plane, table)


def draw(image: ReadImage, size: Size, rename: Callable[[str], str | None] = str) -> Drawn:
    """Draw the regions of an image of `size` in their order. Raises FormatError.

    Names go through `rename` first; None leaves a region out: what lies below it shows.
    """
    if image.size is not None and image.size != size:
        stated, there = (f"{width} x {height}" for height, width in (image.size, size))
        raise FormatError(f"{image.name} is {stated} pixels in the file, but the image is {there}.")
    drawn = Drawn(np.full(size, UNLABELED, np.uint8))
    regions = image.regions(size)
    if isinstance(regions, IndexedPlane) and regions.plane.shape == size:
        _draw_plane(drawn, regions, rename, image.name)
        return drawn
    left = _MOST_DRAWN * size[0] * size[1] + _MOST_DRAWN_EXTRA
    for region in regions:
        if isinstance(region, Skipped):
            name = rename(region.name)
            if name is not None:
                drawn.skipped[region.kind, name] += 1
            continue
        left -= region.mask.size
        if left < 0:
            raise FormatError(f"{image.name} has more and larger regions than can be drawn; check the file.")
        name = None if region.name is None else rename(region.name)
        if region.mask.size and (name is not None or region.name is None):
            _draw_region(drawn, region, name, image.name)
    return drawn


def _draw_plane(drawn: Drawn, regions: IndexedPlane, rename: Callable[[str], str | None], image: str) -> None:
    """Draw all regions of a plane in one go: they cover nothing of each other."""
    table = np.full(256, UNLABELED, np.uint8)
    for value, called, color in regions.classes():
        name = rename(called)
        if name is not None:
            table[value] = _number(drawn, name, color, image)
    drawn.plane = look_up(regions.plane, table)


def _number(drawn: Drawn, name: str, color: Color | None, image: str) -> int:
    """The place of a class among the names, which it joins. Raises FormatError where there is no more place."""
    if name not in drawn.names:
        if len(drawn.names) == UNLABELED:
            raise FormatError(f"{image} has more than {UNLABELED} classes; a label map holds no more.")
        drawn.names.append(name)
        if color is not None:
            drawn.colors[name] = color
    return drawn.names.index(name)


def _draw_region(drawn: Drawn, region: Region, name: str | None, image: str) -> None:
    rows, cols = region.mask.shape
    place = drawn.plane[region.row : region.row + rows, region.col : region.col + cols]
    number = UNLABELED if name is None else _number(drawn, name, region.color, image)
    covered = place[region.mask & (place != UNLABELED) & (place != number)]
    if covered.size:
        for value, count in enumerate(np.bincount(covered, minlength=256).tolist()):
            if count:
                drawn.overlaps[drawn.names[value]] += count
    np.copyto(place, np.uint8(number), where=region.mask)
