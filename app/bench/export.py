"""`bench export`: labels of many images in other formats, read back and compared, against writing PNG files alone."""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.bench.report import Row, peak_megabytes
from app.core.errors import SegmendError
from app.core.formats.catalog import find_format
from app.core.formats.exporting import ExportReport, Plan, export
from app.core.label_file import encode_labels
from app.core.label_map import UNLABELED, Source
from app.core.opencv import cv2
from app.core.project import Project

IMAGES = 1000
_FORMATS = ("png", "coco", "datumaro", "yolo")
_SHAPE = (480, 640)
_MAPS = 20  # different ones; the images take them in turn
_CLASSES = 8
_LINKS = 30_000


def bench_export(*, images: int = IMAGES, formats: Sequence[str] = _FORMATS) -> list[Row]:
    """Export a project of 640 x 480 images, without copying the images. SegmendError where it is not exact.

    Processor time is measured: what a disk that others use makes of it says nothing about the program.
    """
    with tempfile.TemporaryDirectory(prefix="segmend-bench-") as place:
        folder = Path(place)
        maps = [_draw(number) for number in range(_MAPS)]
        project = _fill(folder / "project", maps, images)
        try:
            plan = Plan.of(project)
            alone = _write_alone(folder / "alone", maps, images)
            before = peak_megabytes()
            rows: list[Row] = []
            for name in formats:
                rows += _measure(plan, name, folder / name, alone, images)
        finally:
            project.close()
        peak = peak_megabytes()
    if peak:
        note = f"before the exports: {before:.0f} MB"
        rows.append(Row("memory at its greatest", peak, "MB", note, peak / before))
    return rows


def _measure(plan: Plan, name: str, out: Path, alone: float, images: int) -> list[Row]:
    """Images per second of processor time, first and when nothing has changed since."""
    rows, form = [], find_format(name)
    reference = f"cv2.imwrite of the same maps: {alone:.0f} images/CPU s"
    for what in ("written, read back and compared", "again, nothing has changed"):
        start = time.process_time()
        report = _run(export(plan, form, out, with_images=False))
        rate = images / (time.process_time() - start)
        if not report.is_exact:
            raise SegmendError(f"The export to {name} is not exact: {report.sentences()[0]}")
        rows.append(Row(f"{form.title}: {what}", rate, "images/CPU s", reference, rate / alone))
    return rows


def _run(steps: Generator[Any, None, ExportReport]) -> ExportReport:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            report: ExportReport = stop.value
            return report


def _draw(seed: int) -> np.ndarray[Any, Any]:
    """A label map of some regions with wavy edges, holes and islands, as a person draws them."""
    chance = np.random.default_rng(seed)
    rows, cols = np.mgrid[: _SHAPE[0], : _SHAPE[1]]
    labels = np.full(_SHAPE, UNLABELED, np.uint8)
    labels[_SHAPE[0] // 2 :] = 0
    for _ in range(14):
        row, col, radius = chance.integers(0, _SHAPE[0]), chance.integers(0, _SHAPE[1]), chance.integers(12, 90)
        angle = np.arctan2(rows - row, cols - col)
        edge = radius * (1 + 0.2 * np.sin(chance.integers(3, 9) * angle))
        distance = np.hypot(rows - row, cols - col)
        labels[(distance < edge) & (distance > chance.choice((0, 0.3)) * edge)] = chance.integers(0, _CLASSES)
    return labels


def _fill(folder: Path, maps: list[np.ndarray[Any, Any]], images: int) -> Project:
    """A project with that many labelled images; the images are links to one file."""
    folder.mkdir()
    pixels = io.BytesIO()
    Image.fromarray(np.zeros((*_SHAPE, 3), np.uint8)).save(pixels, "PNG")
    names = [f"image_{number:06}.png" for number in range(images)]
    for number, name in enumerate(names):
        path = folder / name
        if number % _LINKS == 0:
            first = path
            first.write_bytes(pixels.getvalue())
            continue
        try:
            os.link(first, path)
        except OSError:  # no links on this disk
            path.write_bytes(pixels.getvalue())
    project = Project.open(folder)
    for number in range(_CLASSES):
        project.classes.add(f"class {number}")
    project.ensure_store()
    project.store_classes()
    palette = project.classes.palette()
    stored = []
    for labels in maps:
        sources = np.where(labels == UNLABELED, np.uint8(Source.NONE), np.uint8(Source.PAINTED))
        stored.append(encode_labels(labels, sources, palette=palette, edit_number=1))
    for number, name in enumerate(names):
        project.labels.file(name).write_bytes(stored[number % len(stored)])
    return project


def _write_alone(folder: Path, maps: list[np.ndarray[Any, Any]], images: int) -> float:
    """Images per second of processor time for plain PNG files."""
    folder.mkdir()
    start = time.process_time()
    for number in range(images):
        if not cv2.imwrite(str(folder / f"{number:06}.png"), maps[number % len(maps)]):
            raise SegmendError(f"{folder} cannot be written; is there room?")
    return images / (time.process_time() - start)
