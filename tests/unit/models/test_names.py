from pathlib import Path

import pytest

from models import names
from models.errors import ModelError
from models.names import find_model, known_models


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
