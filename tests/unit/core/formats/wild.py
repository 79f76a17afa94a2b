"""Files as published data sets lay them out, for tests: images, tables of COCO, and what is read of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.core.formats.catalog import FORMATS
from app.core.formats.composing import Drawn, draw
from app.core.formats.records import ReadImage
from app.exchange import run_import

SIZE = (20, 30)
SQUARE = [2, 2, 8, 2, 8, 8, 2, 8]


def image_file(path: Path, *, gray: int = 0, size: tuple[int, int] = SIZE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((*size, 3), gray, np.uint8)).save(path)
    return path


def write_json(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")
    return path


def drawn(form: str, source: Path, size: tuple[int, int] = SIZE) -> dict[str, Drawn]:
    found = {}
    for image in FORMATS[form].read(source):
        assert isinstance(image, ReadImage), image
        found[image.name] = draw(image, size)
    return found


def pixels(image: Drawn, name: str) -> np.ndarray:
    return image.plane == image.names.index(name)


def bring_in(source: Path, form: str, project: Path) -> int:
    return run_import("segmend", [str(source), "--format", form, "--out", str(project)])


def table(
    names: dict[int, str], objects: list[tuple[int, list[int]]], *, count: int = 1, **more: Any
) -> dict[str, Any]:
    images = [{"id": number, "file_name": f"{number:012}.png", "width": 30, "height": 20} for number in range(count)]
    annotations = [
        {"id": at, "image_id": 0, "category_id": category, "segmentation": [outline], "iscrowd": 0, **more}
        for at, (category, outline) in enumerate(objects)
    ]
    categories = [{"id": number, "name": name} for number, name in names.items()]
    return {"images": images, "annotations": annotations, "categories": categories}
