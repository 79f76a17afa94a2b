import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.errors import SegmendError
from app.core.settings import Settings, settings_path


def test_without_a_file_the_defaults_are_used_and_nothing_is_said() -> None:
    assert Settings.load() == (Settings(), None)
    assert not settings_path().exists()


def test_settings_are_stored_for_the_person_and_come_back() -> None:
    settings = Settings(theme="dark", opacity=0.25, brush_diameter=33, is_live=False, device="cuda:1")
    settings.window_state = "AAEC"
    settings.save()
    assert settings_path().is_file()
    assert Settings.load() == (settings, None)


def test_saving_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    Settings().save(path)
    Settings(theme="light").save(path)
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]
    assert json.loads(path.read_text())["theme"] == "light"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside_and_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, notice = Settings.load(path)
    assert settings == Settings()
    kept = tmp_path / "settings.json.broken-1"
    assert notice is not None
    assert str(kept) in notice
    assert kept.read_bytes() == content
    assert not path.exists()


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in ("{one", "{two"):
        path.write_text(content)
        Settings.load(path)
    assert (tmp_path / "settings.json.broken-1").read_text() == "{one"
    assert (tmp_path / "settings.json.broken-2").read_text() == "{two"


def test_only_the_values_that_are_not_allowed_fall_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "opacity": 7, "brush_diameter": "wide", "from_the_future": 1}')
    settings, notice = Settings.load(path)
    assert settings == Settings(theme="dark", from_the_future=1)  # type: ignore[call-arg]
    assert notice is not None
    assert "brush_diameter, opacity" in notice
    assert (tmp_path / "settings.json.broken-1").exists()


def test_a_value_that_is_not_allowed_cannot_be_assigned() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.brush_diameter = 0
    assert settings.brush_diameter == Settings().brush_diameter


def test_settings_that_cannot_be_saved_are_reported_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / "settings.json"
    with pytest.raises(SegmendError) as caught:
        Settings().save(path)
    assert str(path) in str(caught.value)


def test_settings_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    settings, notice = Settings.load(path)
    assert settings == Settings()
    assert notice is not None
    assert str(path) in notice
    assert path.is_dir()


def test_what_a_newer_version_added_is_kept_and_what_an_older_one_lacked_is_as_usual(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "light", "from_the_future": [1, {"a": 2}]}')
    settings, notice = Settings.load(path)
    assert notice is None
    assert (settings.theme, settings.camera_rate, settings.has_toured) == ("light", 0, False)
    settings.opacity = 0.3
    settings.save(path)
    assert json.loads(path.read_text())["from_the_future"] == [1, {"a": 2}]
    assert Settings.load(path) == (settings, None)
