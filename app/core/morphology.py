"""Changing the shape of a region: grow, shrink, smooth, fill its holes, remove its islands.

Each takes and gives a mask (h, w) bool that has `margin` free pixels around the region, unless the image ends there:
outside of the image there is neither region nor background, and its border changes nothing.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.masks import Mask, PlacedMask
from app.core.opencv import cv2


class Shaping(StrEnum):
    """What can be done to a region."""

    GROW = "grow"
    SHRINK = "shrink"
    SMOOTH = "smooth"
    FILL_HOLES = "fill holes"
    REMOVE_ISLANDS = "remove islands"


def reshape(mask: Mask, shaping: Shaping, amount: int) -> Mask:
    """The region changed. `amount` is a distance in pixels, for islands and holes their largest area in pixels."""
    if shaping == Shaping.GROW:
        return grow(mask, amount)
    if shaping == Shaping.SHRINK:
        return shrink(mask, amount)
    if shaping == Shaping.SMOOTH:
        return smooth(mask, amount)
    if shaping == Shaping.FILL_HOLES:
        return fill_holes(mask, amount)
    return remove_islands(mask, amount)


def grow(mask: Mask, distance: int) -> Mask:
    """Every pixel at most `distance` pixels from the region."""
    return _distance_to(mask) <= distance


def shrink(mask: Mask, distance: int) -> Mask:
    """Every pixel more than `distance` pixels from all that is not the region; the image's border does not count."""
    return _distance_to(~mask) > distance


def smooth(mask: Mask, distance: int) -> Mask:
    """The weighted majority within `distance` pixels: dents and bumps narrower than that are gone."""
    side, width = 2 * distance + 1, distance / 2 + 0.5
    share = cv2.GaussianBlur(mask.astype(np.float32), (side, side), width, borderType=cv2.BORDER_REFLECT)
    return np.asarray(share > 0.5)


def fill_holes(mask: Mask, largest: int) -> Mask:
    """The region with its holes of at most `largest` pixels. What touches the border of the mask is no hole."""
    count, marks, facts, _ = cv2.connectedComponentsWithStats((~mask).view(np.uint8), connectivity=4)
    is_hole = facts[:, cv2.CC_STAT_AREA] <= largest
    border = np.concatenate([marks[0], marks[-1], marks[:, 0], marks[:, -1]])
    is_hole[border] = False
    is_hole[0] = False  # the region itself
    assert len(is_hole) == count
    return mask | is_hole[marks]


def remove_islands(mask: Mask, largest: int) -> Mask:
    """The region without parts of at most `largest` pixels, joined over sides and corners."""
    _, marks, facts, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    is_kept = facts[:, cv2.CC_STAT_AREA] > largest
    is_kept[0] = False
    kept: Mask = is_kept[marks]
    return kept


def with_margin(placed: PlacedMask, margin: int, height: int, width: int) -> PlacedMask:
    """A placed mask, inside the image, with free pixels around it as far as the image goes."""
    row, col, mask = placed
    top, left = max(row - margin, 0), max(col - margin, 0)
    bottom, right = min(row + mask.shape[0] + margin, height), min(col + mask.shape[1] + margin, width)
    wider = np.zeros((bottom - top, right - left), bool)
    wider[row - top : row - top + mask.shape[0], col - left : col - left + mask.shape[1]] = mask
    return top, left, wider


def _distance_to(mask: Mask) -> NDArray[np.float32]:
    """The distance in pixels to the nearest true pixel; infinite where there is none."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    distance = cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return distance.astype(np.float32, copy=False)
