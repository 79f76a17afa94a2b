from pathlib import Path

import pytest

from app.core.errors import SegmendError
from app.core.images import image_size
from app.core.sample_photos import MARKER, NAMES, write_samples


def test_the_photos_are_written_once_and_stay_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "Sample photos"
    paths = write_samples(folder)
    assert [path.stem for path in paths] == list(NAMES)
    assert all(min(image_size(path)) >= 250 for path in paths)
    paths[0].write_bytes(b"changed")
    paths[1].unlink()
    assert write_samples(folder) == paths
    assert paths[0].read_bytes() == b"changed"
    assert paths[1].exists()
    assert (folder / MARKER).exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(b"precious")
    with pytest.raises(SegmendError, match="holds other files"):
        write_samples(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.png"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SegmendError, match="cannot be written"):
        write_samples(tmp_path / "file" / "samples")
