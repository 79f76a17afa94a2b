from pathlib import Path

import pytest

from app.core import memory


def test_some_memory_is_free_here() -> None:
    assert 1_000_000 < memory.free_bytes() < memory._ENDLESS


@pytest.mark.parametrize(
    ("names", "limit"), [(("memory.max", "memory.current"), "3000"), (memory._GROUP_FILES[1], "3000")]
)
def test_the_limit_of_a_container_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str], limit: str
) -> None:
    for name, text in zip(names, (limit, "1000"), strict=True):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{text}\n")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory._group_free() == 2000


def test_a_group_without_a_limit_leaves_what_the_machine_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1000\n")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory._group_free() == memory._ENDLESS


def test_bytes_are_said_in_gigabytes() -> None:
    assert memory.in_gigabytes(7_200_000_000) == "7.2 GB"
