"""The formats by name, in the order they are offered."""

from app.core.errors import InputError
from app.core.formats import (
    ade20k,
    camvid,
    cityscapes,
    coco,
    coco_panoptic,
    cvat,
    datumaro,
    index_png,
    isat,
    label_studio,
    labelme,
    npz,
    voc,
    x_anylabeling,
    yolo,
)
from app.core.formats.records import Format

_MODULES = (
    *(index_png, voc, coco, coco_panoptic, yolo, cityscapes, camvid, ade20k, labelme, cvat, label_studio),
    *(isat, x_anylabeling, datumaro, npz),
)
FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}


def find_format(name: str) -> Format:
    """The format of this name. Raises InputError."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InputError(f"There is no format “{name}”; choose one of {', '.join(FORMATS)}.") from None
