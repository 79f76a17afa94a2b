from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.images import count_pages, image_size, read_image, thumbnail
from app.core.pixels import Levels
from tests.unit.core.image_files import assert_is_rgb, refusal, stored

pydicom = pytest.importorskip("pydicom", reason="needs the extra dicom")

RAMP = np.arange(600, dtype=np.int16).reshape(20, 30) - 100


def dicom(path: Path, pixels: np.ndarray, **attributes: Any) -> Path:
    """A file of uncompressed frames, (H, W) or (N, H, W) of 16 bits, or (H, W, 3) of 8."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    is_color = pixels.dtype == np.uint8
    data.SamplesPerPixel = 3 if is_color else 1
    data.PhotometricInterpretation = "RGB" if is_color else "MONOCHROME2"
    data.Rows, data.Columns = pixels.shape[:2] if is_color else pixels.shape[-2:]
    data.BitsAllocated = data.BitsStored = 8 * pixels.dtype.itemsize
    data.HighBit = data.BitsStored - 1
    data.PixelRepresentation = int(pixels.dtype.kind == "i")
    if is_color:
        data.PlanarConfiguration = 0
    elif pixels.ndim == 3:
        data.NumberOfFrames = len(pixels)
    for name, value in attributes.items():
        setattr(data, name, value)
    data.PixelData = pixels.tobytes()
    data.save_as(path, enforce_file_format=True)
    return path


def test_the_window_of_the_file_is_used_in_the_units_of_the_modality(tmp_path: Path) -> None:
    path = dicom(tmp_path / "ct.dcm", RAMP, WindowCenter=400, WindowWidth=201, RescaleSlope=2, RescaleIntercept=100)
    image = read_image(path)
    assert_is_rgb(image, (20, 30))
    assert image_size(path) == (20, 30)
    units = 2 * RAMP + 100
    grey = image[:, :, 0]
    assert not grey[units <= 299].any()
    assert (grey[units >= 500] == 255).all()
    assert abs(int(grey[units == 400][0]) - 128) <= 1
    wide = read_image(path, table={"float32 x 1": Levels(-100, 1300)})[:, :, 0].ravel().astype(int)
    assert (np.diff(wide) >= 0).all()
    assert len(np.unique(wide)) > 200


def test_a_file_without_a_window_gets_one_that_fits_its_values(tmp_path: Path) -> None:
    grey = read_image(dicom(tmp_path / "plain.dcm", RAMP))[:, :, 0].ravel().astype(int)
    assert (grey[0], grey[-1]) == (0, 255)
    assert (np.diff(grey) >= 0).all()


def test_monochrome1_is_black_where_its_values_are_great(tmp_path: Path) -> None:
    path = dicom(tmp_path / "xray.dcm", RAMP, PhotometricInterpretation="MONOCHROME1")
    grey = read_image(path)[:, :, 0].ravel().astype(int)
    assert (grey[0], grey[-1]) == (255, 0)


def test_each_frame_is_an_image_of_its_own(tmp_path: Path) -> None:
    frames = np.stack([np.roll(RAMP, step, axis=1) for step in range(3)])
    path = dicom(tmp_path / "film.dcm", frames)
    assert count_pages(path) == 3
    assert np.array_equal(read_image(f"{path}#3"), np.roll(read_image(path), 2, axis=1))
    assert thumbnail(f"{path}#3", size=10).shape == (7, 10, 3)


def test_colours_are_kept(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    assert np.array_equal(read_image(dicom(tmp_path / "colour.dcm", pixels)), pixels)


def test_a_cut_file_and_one_without_an_image_are_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = dicom(tmp_path / "ct.dcm", RAMP).read_bytes()
    assert "cut.dcm" in refusal(stored(tmp_path, "cut.dcm", whole[:-400]))
    assert "DICM" not in refusal(stored(tmp_path, "head.dcm", whole[:140]))


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    path = dicom(tmp_path / "ct.dcm", RAMP)
    monkeypatch.setitem(sys.modules, "pydicom", None)
    assert "extra `dicom`" in refusal(path)
