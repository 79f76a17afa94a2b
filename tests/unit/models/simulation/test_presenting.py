import json
from pathlib import Path

import pytest

from models.checkpoint import save_checkpoint
from models.errors import ModelError
from models.samples import read_data_set
from models.simulation.presenting import ORDERS, present, present_data_set
from models.simulation.simulation import Wanted, presented
from tests.unit.models.miniatures import Checkpoint, write_blocks

Trained = tuple[Checkpoint, list[float]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = write_blocks(tmp_path / "data", 6)
    classes = folder / "classes.txt"
    classes.write_text(classes.read_text("utf-8").replace("person", "barrel"), "utf-8")
    return folder


@pytest.fixture
def wanted(tmp_path: Path, trained: Trained) -> Wanted:
    save_checkpoint(trained[0], tmp_path / "model.safetensors")
    return Wanted(model=str(tmp_path / "model.safetensors"), learner="live", images=3, device="cpu")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_corrects_images_and_measures_on_those_held_out(data: Path, wanted: Wanted, order: str) -> None:
    found = read_data_set(data)
    done = present(found, wanted, order=order, held_out=2)
    names = [session.name for session in done.sessions]
    held = {sample.name for sample in presented(found, "all", 0, 0)[-2:]}
    assert len(set(names)) == 3
    assert not held & set(names)
    assert done.measured[-1]["images"] == 3
    assert 0.0 < float(str(done.measured[-1]["mean_iu"])) <= 1.0
    if order == "given":
        assert names == sorted(names)


def test_a_random_order_is_that_of_the_seed(data: Path, wanted: Wanted) -> None:
    found = read_data_set(data)
    done = present(found, wanted, order="random", held_out=2)
    assert [session.name for session in done.sessions] == [each.name for each in presented(found, "all", 3, 0)]


def test_the_report_says_what_was_measured_on_the_way(data: Path, wanted: Wanted, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert present_data_set(data, wanted, order="gain", held_out=2, json_file=file) == 0
    report = json.loads(file.read_text("utf-8"))
    assert (report["order"], report["held_out"]) == ("gain", 2)
    assert report["measured"][0]["strokes"] == report["totals"]["strokes"]


def test_what_cannot_be_is_refused_in_a_sentence(data: Path, wanted: Wanted) -> None:
    found = read_data_set(data)
    with pytest.raises(ModelError, match="no order 'best'; choose random, given, uncertain, gain"):
        present(found, wanted, order="best", held_out=0)
    with pytest.raises(ModelError, match="--held-out 6 leaves none to correct"):
        present(found, wanted, order="gain", held_out=6)
    with pytest.raises(ModelError, match="go with --learner live, not with 'forest'"):
        present(found, Wanted(learner="forest"), order="gain", held_out=0)
