"""DICOM files (PS3.3, C.7.6.3 and C.11): pixels by pydicom, which is not installed with the program by itself."""

from pathlib import Path
from typing import Any

import numpy as np

from app.core.pixels import Pixels, Values

_TAGS = ["Rows", "Columns", "NumberOfFrames"]


def is_dicom(head: bytes) -> bool:
    """Whether a file that begins with these 132 bytes or more is DICOM."""
    return head[128:132] == b"DICM"


def read_dicom_header(path: Path) -> tuple[int, int, int]:
    """(H, W, number of frames). NotImplementedError without pydicom, else what pydicom raises for damage."""
    data = _library().dcmread(path, specific_tags=_TAGS)
    if "Rows" not in data or "Columns" not in data:
        raise NotImplementedError("a DICOM file without an image")
    return int(data.Rows), int(data.Columns), int(data.get("NumberOfFrames") or 1)


def read_dicom(path: Path, page: int = 0) -> Values:
    """A frame of the file in the units of its modality (such as Hounsfield), with the window the file names."""
    pydicom = _library()
    from pydicom.pixels import apply_color_lut, apply_modality_lut

    data = pydicom.dcmread(path)
    try:
        pixels = pydicom.pixels.pixel_array(data, index=page)
    except (NotImplementedError, RuntimeError) as error:
        # pydicom lists every decoder it lacks, over many lines.
        raise NotImplementedError(f"pixels stored as {data.file_meta.TransferSyntaxUID.name}") from error
    kind = str(data.PhotometricInterpretation)
    if kind == "PALETTE COLOR":
        return Values(_to_8_bits(apply_color_lut(pixels, data)), True, 3)
    if pixels.ndim == 3:
        return Values(pixels, True, pixels.shape[2])
    pixels = apply_modality_lut(pixels, data)[:, :, None]
    if pixels.dtype == np.float64:  # a slope and an intercept, of values of 16 bits: float32 holds them
        pixels = pixels.astype(np.float32)
    return Values(pixels, False, 1, window=_window(data), is_negative=kind == "MONOCHROME1")


def _library() -> Any:
    try:
        import pydicom
        import pydicom.pixels
    except ImportError as error:
        raise NotImplementedError(
            "DICOM needs the package pydicom: `pip install pydicom`, or the extra `dicom`"
        ) from error
    return pydicom


def _window(data: Any) -> tuple[float, float] | None:
    """The first window of the file (C.11.2.1.2), None if it has none."""
    center, width = _first(data.get("WindowCenter")), _first(data.get("WindowWidth"))
    if center is None or width is None or not width > 1:
        return None
    if data.get("VOILUTFunction", "LINEAR") == "LINEAR":
        return center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2
    return center - width / 2, center + width / 2


def _first(value: Any) -> float | None:
    """Of a value, or of several, the first."""
    if value is None or value == "":
        return None
    return float(value[0] if hasattr(value, "__len__") else value)


def _to_8_bits(pixels: Pixels) -> Pixels:
    return (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
