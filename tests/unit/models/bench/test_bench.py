import json
from pathlib import Path

import numpy as np
import pytest
import torch

from models import trials
from models.bench import bench
from models.bench import prediction as bench_predict
from models.bench.bench import Wanted, run_bench
from models.checkpoint import load_checkpoint
from models.errors import ModelError
from models.predictor import Predictor
from tests.unit.models.miniatures import ENGINE, stored


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small images, few rounds and a network that is drawn in no time."""
    monkeypatch.setattr(trials, "_answers_of_this_process", {})
    draw, take_turns, weigh = trials.drawn_image, trials.interleaved, bench_predict.drawn_checkpoint
    for module in (bench, bench_predict):
        monkeypatch.setattr(module, "interleaved", lambda functions, rounds: take_turns(functions, 2))
        monkeypatch.setattr(module, "drawn_image", lambda height=48, width=64: draw(48, 64))
    monkeypatch.setattr(bench_predict, "drawn_checkpoint", lambda trunk, padding: weigh("squeezenet", padding, 4))
    monkeypatch.setattr(bench_predict, "_MATRIX", 64)
    monkeypatch.setattr(bench_predict, "_SIZES", ((48, 64),))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("model") / "drawn.safetensors")


def rows_of(file: Path) -> dict[str, dict[str, object]]:
    found = json.loads(file.read_text())
    assert set(found) == {"machine", "rows"}
    assert found["machine"]
    for row in found["rows"]:
        assert set(row) == {"name", "value", "unit", "reference", "ratio"}
        assert np.isfinite(row["value"])
        assert row["ratio"] > 0
    return {row["name"]: row for row in found["rows"]}


def test_predictions_are_measured_against_eager_float32(model: Path, tmp_path: Path) -> None:
    assert run_bench("predict", Wanted(str(model), "cpu", "fp32"), json_file=tmp_path / "rows.json") == 0
    rows = rows_of(tmp_path / "rows.json")
    ours = next(row for name, row in rows.items() if name.startswith("model") and name.endswith(": ours"))
    eager = next(row for name, row in rows.items() if name.startswith("model") and name.endswith("eager float32"))
    assert eager["ratio"] == 1
    assert ours["unit"] == "ms"
    assert str(ours["reference"]).startswith("eager float32")
    equal = [row["value"] for name, row in rows.items() if name.endswith("ours, equal labels")]
    assert len(equal) == 2
    assert all(isinstance(value, float) and value > 99.9 for value in equal)
    work = [row["ratio"] for name, row in rows.items() if name.endswith("ours, work")]
    assert work == [pytest.approx(1, abs=0.05)] * 2
    assert any(name.startswith("matrix product") for name in rows)


def test_the_full_table_has_every_way_and_remembers_the_quickest(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_predict, "usable_backends", lambda device: ["torch"])
    wanted = Wanted(str(model), "cpu", "bf16", is_full=True)
    run_bench("predict", wanted, json_file=tmp_path / "rows.json")
    rows = rows_of(tmp_path / "rows.json")
    for way in ("eager float32", "channels_last", "rounded bf16", "ours"):
        assert sum(name.endswith(f": {way}") for name in rows) >= 2
    assert "torch" in (trials.cache_folder() / "trials.json").read_text()


def test_learning_is_measured_against_a_prediction(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "drawn_image", lambda *_: trials.drawn_image(260, 420))
    run_bench("learn", Wanted(str(model), "cpu", "fp32"), json_file=tmp_path / "rows.json")
    rows = rows_of(tmp_path / "rows.json")
    assert "stroke to improved prediction, 500 x 375" in rows
    assert "stroke to prediction with refined edges, 4000 x 3000" in rows


def test_rows_that_cannot_be_written_are_told(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written"):
        run_bench("predict", Wanted(str(model), "cpu", "fp32"), json_file=tmp_path / "no" / "rows.json")


def test_drawn_weights_keep_the_power_of_what_flows_through_them() -> None:
    torch.manual_seed(0)
    checkpoint = trials_checkpoint()
    scores = Predictor(checkpoint, ENGINE).predict(trials.drawn_image(64, 80)).scores
    assert torch.isfinite(scores).all()
    assert len(scores.argmax(0).unique()) > 1
    again = trials_checkpoint()
    assert all(torch.equal(value, again.state[name]) for name, value in checkpoint.state.items())


def trials_checkpoint():  # type: ignore[no-untyped-def]
    return bench_predict.drawn_checkpoint("squeezenet", "same")


def test_a_model_is_measured_as_it_is_stored(model: Path) -> None:
    assert bench_predict._name_of(load_checkpoint(model)) == "model (squeezenet, 3 classes)"
