"""PyTorch's `.pth` files: a flat dictionary of weights, read without running what the file may hold.

A file is judged by its table of contents before torch opens it: one that is packed, or whose table is larger than any
network's, is refused. The weights stay in the file (mmap) until they are used, but for files of PyTorch before 1.6,
which published FCNs are: these are five pickles and then the weights, and are read whole.
"""

import io
import pickle
import pickletools
import struct
import warnings
import zipfile
from pathlib import Path

import torch
from torch import Tensor

from models.errors import ModelError

_TABLE_BYTES = 500_000  # of a zip's directory, and of the pickles: a network's are some kilobytes
_OLD_PICKLES = 5  # magic number, protocol, machine, dictionary, keys of the weights

#: what torch and pickle raise on a file that is damaged or hostile
_DAMAGES = (
    *(OSError, EOFError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError),
    *(AssertionError, MemoryError, ImportError, pickle.UnpicklingError, struct.error, zipfile.BadZipFile),
)


def read_pth(path: Path) -> dict[str, Tensor]:
    """Name -> weight, on the CPU, some of them views of the file. Raises ModelError; no code of the file is run.

    The tensors may be of any shape: compare shapes before touching values, a shape need not be backed by memory.
    """
    try:
        with open(path, "rb") as file:
            is_zip = file.read(4) == b"PK\x03\x04"
        with warnings.catch_warnings(action="ignore"):  # remarks on pickles that are not torch's own
            check_archive(path) if is_zip else _check_pickles(path)
            loaded = torch.load(path, map_location="cpu", weights_only=True, mmap=is_zip)
    except _DAMAGES as error:
        raise ModelError(
            f"{path} is no readable PyTorch file of weights: it is damaged, cut off, or holds more than weights."
        ) from error
    if not isinstance(loaded, dict) or not loaded:
        raise ModelError(f"{path} holds no dictionary of weights, so there is no network to convert.")
    for name, value in loaded.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ModelError(f"{path} holds {type(value).__name__} under {str(name)[:50]!r}, not weights by name.")
        if value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
            raise ModelError(f"{path}: {name[:50]!r} is no plain array of numbers.")
    return {name: value.detach() for name, value in loaded.items()}


class _BoundedFile(io.FileIO):
    """A file that gives at most `_TABLE_BYTES` at once: `zipfile` reads a directory in one go, however large."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(_TABLE_BYTES + 1 if size is None or size < 0 else min(size, _TABLE_BYTES + 1))
        if data is not None and len(data) > _TABLE_BYTES:
            raise zipfile.BadZipFile("the table of contents is too large")
        return data or b""


def _check_pickles(path: Path) -> None:
    """Raise ValueError unless the pickles before the weights end within `_TABLE_BYTES`; runs none of them."""
    with open(path, "rb") as file:
        table = io.BytesIO(file.read(_TABLE_BYTES))
    for _ in range(_OLD_PICKLES):
        for _ in pickletools.genops(table):
            pass


def check_archive(path: Path) -> None:
    """Raise BadZipFile or OSError unless every entry is stored as it is, and none says it is larger than the file."""
    with _BoundedFile(path) as file, zipfile.ZipFile(file) as archive:
        size = path.stat().st_size
        for entry in archive.infolist():
            is_pickle = entry.filename.endswith(".pkl")
            if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > (_TABLE_BYTES if is_pickle else size):
                raise zipfile.BadZipFile(f"{entry.filename!r} is packed or too large")
