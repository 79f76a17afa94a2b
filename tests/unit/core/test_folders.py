"""Where the person's things lie: in the system's folders, or beside a portable program."""

import os
from pathlib import Path

import pytest

from app import cli
from app.core import places
from app.core.folders import folder_of
from app.core.sample_photos import sample_folder
from app.core.settings import Settings, settings_path
from app.log_file import log_folder
from models.names import user_folder
from models.trials import cache_folder


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the program is taken to lie in."""
    monkeypatch.setenv("SEGMEND_FOLDER", "")  # so that what the command line sets is taken away again
    monkeypatch.delenv("SEGMEND_FOLDER")
    monkeypatch.setattr(cli, "_beside", lambda: tmp_path)
    return tmp_path


def every() -> list[Path]:
    return [
        settings_path(), log_folder(), sample_folder(), user_folder(), cache_folder(), folder_of("cache"),
        places.store_elsewhere(Path("/images")), places.rescue_folder(Path("/images")),
    ]  # fmt: skip


def test_the_usual_program_uses_the_systems_folders(beside: Path, own_folders: Path) -> None:
    assert cli._place_files(["a.png"]) == ["a.png"]
    assert "SEGMEND_FOLDER" not in os.environ
    assert all(path.is_relative_to(own_folders) for path in every())


@pytest.mark.parametrize("arguments", [["--portable", "a.png"], ["a.png", "--portable"], ["a.png"]])
def test_a_portable_program_keeps_everything_beside_itself(beside: Path, arguments: list[str]) -> None:
    if "--portable" not in arguments:
        (beside / "portable").touch()
    assert cli._place_files(arguments) == ["a.png"]
    assert all(path.is_relative_to(beside / "Segmend data") for path in every()), every()
    Settings(theme="dark").save()
    assert (beside / "Segmend data" / "config" / "settings.json").is_file()
    assert Settings.load()[0].theme == "dark"


def test_packages_are_found_in_the_folder_of_plug_ins(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys, "path", list(sys.path))
    (beside / "Segmend data" / "data" / "plugins").mkdir(parents=True)
    cli._place_files(["--portable"])
    assert sys.path[-1] == str(beside / "Segmend data" / "data" / "plugins")
