"""Files with several images: `stack.tif` is the first, `stack.tif#2` and so on are the others."""

import os
import re
from pathlib import Path

_PAGE = re.compile(r"(.+\.(?:tiff?|dcm|dicom))#([1-9][0-9]*)", re.IGNORECASE | re.DOTALL)
_PAGED = (".tif", ".tiff", ".dcm", ".dicom")


def split_page(path: str | os.PathLike[str]) -> tuple[Path, int]:
    """The file of an image and which of its pages the image is, from 0; the file is not looked at."""
    found = _PAGE.fullmatch(os.fspath(path))
    return (Path(found[1]), int(found[2]) - 1) if found else (Path(path), 0)


def image_file(path: str | os.PathLike[str]) -> Path:
    """The file that an image is in: `stack.tif` for `stack.tif#2`."""
    return split_page(path)[0]


def page_paths(path: str, count: int) -> list[str]:
    """What the images of a file with so many pages are called; the first like the file itself."""
    return [path, *(f"{path}#{number}" for number in range(2, count + 1))]


def may_have_pages(path: str) -> bool:
    """Whether the name is that of a file which can hold several images; the file is not looked at."""
    return path.lower().endswith(_PAGED)
