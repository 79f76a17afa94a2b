from pathlib import Path

import pytest

from models import names
from models.checkpoint import check_writable
from models.errors import ModelError
from models.names import find_model, known_models, place_of, user_folder


def test_a_path_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").touch()
    assert find_model(str(tmp_path / "a.safetensors")) == tmp_path / "a.safetensors"


@pytest.mark.parametrize("name", ["moon", "", "a" * 5000, "a\0b", "/"])
def test_a_name_that_is_not_known_is_told_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(names, "BUNDLED", tmp_path / "bundled.safetensors")
    with pytest.raises(ModelError, match="names: none"):
        find_model(name)
    (tmp_path / "bundled.safetensors").touch()
    with pytest.raises(ModelError, match="names: bundled"):
        find_model(name)


def test_the_bundled_network_is_known_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "BUNDLED", tmp_path / "bundled.safetensors")
    assert known_models() == {}
    (tmp_path / "bundled.safetensors").touch()
    assert find_model("bundled") == known_models()["bundled"] == tmp_path / "bundled.safetensors"


def test_the_persons_checkpoints_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(names, "BUNDLED", tmp_path / "bundled.safetensors")
    (tmp_path / "bundled.safetensors").touch()
    folder = user_folder()
    assert list(known_models()) == ["bundled"]
    folder.mkdir(parents=True)
    for name in ("voc.safetensors", "bundled.safetensors", "notes.txt", ".voc.safetensors.part"):
        (folder / name).touch()
    (folder / "folder.safetensors").mkdir()
    assert known_models() == {"bundled": tmp_path / "bundled.safetensors", "voc": folder / "voc.safetensors"}
    assert find_model("voc") == folder / "voc.safetensors"


@pytest.mark.parametrize(
    ("platform", "below"),
    [
        ("linux", "home/.local/share/Segmend/models"),
        ("darwin", "home/Library/Application Support/Segmend/models"),
        ("win32", "home/AppData/Local/Segmend/models"),
    ],
)
def test_the_folder_of_models_lies_in_the_persons_data(
    platform: str, below: str, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert user_folder() == own_folders.parent / below


def test_a_person_without_a_home_still_has_the_bundled_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(names, "BUNDLED", tmp_path / "bundled.safetensors")
    (tmp_path / "bundled.safetensors").touch()
    monkeypatch.setattr(Path, "home", fail)
    assert list(known_models()) == ["bundled"]
    with pytest.raises(ModelError, match="no home folder"):
        place_of("voc")


def test_a_name_has_a_place_among_the_persons_models_and_a_path_is_one(tmp_path: Path) -> None:
    assert place_of("voc") == user_folder() / "voc.safetensors"
    assert place_of("fcn8s-atonce") == user_folder() / "fcn8s-atonce.safetensors"
    for path in ("a.safetensors", "./voc", str(tmp_path / "voc")):
        assert place_of(path) == Path(path)
    for wrong in ("bundled", "", ".hidden", "a\0b"):
        with pytest.raises(ModelError):
            check_writable(place_of(wrong))
