import json
from pathlib import Path

import numpy as np
import pytest

from models.checkpoint import Checkpoint, save_checkpoint
from models.errors import ModelError
from models.evaluation import class_table, evaluate_model, measure_network
from models.samples import read_data_set
from tests.unit.models.networks import ENGINE, stored, write_blocks

Trained = tuple[Checkpoint, list[float]]


def evaluate(folder: Path, model: Path, *, json_file: Path | None = None, split: str = "val") -> int:
    return evaluate_model(folder, str(model), json_file=json_file, split=split, device="cpu", precision="fp32")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = write_blocks(tmp_path / "data", 3)
    (folder / "val.txt").write_text("image0\nimage1\n")
    return folder


def test_the_json_holds_the_measures_of_the_contract(data: Path, tmp_path: Path, trained: Trained) -> None:
    model = tmp_path / "trained.safetensors"
    save_checkpoint(trained[0], model)
    assert evaluate(data, model, json_file=tmp_path / "measures.json") == 0
    found = json.loads((tmp_path / "measures.json").read_text())
    assert set(found) == {
        *("pixel_accuracy", "mean_accuracy", "mean_iu", "frequency_weighted_iu", "iu", "confusion"),
    }
    assert set(found["iu"]) == {"background", "cat", "person"}
    assert found["pixel_accuracy"] > 0.9
    assert np.sum(found["confusion"]) == 2 * 64 * 96
    samples = read_data_set(data)
    assert measure_network(trained[0], samples.val, samples, ENGINE).to_json() == found


def test_the_tables_name_classes_as_they_are(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets are markup to rich: they must neither vanish nor end the command."""
    names = ("[red]", "[/b]", "cat")
    lines = [f"{index}\t{name}\t1 2 3\n" for index, name in enumerate(names)]
    (data / "classes.txt").write_text("".join(lines))
    model = stored(tmp_path / "a.safetensors", classes=tuple((name, (1, 2, 3)) for name in names))
    assert evaluate(data, model) == 0
    said = capsys.readouterr().out
    for name in names:
        assert name in said


def test_classes_are_matched_by_name(tmp_path: Path, data: Path) -> None:
    table = class_table(["person", "moon", "background"], ["background", "cat", "person"])
    assert table[:4].tolist() == [2, 255, 0, 255]
    model = stored(tmp_path / "a.safetensors", classes=tuple((name, (1, 2, 3)) for name in "xyz"))
    with pytest.raises(ModelError, match="nothing to measure"):
        evaluate(data, model)


def test_a_sample_that_cannot_be_read_is_named_and_the_rest_is_measured(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "labels" / "image1.png").write_bytes(b"x")
    model = stored(tmp_path / "a.safetensors")
    assert evaluate(data, model, json_file=tmp_path / "m.json") == 1
    assert "image1.png" in capsys.readouterr().err
    assert np.sum(json.loads((tmp_path / "m.json").read_text())["confusion"]) == 64 * 96
    (data / "images" / "image0.png").write_bytes(b"x")
    with pytest.raises(ModelError, match="None of the 2 samples"):
        evaluate(data, model)


def test_a_split_that_is_unknown_or_empty_is_told(data: Path, tmp_path: Path) -> None:
    model = stored(tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match="train or val"):
        evaluate(data, model, split="test")
    with pytest.raises(ModelError, match="no sample in its train split"):
        evaluate(data, model, split="train")


def test_a_file_that_cannot_be_written_is_told(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"m\.json cannot be written"):
        evaluate(data, stored(tmp_path / "a.safetensors"), json_file=tmp_path / "none" / "m.json")
