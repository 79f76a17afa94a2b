"""Which format a file or folder is in, from its names and the heads of its files."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.formats.ade20k import TABLES
from app.core.formats.inputs import json_keys, walk
from app.core.formats.yolo import is_list

_MOST_FILES = 200  # of a folder that are looked at
_SCENE = "_seg.png"  # of the whole ADE20K
_TOLD = ".json .xml .npz"  # files that tell by their content
_JSON_KEYS = (
    "shapes", "imagePath", "kie_linking", "attributes", "imgHeight", "objects", "info", "segmentation", "category",
    "categories", "items", "images", "annotations", "segments_info", "data", "predictions",
)  # fmt: skip


def recognize(source: Path, should_stop: Callable[[], bool] = lambda: False) -> str | None:
    """The name of the format a file or folder seems to be in; None where it is none of ours. Raises OSError."""
    if not source.is_dir():
        return _of_file(source) if source.is_file() else None
    name = _by_folders(source)
    if name is None:
        heads = _heads(source, should_stop)
        name = _by_names(source, heads) or _by_files(source, heads)
    return name


def _by_folders(folder: Path) -> str | None:
    names = {each.name for each in folder.iterdir() if each.is_dir()}
    if "SegmentationClass" in names:
        return "voc"
    if names & {"gtFine", "gtCoarse"}:
        return "cityscapes"
    if any(name.endswith("annot") and next((folder / name).glob("*.png"), None) for name in names):
        return "camvid"
    if "annotations" in names and _has_any(folder / "annotations", ".png") and not _has_json(folder / "annotations"):
        is_scenes = any((place / table).is_file() for place in (folder, folder.parent) for table in TABLES)
        return "ade20k" if is_scenes else "png"
    if "semantic" in names and "image_2" in names:
        return "cityscapes"  # KITTI
    return None


def _heads(folder: Path, should_stop: Callable[[], bool]) -> dict[str, list[Path]]:
    """The first files by what their names end with; a folder of images without end is gone through once."""
    found: dict[str, list[Path]] = {ending: [] for ending in (_SCENE, ".txt", _TOLD)}
    for file in walk(folder, _SCENE, ".txt", *_TOLD.split(), should_stop=should_stop):
        name = file.name.lower()
        ending = next((each for each in (_SCENE, ".txt") if name.endswith(each)), _TOLD)
        if len(found[ending]) < _MOST_FILES:
            found[ending].append(file)
    return found


def _by_names(folder: Path, heads: dict[str, list[Path]]) -> str | None:
    if heads[_SCENE] and heads[_SCENE][0].name.startswith("ADE_"):
        return "ade20k"
    return "yolo" if _is_yolo(folder, heads[".txt"]) else None


def _by_files(folder: Path, heads: dict[str, list[Path]]) -> str | None:
    if (folder / "tasks.json").is_file():
        return "label-studio"
    for name in ("labels", "masks"):
        if (folder / name).is_dir() and _has_any(folder / name, ".png", ".tif", ".tiff", ".bmp"):
            return "png"
    for file in heads[_TOLD]:
        found = _of_file(file)
        if found is not None:
            return found
    has_list = any((folder / name).is_file() for name in ("classes.txt", "dataset_meta.json", "classification.txt"))
    return "png" if has_list and next(folder.glob("*.png"), None) else None


def _is_yolo(folder: Path, texts: list[Path]) -> bool:
    """Numbers in lines below a folder `labels`, or a data.yaml; the file of an image without objects is empty."""
    if any((folder / name).is_file() for name in ("data.yaml", "data.yml")):
        return True
    for file in texts:
        if "labels" in file.relative_to(folder).parts[:-1] and not is_list(file):
            cells = _head(file).splitlines()[:1]
            if cells:
                return len(cells[0].split()) >= 5 and cells[0].split()[0].isdigit()
    return False


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(4096)


def _of_file(file: Path) -> str | None:
    suffix = file.suffix.lower()
    if suffix in (".npz", ".png"):
        return suffix[1:]
    if suffix in (".yaml", ".yml"):
        return "yolo"
    if suffix == ".xml":
        return "cvat" if b"<annotations" in _head(file) else None
    return next(_json_formats(file), None) if suffix == ".json" else None


def _json_formats(file: Path) -> Iterator[str]:
    """The formats whose keys a JSON file has, the most particular first."""
    has = json_keys(file, _JSON_KEYS)
    if has >= {"shapes", "imagePath"}:
        yield "x-anylabeling" if has & {"kie_linking", "attributes"} else "labelme"
    if has >= {"imgHeight", "objects"}:
        yield "cityscapes"
    if has >= {"images", "annotations", "categories"}:
        yield "coco-panoptic" if "segments_info" in has else "coco"
    if has >= {"info", "objects", "segmentation", "category"}:
        yield "isat"
    if has >= {"categories", "items"}:
        yield "datumaro"
    if "data" in has and has & {"annotations", "predictions"}:
        yield "label-studio"


def _has_any(folder: Path, *suffixes: str) -> bool:
    return next(walk(folder, *suffixes), None) is not None


def _has_json(folder: Path) -> bool:
    return any(os.path.splitext(name)[1].lower() == ".json" for name in os.listdir(folder))
