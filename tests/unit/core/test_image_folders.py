import os
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import InputError
from app.core.listing import list_images


def test_images_of_a_folder_are_listed_in_natural_order_without_hidden_ones(tmp_path: Path) -> None:
    names = ["10.png", "9.png", "a/2.jpg", "a/10.jpg", "b.TIF", "007.png", "7.png", "notes.txt"]
    hidden = [".segmend/labels/9.png", ".hidden.png", "a/.cache/1.png"]
    for name in names + hidden:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "folder.png").mkdir()
    found = [os.path.relpath(path, tmp_path).replace(os.sep, "/") for path in list_images(tmp_path)]
    assert found == ["007.png", "7.png", "9.png", "10.png", "a/2.jpg", "a/10.jpg", "b.TIF"]


def test_listed_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.png").touch()
    monkeypatch.chdir(tmp_path)
    assert list_images(".") == [str(tmp_path / "1.png")]


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only")
def test_links_to_files_are_listed_and_links_to_folders_are_not_entered(tmp_path: Path) -> None:
    (tmp_path / "1.png").touch()
    (tmp_path / "2.png").symlink_to(tmp_path / "1.png")
    (tmp_path / "3.png").symlink_to(tmp_path / "gone.png")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert list_images(tmp_path) == [str(tmp_path / "1.png"), str(tmp_path / "2.png")]


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_folder_that_cannot_be_listed_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as caught:
        list_images(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_a_subfolder_that_cannot_be_listed_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a/1.png", "locked/2.png", "z/3.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    scan = os.scandir

    def scan_unless_locked(path: str) -> Any:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_unless_locked)
    failures: list[InputError] = []
    expected = [str(tmp_path / "a" / "1.png"), str(tmp_path / "z" / "3.png")]
    assert list_images(tmp_path, failures=failures) == expected
    assert ["locked" in str(failure) for failure in failures] == [True]
    assert list_images(tmp_path) == expected
    assert "Permission denied" in caplog.text
