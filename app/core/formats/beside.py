"""Where the images lie that a file of labels describes, and which split it is of."""

import os
import re
from contextlib import suppress
from pathlib import Path

from app.core.formats.inputs import inside

_UPLOADED = re.compile(r"^(?=[0-9]*[a-f])[0-9a-f]{8}-(?=.)")  # eight digits alone are taken for a date


def split_of(file: Path) -> str | None:
    """The split that the name of a file or of its folder ends with: instances_train2017 -> train."""
    for text in (file.stem, file.parent.name):
        word = text.rstrip("0123456789").rpartition("_")[2].lower()
        if word in ("train", "val", "test", "valid", "validation"):
            return "val" if word.startswith("val") else word
    return None


def uploaded_name(name: str) -> str:
    """The name of a file as it was before it was given to Label Studio: 1a2b3c4d-cat.jpg -> cat.jpg."""
    return _UPLOADED.sub("", name)


class ImagesBeside:
    """The images a file describes: beside it, above it within the chosen folder, in folders called after its split.

    Which of those folders there are is asked once: a file can describe a hundred thousand images.
    """

    def __init__(self, file: Path, folder: Path) -> None:
        split, root = split_of(file) or "", os.path.realpath(folder)
        # instances_val2017.json describes the images in val2017/.
        within = dict.fromkeys(("", "images", f"images/{split}", split, file.stem.rpartition("_")[2]))
        above = dict.fromkeys((file.parent, file.parent.parent, folder))
        allowed = [
            each for each in above if each == folder or os.path.commonpath((os.path.realpath(each), root)) == root
        ]
        self.folders = allowed
        #: folders, and places within them, the likeliest first
        self.places = [
            (each, place) for each in allowed for place in within if os.path.isdir(os.path.join(each, place))
        ]

    def find(self, name: str) -> Path | None:
        """The image of this name; None for one that is elsewhere."""
        base = name.replace("\\", "/").rpartition("/")[2]
        for each, place in self.places:
            for candidate in dict.fromkeys((name, base)):
                name_inside = f"{place}/{candidate}" if place else candidate
                if not os.path.isfile(os.path.join(each, name_inside)):
                    continue
                with suppress(ValueError):  # a name that leads out is looked for by its last part only
                    return inside(each, name_inside)
        return None
