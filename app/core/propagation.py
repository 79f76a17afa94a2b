"""Labels carried from one frame to the next along dense optical flow (DIS: Kroeger et al. 2016), checked both ways."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import UNLABELED
from app.core.opencv import cv2

Plane = NDArray[np.uint8]
Flow = NDArray[np.float32]

LEAST_AGREEMENT = 0.25  # below it two frames show different scenes: those tried came to 0.02 at most, one scene to 0.6
_WORKING_SIDE = 768  # flow is computed at no more: it is smooth, and 100 megapixels would take minutes
_SAME_SHARE, _SAME_PIXELS = 0.01, 0.5  # forth and back may differ by that (Sundaram et al. 2010)
_SAME_COLOR = 30  # of 255: mean difference of the channels, smoothed, between a pixel and where it came from
_BAND = 256  # rows carried at once, so that a large image needs no coordinates of all its pixels


@dataclass(frozen=True)
class Carried:
    """labels: (H, W) uint8 for the second frame, 255 where nothing is known. agreement: share of its pixels, 0 to 1,
    whose way from the first frame and back agrees; below LEAST_AGREEMENT the two show different scenes.
    """

    labels: Plane
    agreement: float

    @property
    def is_cut(self) -> bool:
        return self.agreement < LEAST_AGREEMENT


def carry(before: Plane, after: Plane, labels: Plane) -> Carried:
    """Carry labels (H, W) of one frame to another. before, after: (H, W, 3) uint8 RGB of one size.

    A pixel takes the label it had where it was; none where flow forth and back disagree, where it came into view, or
    where the label is 255. Raises ValueError for different sizes.
    """
    if before.shape != after.shape or before.shape[:2] != labels.shape:
        raise ValueError(f"frames of {before.shape} and {after.shape} with labels of {labels.shape}")
    small = [_shrunk(frame) for frame in (before, after)]
    grey = [np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8) for frame in small]
    back = _flow(grey[1], grey[0])
    is_sure = _agrees(back, _flow(grey[0], grey[1])) & _looks_alike(small[0], small[1], back)
    return Carried(_sampled(labels, back, is_sure), float(is_sure.mean()))


def _shrunk(frame: Plane) -> Plane:
    height, width = frame.shape[:2]
    scale = _WORKING_SIDE / max(height, width)
    if scale >= 1:
        return frame
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def _flow(start: Plane, end: Plane) -> Flow:
    """(h, w, 2): x and y, in pixels, by which each pixel of `start` lies elsewhere in `end`."""
    side = 16  # DIS looks at patches of 8 and halves the image: it wants some pixels
    down, right = (max(0, side - length) for length in start.shape)
    padded = [cv2.copyMakeBorder(each, 0, down, 0, right, cv2.BORDER_REPLICATE) for each in (start, end)]
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(padded[0], padded[1], None)  # type: ignore[attr-defined]
    return np.asarray(flow, np.float32)[: start.shape[0], : start.shape[1]]


def _places(flow: Flow) -> tuple[Flow, Flow]:
    """Columns and rows that the pixels of a flow lead to."""
    rows, cols = np.mgrid[: flow.shape[0], : flow.shape[1]].astype(np.float32)
    return cols + flow[..., 0], rows + flow[..., 1]


def _agrees(back: Flow, forth: Flow) -> NDArray[np.bool_]:
    """(h, w): where going back and forth ends near where it began, inside the frame."""
    cols, rows = _places(back)
    returned = np.asarray(cv2.remap(forth, cols, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
    off = np.square(back + returned).sum(2)
    allowed = _SAME_SHARE * (np.square(back).sum(2) + np.square(returned).sum(2)) + _SAME_PIXELS
    height, width = back.shape[:2]
    is_inside = (cols > -0.5) & (cols < width - 0.5) & (rows > -0.5) & (rows < height - 0.5)
    return np.asarray((off <= allowed) & is_inside)


def _looks_alike(before: Plane, after: Plane, back: Flow) -> NDArray[np.bool_]:
    """(h, w): where a pixel has about the colour of the place it came from."""
    cols, rows = _places(back)
    moved = np.asarray(cv2.remap(before, cols, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    off = cv2.absdiff(moved, after).astype(np.float32).mean(2)
    return np.asarray(cv2.blur(off, (3, 3)) < _SAME_COLOR)


def _sampled(labels: Plane, back: Flow, is_sure: NDArray[np.bool_]) -> Plane:
    """The label of where each pixel was, at the size of the labels."""
    (height, width), (rows, cols) = labels.shape, is_sure.shape
    down, right = height / rows, width / cols
    carried = np.full_like(labels, UNLABELED)
    x = (np.arange(width, dtype=np.float32) + 0.5) / right - 0.5
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5) / down - 0.5
        at = np.broadcast_to(x, (len(y), width)), np.broadcast_to(y[:, None], (len(y), width))
        at = np.ascontiguousarray(at[0]), np.ascontiguousarray(at[1])
        flow = np.asarray(cv2.remap(back, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
        from_col = np.rint(np.arange(width) + flow[..., 0] * right).astype(np.intp)
        from_row = np.rint(np.arange(top, bottom)[:, None] + flow[..., 1] * down).astype(np.intp)
        sure = is_sure[np.clip(np.rint(y), 0, rows - 1).astype(np.intp)[:, None],
                       np.clip(np.rint(x), 0, cols - 1).astype(np.intp)[None]]  # fmt: skip
        found = labels[np.clip(from_row, 0, height - 1), np.clip(from_col, 0, width - 1)]
        carried[top:bottom] = np.where(sure, found, UNLABELED)
    return carried
