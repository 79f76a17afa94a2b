"""A canvas that draws an image and its label map together, and a pinhole camera."""

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]
Color = Sequence[float] | Array
SCALE = 2  # the canvas is so many times finer than what it gives
_SHIFT = 4  # bits of a pixel's fraction in OpenCV's polygons
_FAR = 12_000  # canvas pixels; OpenCV's polygons overflow beyond


class Canvas:
    """Points are (x, y) in pixels of the image that comes out; colours are RGB, 0-255."""

    def __init__(self, width: int, height: int, *, label: int = 0) -> None:
        self.width, self.height = width, height
        self.image: Array = np.zeros((height * SCALE, width * SCALE, 3), np.float32)
        self.labels: NDArray[np.uint8] = np.full(self.image.shape[:2], label, np.uint8)
        self.drawn: NDArray[np.uint8] = np.zeros(self.image.shape[:2], np.uint8)  # 1 where fill or warp drew

    def fill(
        self,
        points: ArrayLike,
        color: Color | Array,
        label: int | None = None,
        *,
        top: Color | None = None,
        opacity: float = 1.0,
        grain: Array | None = None,
    ) -> None:
        """Fill a polygon, (N, 2).

        color: one, or one for each pixel of the canvas. top: the colour at the polygon's highest point, from where it
        goes over into `color`. label: None leaves the labels. grain: (canvas H, W), multiplied with the colour.
        """
        corners = np.clip(np.asarray(points, np.float64) * SCALE, -_FAR, _FAR)
        found = self.region(corners / SCALE)
        if found is None:
            return
        rows, cols = found
        mask = np.zeros((rows.stop - rows.start, cols.stop - cols.start), np.uint8)
        inner = (corners - (cols.start, rows.start) - 0.5) * (1 << _SHIFT)
        cv2.fillPoly(mask, [np.round(inner).astype(np.int32)], 1, shift=_SHIFT)
        values: Array = np.asarray(color, np.float32)
        if values.ndim == 3:
            values = values[rows, cols]
        if top is not None:
            low, high = corners[:, 1].max(), corners[:, 1].min()
            share = (np.arange(rows.start, rows.stop) - high) / max(low - high, 1)
            share = np.clip(share, 0, 1).astype(np.float32)[:, None, None]
            values = np.asarray(top, np.float32) * (1 - share) + values * share
        if grain is not None:
            values = values * grain[rows, cols, None]
        self._put(rows, cols, mask, values, opacity)
        if label is not None:
            self.labels[rows, cols][mask > 0] = label

    def line(self, points: ArrayLike, width: float, color: Color, label: int | None = None, **how: float) -> None:
        """Straight pieces of one width between points, (N, 2)."""
        path = np.asarray(points, np.float64)
        for start, end in itertools.pairwise(path):
            self.taper(start, end, width, width, color, label, **how)

    def taper(
        self,
        start: ArrayLike,
        end: ArrayLike,
        width: float,
        end_width: float,
        color: Color,
        label: int | None = None,
        *,
        opacity: float = 1.0,
    ) -> None:
        """A straight piece that becomes narrower or wider."""
        a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
        along = (b - a) / max(float(np.hypot(*(b - a))), 1e-6)
        across = np.array([-along[1], along[0]])
        corners = [
            a + across * width / 2,
            b + across * end_width / 2,
            b - across * end_width / 2,
            a - across * width / 2,
        ]
        self.fill(corners, color, label, opacity=opacity)

    def warp(self, texture: Array, corners: ArrayLike, labels: int | NDArray[np.uint8]) -> None:
        """Lay a picture (h, w, 3) over the quadrilateral of its upper left, upper right, lower right, lower left.

        labels: one for all, or a map (h, w).
        """
        goal = np.asarray(corners, np.float64) * SCALE
        found = self.region(goal / SCALE)
        if found is None:
            return
        rows, cols = found
        wide = int(np.clip(np.abs(goal[1:3, 0] - goal[[0, 3], 0]).max(), 2, texture.shape[1]))
        high = int(np.clip(np.abs(goal[2:, 1] - goal[[1, 0], 1]).max(), 2, texture.shape[0]))
        small = cv2.resize(texture, (wide, high), interpolation=cv2.INTER_AREA)
        size = (cols.stop - cols.start, rows.stop - rows.start)
        onto = (goal - (cols.start, rows.start)).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(_frame(wide, high), onto)
        laid_on = cv2.warpPerspective(small, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = np.zeros(size[::-1], np.uint8)
        cv2.fillConvexPoly(mask, np.round((onto - 0.5) * (1 << _SHIFT)).astype(np.int32), 1, shift=_SHIFT)
        self._put(rows, cols, mask, np.asarray(laid_on, np.float32), 1.0)
        if isinstance(labels, int):
            self.labels[rows, cols][mask > 0] = labels
            return
        matrix = cv2.getPerspectiveTransform(_frame(labels.shape[1], labels.shape[0]), onto)
        laid = cv2.warpPerspective(labels, matrix, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
        self.labels[rows, cols][mask > 0] = laid[mask > 0]

    def result(self) -> tuple[Array, NDArray[np.uint8]]:
        """(H, W, 3) float32 image, (H, W) labels."""
        image = cv2.resize(self.image, (self.width, self.height), interpolation=cv2.INTER_AREA)
        return image.astype(np.float32), self.labels[1::SCALE, 1::SCALE].copy()

    def region(self, points: NDArray[np.float64]) -> tuple[slice, slice] | None:
        """The rows and columns of `image` around points, (N, 2); None where they lie outside."""
        corners = points * SCALE
        low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 1, 0)
        high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 2, self.image.shape[1::-1])
        if (low >= high).any():
            return None
        return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))

    def _put(self, rows: slice, cols: slice, mask: NDArray[np.uint8], values: Array, opacity: float) -> None:
        share = mask[..., None].astype(np.float32) * np.float32(opacity)
        part = self.image[rows, cols]
        part += (values - part) * share
        if opacity == 1.0:
            self.drawn[rows, cols] |= mask


def _frame(width: int, height: int) -> NDArray[np.float32]:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def ellipse(center: Color, radius: Color, *, angle: float = 0.0, count: int = 28) -> NDArray[np.float64]:
    """The corners of an ellipse, (count, 2). radius: along x and y before it is turned by `angle`, radians."""
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y = radius[0] * np.cos(turn), radius[1] * np.sin(turn)
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.stack([center[0] + x * cosine - y * sine, center[1] + x * sine + y * cosine], axis=1)


def moved(point: ArrayLike, right: float, down: float) -> NDArray[np.float64]:
    """A point, (x, y), somewhere else."""
    return np.asarray(point, np.float64) + np.array([right, down])


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """The corners of a rectangle, from the upper left clockwise."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


class Camera:
    """A pinhole; the world is x, y on the ground and z up, in metres. At yaw 0 it looks along x and y is on the left.

    yaw: radians, to the left. pitch: radians, up. focal: pixels. center: the image's point straight ahead, (x, y).
    """

    def __init__(self, position: Color, yaw: float, pitch: float, focal: float, center: tuple[float, float]) -> None:
        self.position = np.asarray(position, np.float64)
        ahead = np.array([np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), np.sin(pitch)])
        left = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
        self.axes = np.stack([ahead, left, np.cross(ahead, left)])
        self.focal, self.center = focal, center

    def project(self, points: ArrayLike) -> NDArray[np.float64]:
        """(N, 3) in the world, all before the camera, to (N, 2) in the image."""
        depth, left, up = self.axes @ (np.asarray(points, np.float64) - self.position).T
        scale = self.focal / np.maximum(depth, 1e-3)
        return np.stack([self.center[0] - left * scale, self.center[1] - up * scale], axis=1)

    def ground(self, canvas: Canvas) -> tuple[Array, Array, Array]:
        """Of each canvas pixel the ground's (x, y), metres, and the canvas pixels of a metre there; nan above."""
        rows, cols = np.mgrid[: canvas.labels.shape[0], : canvas.labels.shape[1]].astype(np.float32)
        sideways = (self.center[0] - (cols + 0.5) / SCALE) / self.focal
        upwards = (self.center[1] - (rows + 0.5) / SCALE) / self.focal
        rays = self.axes[0] + sideways[..., None] * self.axes[1] + upwards[..., None] * self.axes[2]
        fall = np.where(rays[..., 2] < -1e-3, -rays[..., 2], np.nan)
        reach = self.position[2] / fall
        x = self.position[0] + rays[..., 0] * reach
        y = self.position[1] + rays[..., 1] * reach
        return x.astype(np.float32), y.astype(np.float32), (self.focal * SCALE / reach).astype(np.float32)
