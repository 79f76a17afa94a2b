import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from models.__main__ import app
from models.checkpoint import Checkpoint, save_checkpoint
from models.errors import ModelError
from models.evaluation.evaluation import class_table, evaluate_model, measure_network
from models.samples import read_data_set
from tests.unit.models.miniatures import ENGINE, stored, write_blocks

Trained = tuple[Checkpoint, list[float]]


def evaluate(folder: Path, model: Path, *, json_file: Path | None = None, split: str = "val", **more: Any) -> int:
    return evaluate_model(folder, str(model), json_file=json_file, split=split, device="cpu", precision="fp32", **more)


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
    contract = ("pixel_accuracy", "mean_accuracy", "mean_iu", "frequency_weighted_iu", "iu", "confusion")
    assert set(contract) < set(found)
    assert set(found["iu"]) == {"background", "cat", "person"}
    assert found["pixel_accuracy"] > 0.9
    assert np.sum(found["confusion"]) == 2 * 64 * 96
    samples = read_data_set(data)
    measures = measure_network(trained[0], samples.val, samples, ENGINE).to_json()
    assert measures == {name: found[name] for name in contract}
    assert found["samples"] == 2
    assert found["failed"] == []
    assert [image["name"] for image in found["images"]] == ["image0", "image1"]
    assert np.mean([image["pixel_accuracy"] for image in found["images"]]) == pytest.approx(found["pixel_accuracy"])
    assert found["boundary_f"] == pytest.approx(np.mean(list(found["boundary_f_per_class"].values())))
    assert 0.2 < found["boundary_f"] <= 1


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


def test_samples_that_are_missing_of_another_size_or_with_unknown_labels_are_named_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_blocks(tmp_path / "data", 5)
    (folder / "val.txt").write_text("".join(f"image{number}\n" for number in range(5)))
    (folder / "labels" / "image1.png").unlink()
    (folder / "images" / "image2.png").unlink()
    Image.new("L", (10, 10)).save(folder / "labels" / "image3.png")
    Image.new("L", (96, 64), 77).save(folder / "labels" / "image4.png")
    model = stored(tmp_path / "a.safetensors")
    assert evaluate(folder, model, json_file=tmp_path / "m.json") == 1
    said = capsys.readouterr().err
    for words in ("names image1", "names image2", "image3.png is 10 x 10", "label 77", "4 of 5 samples were not"):
        assert words in said
    found = json.loads((tmp_path / "m.json").read_text())
    assert (found["samples"], len(found["failed"])) == (1, 4)


def test_a_split_of_missing_samples_alone_is_told(data: Path, tmp_path: Path) -> None:
    (data / "val.txt").write_text("none\nnothing\n")
    with pytest.raises(ModelError, match="no sample in its val split that is there: 2 are missing"):
        evaluate(data, stored(tmp_path / "a.safetensors"))


def test_two_checkpoints_are_compared_on_the_same_samples(
    data: Path, tmp_path: Path, trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.safetensors", stored(tmp_path / "bad.safetensors")
    save_checkpoint(trained[0], good)
    assert evaluate(data, good, json_file=tmp_path / "m.json", against=str(bad)) == 0
    found = json.loads((tmp_path / "m.json").read_text())
    comparison = found["comparison"]
    assert comparison["mean_iu"] == pytest.approx(found["mean_iu"] - found["against"]["mean_iu"])
    assert comparison["mean_iu"] > 0.3
    assert comparison["interval"][0] > 0
    assert (comparison["better"], comparison["worse"], comparison["equal"]) == (2, 0, 0)
    assert {name for name, _ in comparison["best"]} == {"image0", "image1"}
    assert comparison["worst"] == []
    said = capsys.readouterr().out
    assert "good.safetensors minus" in said.replace("\n", " ")
    assert "sign test p = 0.500" in said
    assert evaluate(data, bad, json_file=tmp_path / "back.json", against=str(good)) == 0
    back = json.loads((tmp_path / "back.json").read_text())["comparison"]
    assert back["mean_iu"] == pytest.approx(-comparison["mean_iu"])
    assert {name for name, _ in back["worst"]} == {"image0", "image1"}


def test_a_second_checkpoint_that_cannot_be_used_is_told(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint moon"):
        evaluate(data, stored(tmp_path / "a.safetensors"), against="moon")


def test_the_confusion_is_drawn(data: Path, tmp_path: Path) -> None:
    model = stored(tmp_path / "a.safetensors")
    assert evaluate(data, model, confusion_file=tmp_path / "confusion.png") == 0
    with Image.open(tmp_path / "confusion.png") as shown:
        assert shown.format == "PNG"
        assert min(shown.size) > 3 * 50
    with pytest.raises(ModelError, match=r"c\.png cannot be written"):
        evaluate(data, model, confusion_file=tmp_path / "none" / "c.png")


def as_voc(folder: Path, data: Path) -> Path:
    for name in ("JPEGImages", "SegmentationClass", "ImageSets/Segmentation"):
        (folder / name).mkdir(parents=True)
    for number in range(2):
        with Image.open(data / "images" / f"image{number}.png") as image:
            image.save(folder / "JPEGImages" / f"image{number}.jpg", quality=98)
        shutil.copy(data / "labels" / f"image{number}.png", folder / "SegmentationClass" / f"image{number}.png")
    (folder / "ImageSets" / "Segmentation" / "val.txt").write_text("image0\nimage1\nimage9\n")
    return folder


def as_project(folder: Path, data: Path) -> Path:
    labels = folder / ".segmend" / "labels"
    labels.mkdir(parents=True)
    shutil.copy(data / "classes.txt", labels / "classes.txt")
    for number in range(3):
        shutil.copy(data / "images" / f"image{number}.png", folder / f"image{number}.png")
        shutil.copy(data / "labels" / f"image{number}.png", labels / f"image{number}.png.png")
    return folder


@pytest.mark.parametrize(("layout", "code", "count"), [("folder", 0, 2), ("voc", 1, 2), ("project", 0, 1)])
def test_every_layout_is_evaluated_by_the_command(
    data: Path, tmp_path: Path, trained: Trained, layout: str, code: int, count: int
) -> None:
    folder = {"folder": lambda: data, "voc": lambda: as_voc(tmp_path / "voc", data)}.get(
        layout, lambda: as_project(tmp_path / "project", data)
    )()
    classes = (("background", (0, 0, 0)), ("cat", (1, 1, 1)), ("person", (2, 2, 2)))
    if layout == "voc":  # its classes 1 and 2 are aeroplane and bicycle
        classes = (("background", (0, 0, 0)), ("aeroplane", (1, 1, 1)), ("bicycle", (2, 2, 2)))
    save_checkpoint(replace(trained[0], classes=classes), tmp_path / "model.safetensors")
    found = tmp_path / "m.json"
    ended = CliRunner().invoke(
        app, ["evaluate", str(folder), "--model", str(tmp_path / "model.safetensors"), "--json", str(found)]
    )
    assert ended.exit_code == code, ended.output
    measures = json.loads(found.read_text())
    assert measures["samples"] == count
    assert measures["pixel_accuracy"] > 0.9
    assert len(measures["failed"]) == code
