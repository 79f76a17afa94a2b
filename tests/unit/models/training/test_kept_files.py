"""What is kept of a Learn and was damaged, or made by a stranger, is refused in one sentence."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.training import kept_learn
from models.training.kept_learn import UnusableKeptError, find_kept
from models.training.transaction import learn
from tests.unit.models.miniatures import ENGINE, checkpoint
from tests.unit.models.training.kept import RECIPE, finish, images


def test_damaged_files_are_refused_in_one_sentence_that_names_the_file(
    kept_at: dict[int, Path], tmp_path: Path
) -> None:
    chance = random.Random(0)
    for number in range(40):
        folder = Path(shutil.copytree(kept_at[2], tmp_path / f"learn{number}", copy_function=os.link))
        kind, file = chance.choice(("changed", "cut", "empty", "gone")), chance.choice(sorted(folder.iterdir()))
        content = bytearray(file.read_bytes())
        if kind == "gone" and file.name == "learn.json":
            continue  # then nothing is kept
        if kind == "changed":
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        elif kind != "gone":
            del content[0 if kind == "empty" else chance.randrange(len(content)) :]
        file.unlink()
        if kind != "gone":
            file.write_bytes(content)
        with pytest.raises(UnusableKeptError) as refused:
            load(folder)
        assert str(file) in str(refused.value)
        assert "\n" not in str(refused.value)


def load(folder: Path) -> None:
    found = find_kept(folder)
    assert found is not None
    found.load()


@pytest.mark.parametrize(
    "text", ["[]", "null", "3", '{"format": 2}', '{"format": 2, "checksum": 0, "learn": 3}', "[" * 99999, "\ud800"]
)
def test_a_summary_that_is_something_else_is_damaged(kept: Path, text: str) -> None:
    (kept / "learn.json").write_text(text, "utf-8", "surrogatepass")
    with pytest.raises(UnusableKeptError, match="is damaged"):
        find_kept(kept)


@pytest.mark.parametrize(
    "changes",
    [
        {"checksums": {"begun.safetensors": 1, "/dev/zero": 2}},
        {"checksums": {"begun.safetensors": 1, "../../learn.json": 2}, "iteration": "../../x"},
        {"checksums": [3]},
        {"fraction": float("nan")},
        {"fraction": 7.0},
        {"facts": 5},
        {"recipe": None},
        {"more": 1},
    ],
)
def test_a_summary_that_leads_elsewhere_is_refused(kept: Path, changes: dict[str, Any]) -> None:
    """By a stranger who knows how its check sum is made."""
    told = json.loads((kept / "learn.json").read_text())["learn"]
    kept_learn._replace_summary(kept / "learn.json", {**told, **changes})
    with pytest.raises(UnusableKeptError, match=r"learn\.json is"):
        find_kept(kept)


@pytest.mark.parametrize("changes", [{"batch": 10**9}, {"crop": 10**6}, {"iterations": "9"}, {"scales": [9.0, 90.0]}])
def test_a_recipe_whose_steps_would_not_end_is_refused(kept: Path, changes: dict[str, Any]) -> None:
    told = json.loads((kept / "learn.json").read_text())["learn"]
    told["recipe"].update(changes)
    kept_learn._replace_summary(kept / "learn.json", told)
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        load(kept)


def test_what_would_be_read_without_end_is_refused(kept: Path) -> None:
    """Through a link to a device, say; and a summary is read on the window's thread."""
    summary, state = kept / "learn.json", kept / "step-3.state"
    state.unlink()
    state.symlink_to("/dev/zero")
    with pytest.raises(UnusableKeptError, match=r"step-3\.state cannot be read"):
        load(kept)
    summary.write_text(" " * 2_000_000 + summary.read_text())
    with pytest.raises(UnusableKeptError, match=r"learn\.json is damaged"):
        find_kept(kept)
    summary.unlink()
    summary.symlink_to("/dev/zero")
    with pytest.raises(UnusableKeptError, match=r"learn\.json is damaged"):
        find_kept(kept)


def test_another_version_of_segmend_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads((kept / "learn.json").read_text())
    (kept / "learn.json").write_text(json.dumps({**whole, "format": 1}))
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        find_kept(kept)
    kept_learn._replace_summary(kept / "learn.json", {**whole["learn"], "recipe": {"stages": 3}})
    found = find_kept(kept)
    assert found is not None
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        found.load()


def test_a_state_of_another_network_is_told(kept: Path) -> None:
    found = find_kept(kept)
    assert found is not None
    begun = found.load()
    del begun.trained["net"][next(iter(begun.trained["net"]))]
    with pytest.raises(UnusableKeptError, match=r"learn\.json is of another version of Segmend"):
        finish(learn(checkpoint(), images(), ENGINE, RECIPE, begun=begun))


def test_what_is_kept_is_found_without_torch(kept: Path) -> None:
    """The window asks before it has loaded any."""
    script = (
        "import sys; from pathlib import Path; from models.training.kept_learn import find_kept; "
        f"assert find_kept(Path({str(kept)!r})).iteration == 3; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[4], timeout=60)
