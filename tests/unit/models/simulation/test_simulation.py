import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.checkpoint import save_checkpoint
from models.errors import ModelError
from models.metrics import UNLABELED
from models.samples import read_data_set
from models.simulation import simulation
from models.simulation.forest import Forest, filters
from models.simulation.simulation import LEARNERS, Wanted, make_learner, presented, simulate_data_set
from models.training.transaction import LEARN_RECIPE, learn
from tests.unit.models.miniatures import Checkpoint, blocks, write_blocks

Trained = tuple[Checkpoint, list[float]]
KEYS = {
    *("name", "strokes", "painted_pixels", "agreement_first", "agreement_final", "agreement_exact"),
    *("agreement_mean", "seconds_learning"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Blocks whose blue class is called otherwise than the network calls it."""
    folder = write_blocks(tmp_path / "data", 6)
    classes = folder / "classes.txt"
    classes.write_text(classes.read_text("utf-8").replace("person", "barrel"), "utf-8")
    return folder


@pytest.fixture
def model(tmp_path: Path, trained: Trained) -> str:
    save_checkpoint(trained[0], tmp_path / "model.safetensors")
    return str(tmp_path / "model.safetensors")


def run(data: Path, **changes: Any) -> dict[str, Any]:
    json_file = data.parent / "report.json"
    assert simulate_data_set(data, Wanted(**{"device": "cpu", **changes}), json_file=json_file) == 0
    found: dict[str, Any] = json.loads(json_file.read_text("utf-8"))
    return found


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_is_corrected_and_reported(
    data: Path, model: str, learner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(LEARN_RECIPE, iterations=8, batch=2, crop=64, scales=(1.0, 1.0))
    monkeypatch.setattr(simulation, "learn", partial(learn, recipe=short))
    found = run(data, model=model, learner=learner, images=2 if learner in ("none", "forest") else 5)
    assert found["learner"] == learner
    assert all(image.keys() >= KEYS for image in found["images"])
    assert found["totals"].keys() >= KEYS
    assert found["totals"]["strokes"] == sum(image["strokes"] for image in found["images"]) > 0
    assert all(image["agreement_final"] >= 0.95 or image["strokes"] == 60 for image in found["images"])


def test_live_teaching_of_a_class_the_network_lacks_saves_strokes(data: Path, model: str) -> None:
    none = run(data, model=model, learner="none", images=6)
    live = run(data, model=model, learner="live", images=6)
    assert live["totals"]["strokes"] < none["totals"]["strokes"]
    assert live["images"][5]["agreement_first"] > none["images"][5]["agreement_first"]


def test_the_same_seed_gives_the_same_strokes(data: Path, model: str) -> None:
    reports = [run(data, model=model, learner="live", images=2, seed=3, wrong=0.3) for _ in range(2)]
    for report in reports:
        for row in (*report["images"], report["totals"]):
            for key in ("seconds_learning", "agreement_per_minute"):
                row.pop(key, None)
    assert reports[0] == reports[1]


def test_the_order_follows_the_seed_alone(data: Path) -> None:
    found = read_data_set(data)
    names = [[sample.name for sample in presented(found, "all", 0, seed)] for seed in (0, 0, 1)]
    assert names[0] == names[1] != names[2]
    assert sorted(names[0]) == sorted(names[2])
    assert [sample.name for sample in presented(found, "all", 2, 0)] == names[0][:2]


def test_unknown_names_and_empty_splits_are_refused_in_a_sentence(data: Path) -> None:
    found = read_data_set(data)
    with pytest.raises(ModelError, match="no learner 'guess'; choose none, live, learn, forest"):
        make_learner(Wanted(learner="guess"), found)
    with pytest.raises(ModelError, match="no split 'test'"):
        presented(found, "test", 0, 0)
    (data / "train.txt").write_text("image0\n")
    (data / "val.txt").write_text("")
    with pytest.raises(ModelError, match="no samples in its split 'val'"):
        presented(read_data_set(data), "val", 0, 0)


def test_the_forest_learns_what_is_painted_from_colour_and_texture() -> None:
    image, labels = blocks()
    assert filters(image).shape[:2] == labels.shape
    forest = Forest()
    assert (forest.look("a", image) == UNLABELED).all()
    painted = np.full_like(labels, UNLABELED)
    painted[::7, ::7] = labels[::7, ::7]
    assert (forest.teach("a", painted) == labels).mean() > 0.9
    other, truth = blocks(seed=1)
    assert (forest.look("b", other) == truth).mean() > 0.9
