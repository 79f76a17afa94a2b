"""Other programs' files decoded without the program: plain json, csv, Pillow, OpenCV, pycocotools, scikit-image.

Every function takes a folder and gives {name of the image without folder and ending: (H, W) int32 plane of codes};
`code(name)` is the number of a class name, 0 is nothing. What is drawn follows the program the format comes from.
"""

import csv
import json
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from skimage.draw import polygon as fill_polygon

from app.core.opencv import cv2

Planes = dict[str, np.ndarray]
_codes: dict[str, int] = {"": 0}


def code(name: str) -> int:
    """The number of a class name, the same for the whole run."""
    return _codes.setdefault(name, len(_codes))


def classes_in(planes: Planes) -> dict[str, int]:
    """Name -> pixels over all planes."""
    names = {number: name for name, number in _codes.items()}
    counts: dict[str, int] = {}
    for plane in planes.values():
        for number, count in zip(*np.unique(plane, return_counts=True), strict=True):
            if number:
                counts[names[int(number)]] = counts.get(names[int(number)], 0) + int(count)
    return counts


def by_table(plane: np.ndarray, names: dict[int, str]) -> np.ndarray:
    """Indices -> codes; an index without a name is nothing."""
    table = np.zeros(int(plane.max(initial=0)) + 1, np.int32)
    for index, name in names.items():
        if index < len(table):
            table[index] = code(name)
    return table[plane]


def pixels(file: Path) -> np.ndarray:
    """The stored values of an image file."""
    with Image.open(file) as image:
        return np.array(image)


def size_beside(folder: Path, stem: str) -> tuple[int, int]:
    """Height and width of the image of this name anywhere below a folder."""
    file = next(file for ending in ("jpg", "png", "JPG") for file in sorted(folder.rglob(f"{stem}.{ending}")))
    with Image.open(file) as image:
        return image.height, image.width


def ade20k(folder: Path) -> Planes:
    """SceneParsing: objectInfo beside or above, 0 is other."""
    table = next(
        file
        for place in (folder, folder.parent)
        for file in (place / "objectInfo.txt", place / "objectInfo150.csv")
        if file.exists()
    )
    lines = table.read_text("utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t" if table.suffix == ".txt" else ","))
    names = {int(row[0]): row[-1].split(";")[0] for row in rows[1:]}
    return {file.stem: by_table(pixels(file), names) for file in (folder / "annotations").rglob("*.png")}


def coco(folder: Path) -> Planes:
    """COCO instances as pycocotools makes masks of them, in the file's order."""
    planes: Planes = {}
    for file in sorted(folder.rglob("*.json")):
        if '"categories"' not in file.read_text("utf-8"):
            continue  # the report of an export, and other formats beside it
        listed = COCO(str(file))
        names = {each["id"]: each["name"] for each in listed.dataset["categories"]}
        for image in listed.dataset["images"]:
            key = image["file_name"].rpartition("/")[2].rsplit(".", 1)[0]
            plane = planes.setdefault(key, np.zeros((image["height"], image["width"]), np.int32))
            for each in listed.imgToAnns[image["id"]]:
                if each.get("segmentation"):
                    plane[listed.annToMask(each).astype(bool)] = code(names[each["category_id"]])
    return planes


def coco_panoptic(folder: Path) -> Planes:
    """Segment ids out of red, green and blue, as panopticapi's rgb2id."""
    planes: Planes = {}
    for file in sorted(folder.rglob("panoptic_*.json")):
        content = json.loads(file.read_text("utf-8"))
        names = {each["id"]: each["name"] for each in content["categories"]}
        for each in content["annotations"]:
            colors = pixels(file.with_suffix("") / each["file_name"]).astype(np.int64)
            ids = colors[..., 0] + 256 * colors[..., 1] + 65536 * colors[..., 2]
            plane = np.zeros(ids.shape, np.int32)
            for segment in each["segments_info"]:
                plane[ids == segment["id"]] = code(names[segment["category_id"]])
            planes[Path(each["file_name"]).stem] = plane
    return planes


def labelme(folder: Path) -> Planes:
    """labelme.utils.shapes_to_label: Pillow's polygons, rectangles and ellipses; __ignore__ is nothing."""
    planes: Planes = {}
    for file in sorted(folder.rglob("*.json")):
        if file.name == "report.json":
            continue
        content = json.loads(file.read_text("utf-8"))
        plane = np.zeros((content["imageHeight"], content["imageWidth"]), np.int32)
        for shape in content["shapes"]:
            name = "" if shape["label"] == "__ignore__" else shape["label"]
            plane[_labelme_mask(plane.shape, shape)] = code(name)
        planes[file.stem] = plane
    return planes


def _labelme_mask(shape_of_image: tuple[int, ...], shape: dict[str, Any]) -> np.ndarray:
    kind, xy = shape.get("shape_type") or "polygon", [tuple(point) for point in shape["points"]]
    if kind == "mask":
        import base64
        import io

        mask = np.zeros(shape_of_image, bool)
        stored = pixels(io.BytesIO(base64.b64decode(shape["mask"]))) > 0  # type: ignore[arg-type]
        col, row = (int(value) for value in xy[0])
        mask[row : row + stored.shape[0], col : col + stored.shape[1]] = stored
        return mask
    image = Image.new("1", (shape_of_image[1], shape_of_image[0]), 0)
    draw = ImageDraw.Draw(image)
    if kind == "circle":
        (x, y), radius = xy[0], math.dist(*xy)
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=1, fill=1)
    elif kind == "rectangle":
        draw.rectangle(xy, outline=1, fill=1)
    elif kind == "polygon":
        draw.polygon(xy, outline=1, fill=1)
    return np.array(image, dtype=bool)


def isat(folder: Path) -> Planes:
    """ISAT's converter: layers in order, points cut to whole numbers, skimage.draw.polygon and the outline itself."""
    planes: Planes = {}
    for file in sorted(folder.rglob("*.json")):
        if file.name == "report.json":
            continue
        content = json.loads(file.read_text("utf-8"))
        plane = np.zeros((content["info"]["height"], content["info"]["width"]), np.int32)
        for each in sorted(content["objects"], key=lambda each: each["layer"]):
            value = 0 if each["category"] == "__background__" else code(each["category"])
            x, y = (np.array([int(point[axis]) for point in each["segmentation"]]) for axis in (0, 1))
            rows, cols = fill_polygon(y, x, plane.shape)
            plane[rows, cols] = value
            is_inside = (y >= 0) & (y < plane.shape[0]) & (x >= 0) & (x < plane.shape[1])
            plane[y[is_inside], x[is_inside]] = value
        planes[file.stem] = plane
    return planes


def yolo(folder: Path) -> Planes:
    """ultralytics' polygon2mask: shares times size, cut to whole numbers, cv2.fillPoly; boxes as whole pixels."""
    text = (folder / "data.yaml").read_text("utf-8") if (folder / "data.yaml").exists() else ""
    planes: Planes = {}
    for file in sorted(each for each in folder.rglob("*.txt") if "labels" in each.relative_to(folder).parts[:-1]):
        height, width = size_beside(folder, file.stem)
        plane = np.zeros((height, width), np.uint8)
        for line in file.read_text().splitlines():
            number, *shares = line.split()
            points = np.array([float(share) for share in shares]).reshape(-1, 2) * (width, height) + 1e-3
            cv2.fillPoly(plane, [points.astype(np.int32)], int(number) + 1)
        planes[file.stem] = by_table(plane, {number + 1: name for number, name in _yaml_names(text).items()})
    return planes


def _yaml_names(text: str) -> dict[int, str]:
    import yaml

    names = yaml.safe_load(text)["names"]
    return dict(names) if isinstance(names, dict) else dict(enumerate(names))


def voc(folder: Path) -> Planes:
    """SegmentationClass with the names of labelmap.txt or class_names.txt, 255 and void classes nothing."""
    file = next(each for each in (folder / "labelmap.txt", folder / "class_names.txt") if each.exists())
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    cells = [line.rsplit(":", 3) for line in lines]
    names = {number: "background" if cell[0] == "_background_" else cell[0] for number, cell in enumerate(cells)}
    return {each.stem: by_table(pixels(each), names) for each in (folder / "SegmentationClass").glob("*.png")}


def cityscapes(folder: Path) -> Planes:
    """labelIds, or instanceIds divided by 1000 where they are that large; 0 to 3 are nothing."""
    names = dict(enumerate(_CITYSCAPES.split(",")))
    names = {number: name for number, name in names.items() if number > 3}
    if (folder / "labels.json").exists():
        listed = json.loads((folder / "labels.json").read_text("utf-8"))
        names |= {each["id"]: each["name"] for each in listed}
    planes: Planes = {}
    for kind in ("instanceIds", "labelIds"):
        for file in folder.rglob(f"*_gtFine_{kind}.png"):
            ids = pixels(file).astype(np.int64)
            planes[file.stem.removesuffix(f"_gtFine_{kind}")] = by_table(np.where(ids > 999, ids // 1000, ids), names)
    return planes


_CITYSCAPES = (
    "unlabeled,ego vehicle,rectification border,out of roi,static,dynamic,ground,road,sidewalk,parking,rail track,"
    "building,wall,fence,guard rail,bridge,tunnel,pole,polegroup,traffic light,traffic sign,vegetation,terrain,sky,"
    "person,rider,car,truck,bus,caravan,trailer,train,motorcycle,bicycle"
)


def camvid(folder: Path) -> Planes:
    """<split>annot: indices by label_colors.txt, or the colours of the first publication where there is no table."""
    planes: Planes = {}
    for file in folder.glob("*annot/*.png"):
        stored = pixels(file)
        if stored.ndim == 2:
            lines = (folder / "label_colors.txt").read_text("utf-8").splitlines()
            names = {number: line.split(maxsplit=3)[3] for number, line in enumerate(lines) if line}
            names = {number: name for number, name in names.items() if number < len(names) - 1}
            planes[file.stem] = by_table(stored, names)
            continue
        plane = np.zeros(stored.shape[:2], np.int32)
        for color, name in _CAMVID.items():
            plane[(stored == color).all(axis=2)] = code(name)
        planes[file.stem] = plane
    return planes


_CAMVID = {
    (128, 128, 128): "Sky",
    (128, 64, 128): "Road",
    (64, 128, 64): "Animal",
    (128, 128, 0): "Tree",
    (192, 0, 128): "Archway",
    (0, 128, 64): "Bridge",
    (0, 128, 192): "Bicyclist",
    (192, 128, 64): "Child",
}


def cvat(folder: Path) -> Planes:
    """CVAT's own masks, boxes and polygons (as its exporter does: pycocotools)."""
    planes: Planes = {}
    for file in folder.rglob("*.xml"):
        for image in ElementTree.parse(file).getroot().iter("image"):  # noqa: S314  a file of ours or of the test data
            size = int(image.get("height", 0)), int(image.get("width", 0))
            plane = np.zeros(size, np.int32)
            for each in sorted(image, key=lambda each: int(each.get("z_order", 0))):
                mask = _cvat_mask(each, size)
                if mask is not None:
                    plane[mask] = code(each.get("label") or "unnamed")
            stem = image.get("name", "").rsplit(".", 1)[0]
            planes[f"{image.get('subset')}/{stem}" if stem in planes else stem] = plane
    return planes


def _cvat_mask(each: ElementTree.Element, size: tuple[int, int]) -> np.ndarray | None:
    if each.tag == "mask":
        left, top, width, height = (int(each.get(key, 0)) for key in ("left", "top", "width", "height"))
        runs = [int(cell) for cell in each.get("rle", "").split(",")]
        flat = np.repeat(np.arange(len(runs)) % 2, runs).astype(bool)
        mask = np.zeros(size, bool)
        mask[top : top + height, left : left + width] = flat.reshape(height, width)
        return mask
    if each.tag == "polygon":
        points = [float(cell) for pair in each.get("points", "").split(";") for cell in pair.split(",")]
    elif each.tag == "box":
        x0, y0, x1, y1 = (float(each.get(key, 0)) for key in ("xtl", "ytl", "xbr", "ybr"))
        points = [x0, y0, x1, y0, x1, y1, x0, y1]
    else:
        return None
    return coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects([points], *size))).astype(bool)


def datumaro(folder: Path) -> Planes:
    """Datumaro's masks as pycocotools unpacks them."""
    planes: Planes = {}
    for file in (folder / "annotations").glob("*.json"):
        content = json.loads(file.read_text("utf-8"))
        names = [each["name"] for each in content["categories"]["label"]["labels"]]
        for item in content["items"]:
            stem = item["id"].rpartition("/")[2]
            height, width = item["image"].get("size") or size_beside(folder, stem)
            plane = np.zeros((height, width), np.int32)
            for each in item["annotations"]:
                if each["type"] == "mask":
                    plane[coco_mask.decode(each["rle"]).astype(bool)] = code(names[each["label_id"]])
            planes[stem] = plane
    return planes


def index_png(folder: Path) -> Planes:
    """labels/ or masks/ with classes.txt (names in lines, or index, name and colour parted by tabs)."""
    labels = next(place for place in (folder / "labels", folder / "masks") if place.exists())
    table = folder / "dataset_meta.json"
    if table.exists():
        meta = json.loads(table.read_text("utf-8"))
        colors = {tuple(color): meta["label_map"][str(at)] for at, color in enumerate(meta["segmentation_colors"])}
        return {file.stem: _by_color(pixels(file), colors) for file in labels.iterdir()}
    names = {255: ""}
    file = next(each for each in (folder / "classes.txt", folder / "classification.txt") if each.exists())
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        cells = line.split("\t")
        name = cells[1] if len(cells) > 1 else cells[0]
        names[int(cells[0]) if len(cells) > 1 else number] = "" if name == "__background__" else name
    return {each.stem: by_table(pixels(each), names) for each in labels.rglob("*.*")}


def _by_color(stored: np.ndarray, colors: dict[tuple[int, ...], str]) -> np.ndarray:
    plane = np.zeros(stored.shape[:2], np.int32)
    for color, name in colors.items():
        plane[(stored == color).all(axis=2)] = code(name)
    return plane


def npz(folder: Path) -> Planes:
    """numpy.load alone."""
    return {file.stem: _npz_plane(file) for file in folder.rglob("*.npz")}


def _npz_plane(file: Path) -> np.ndarray:
    with np.load(file, allow_pickle=False) as stored:
        names = {each["index"]: each["name"] for each in json.loads(str(stored["about"]))["classes"]}
        return by_table(stored["labels"], names)


def pairs(first: Planes, second: Planes) -> Iterator[tuple[str, int]]:
    """Name and number of different pixels for every image of the first; all of them where the second lacks it."""
    for name, plane in first.items():
        other = second.get(name)
        is_same_size = other is not None and other.shape == plane.shape
        yield name, int(np.count_nonzero(plane != other)) if is_same_size else plane.size
