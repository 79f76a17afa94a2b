"""The formats by name, in the order they are offered."""

from app.core.errors import InputError
from app.core.formats import coco, coco_panoptic, cvat, index_png, labelme, npz, voc, yolo
from app.core.formats.records import Format

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (index_png, voc, coco, coco_panoptic, yolo, labelme, cvat, npz)
}


def find_format(name: str) -> Format:
    """The format of this name. Raises InputError."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InputError(f"There is no format “{name}”; choose one of {', '.join(FORMATS)}.") from None
