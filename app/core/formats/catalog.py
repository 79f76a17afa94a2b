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
from app.core.plugins import load_plugins

_MODULES = (
    *(index_png, voc, coco, coco_panoptic, yolo, cityscapes, camvid, ade20k, labelme, cvat, label_studio),
    *(isat, x_anylabeling, datumaro, npz),
)
FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}
PLUGINS = "segmend.formats"  # the group of entry points
_OWN = frozenset(FORMATS)
_ATTRIBUTES = ("name", "title", "summary", "keeps", "write", "finish", "read")


def take_plugins() -> list[str]:
    """Offer the formats of other packages too; a sentence for each that cannot be used."""
    loaded, sentences = load_plugins(PLUGINS, "format", _problem)
    FORMATS.update({form.name: form for form in loaded.values()})
    return sentences


def _problem(form: object) -> str:
    lacking = [name for name in _ATTRIBUTES if not hasattr(form, name)]
    if lacking:
        return f"it has no {', '.join(lacking)}"
    name = getattr(form, "name", None)
    return f"there is a format {name} already" if name in _OWN else ""


def find_format(name: str) -> Format:
    """The format of this name. Raises InputError."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InputError(f"There is no format “{name}”; choose one of {', '.join(FORMATS)}.") from None
