import json
import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from models import trials
from models.checkpoint import Checkpoint
from models.data.image_files import read_labels, read_rgb
from models.data.videos import rate_of, read_frames
from models.data.videos import write_video as join_frames
from models.devices import Engine
from models.errors import ModelError
from models.prediction import files as prediction_files
from models.prediction.files import Outputs, Request, overlay, predict_files
from models.prediction.inputs import list_inputs
from models.prediction.runners import remember_quickest
from models.prediction.tiled_predictor import TiledPredictor
from models.predictor import Prediction, Predictor
from tests.unit.models.miniatures import ENGINE, NAMES, blocks, checkpoint, stored, write_blocks

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("model") / "drawn.safetensors")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """photos/one.png, photos/two.jpg, photos/below/one.png and something else."""
    folder = tmp_path / "photos"
    (folder / "below").mkdir(parents=True)
    for number, name in enumerate(("one.png", "two.jpg", "below/one.png")):
        Image.fromarray(blocks(32, 40 + number, seed=number)[0]).save(folder / name)
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.png").write_text("x")
    return folder


def predict(model: Path, out: Path, *inputs: Path | str, workers: int = 1, **outputs: bool) -> int:
    request = Request(tuple(map(str, inputs)), out, str(model), "cpu", "fp32", Outputs(**outputs))
    return predict_files(request, workers=workers)


def written(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def write_video(path: Path, frames: int = 3) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (48, 32))
    for number in range(frames):
        writer.write(np.full((32, 48, 3), 40 * number, np.uint8))
    writer.release()


def test_a_folder_becomes_label_maps_of_the_same_shape_and_places(model: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert predict(model, out, photos) == 0
    assert written(out) == [".segmend-predict.json", "below/one.png", "classes.txt", "one.png", "two.png"]
    predictor = Predictor(checkpoint(), ENGINE)
    for name, source in (("one", "one.png"), ("below/one", "below/one.png"), ("two", "two.jpg")):
        image = read_rgb(photos / source)
        assert np.array_equal(read_labels(out / f"{name}.png"), predictor.predict(image).labels)
    with Image.open(out / "one.png") as picture:
        assert picture.mode == "P"
    assert (out / "classes.txt").read_text().splitlines()[1] == "1\tcat\t200 30 30"


def test_everything_that_can_be_written_is(model: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert predict(model, out, photos / "one.png", overlay=True, heatmaps=True, scores=True) == 0
    assert written(out) == sorted(
        [".segmend-predict.json", "classes.txt", "one.png", "one_overlay.png", "one_scores.npz"]
        + [f"one_heatmap_{name}.png" for name in NAMES[:3]]
    )
    image = read_rgb(photos / "one.png")
    expected = Predictor(checkpoint(), ENGINE).predict(image)
    scores = np.load(out / "one_scores.npz")["scores"]
    assert scores.dtype == np.float32
    assert np.allclose(scores, expected.scores.numpy(), atol=1e-4)
    maps = np.stack([read_labels(out / f"one_heatmap_{name}.png") for name in NAMES[:3]])
    assert maps.shape == (3, *image.shape[:2])
    assert np.abs(maps.astype(int).sum(0) - 255).max() <= 2
    assert np.abs(maps - expected.scores.softmax(0).numpy() * 255).max() <= 0.51
    assert read_rgb(out / "one_overlay.png").shape == image.shape


def test_a_rerun_does_only_what_is_missing(model: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    predict(model, out, photos)
    (out / "two.png").unlink()
    before = {name: (out / name).stat().st_mtime_ns for name in ("one.png", "below/one.png")}
    assert predict(model, out, photos) == 0
    assert (out / "two.png").is_file()
    assert before == {name: (out / name).stat().st_mtime_ns for name in before}
    assert predict(model, out, photos / "one.png", overlay=True) == 0
    assert (out / "one_overlay.png").is_file()


def test_a_folder_with_predictions_of_another_model_is_refused_untouched(
    model: Path, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    predict(model, out, photos)
    before = (out / "classes.txt").read_text()
    other = stored(tmp_path / "other.safetensors", classes=tuple((name, (1, 2, 3)) for name in "xyz"))
    with pytest.raises(ModelError, match="of another model"):
        predict(other, out, photos)
    assert (out / "classes.txt").read_text() == before


@pytest.mark.parametrize("text", ["", "[]", "7", "null", "{", "\udcff"])
def test_a_spoiled_marker_is_told(model: Path, photos: Path, tmp_path: Path, text: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".segmend-predict.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ModelError, match="out"):
        predict(model, out, photos)


def test_two_inputs_of_one_name_are_told_and_the_first_is_done(
    model: Path, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (20, 20)).save(photos / "one.jpg")
    out = tmp_path / "out"
    assert predict(model, out, photos) == 1
    assert "one.png would be written over" in capsys.readouterr().err
    assert (out / "one.png").is_file()
    assert (out / "two.png").is_file()


def test_an_input_given_twice_is_done_once(model: Path, photos: Path, tmp_path: Path) -> None:
    assert predict(model, tmp_path / "out", photos / "one.png", photos / "one.png") == 0


def test_no_input_is_ever_written_over(model: Path, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in photos.rglob("*.*")}
    with pytest.raises(ModelError, match="is the output folder too"):
        predict(model, photos, photos)
    assert written(photos) == sorted(path.relative_to(photos).as_posix() for path in before)
    assert predict(model, photos, photos / "one.png", overlay=True) == 1
    assert "would be written over the input" in capsys.readouterr().err
    assert all(path.read_bytes() == content for path, content in before.items())


def test_an_output_folder_among_the_inputs_is_not_predicted_again(model: Path, photos: Path) -> None:
    out = photos / "predicted"
    for _ in range(3):
        assert predict(model, out, photos, overlay=True) == 0
    assert not (out / "predicted").exists()
    assert len(written(out)) == 8


def test_what_fails_is_named_and_the_rest_is_done(
    model: Path, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photos / "bad.png").write_bytes(b"no image")
    (photos / "empty.jpg").touch()
    (tmp_path / "nothing").mkdir()
    out = tmp_path / "out"
    assert predict(model, out, photos, tmp_path / "none.png", tmp_path / "nothing") == 1
    said = capsys.readouterr().err
    for word in ("bad.png", "empty.jpg is empty", "none.png", "nothing holds no image"):
        assert word in said
    assert "Traceback" not in said
    assert (out / "two.png").is_file()
    assert not (out / "bad.png").exists()


def test_a_list_names_inputs_line_by_line(
    model: Path, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing = tmp_path / "list.txt"
    listing.write_text(f"{photos / 'one.png'}\n\n  {photos / 'two.jpg'}  \n")
    out = tmp_path / "out"
    assert predict(model, out, f"@{listing}") == 0
    assert {"one.png", "two.png"} <= set(written(out))
    assert predict(model, out, f"@{tmp_path / 'none.txt'}", photos / "one.png") == 1
    assert "none.txt cannot be read" in capsys.readouterr().err


def test_every_frame_of_a_video_is_predicted(model: Path, tmp_path: Path) -> None:
    write_video(tmp_path / "clip.avi")
    assert predict(model, tmp_path / "out", tmp_path / "clip.avi") == 0
    names = [name for name in written(tmp_path / "out") if name.startswith("clip")]
    assert names == ["clip_000001.png", "clip_000002.png", "clip_000003.png"]
    assert read_labels(tmp_path / "out" / names[0]).shape == (32, 48)


def test_the_overlays_of_a_video_become_a_video_of_the_same_rate(model: Path, tmp_path: Path) -> None:
    write_video(tmp_path / "clip.avi")
    out, target = tmp_path / "out", tmp_path / "out" / "clip_overlay.mp4"
    assert predict(model, out, tmp_path / "clip.avi", overlay=True) == 0
    frames = [frame for _, frame in read_frames(target)]
    assert rate_of(target) == pytest.approx(10)
    assert len(frames) == 3
    for number, frame in enumerate(frames, 1):
        picture = read_rgb(out / f"clip_{number:06d}_overlay.png")
        assert np.abs(frame.astype(int) - picture).mean() < 12  # a lossy codec
    kept = target.read_bytes()
    (out / "clip_000002.png").unlink()
    assert predict(model, out, tmp_path / "clip.avi", overlay=True) == 0
    assert target.read_bytes() == kept
    target.unlink()
    assert predict(model, out, tmp_path / "clip.avi", overlay=True) == 0
    assert target.is_file()
    assert not [name for name in written(out) if ".part" in name]


def test_a_video_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    frames = [np.zeros((32, 48, 3), np.uint8)]
    with pytest.raises(ModelError, match="no frames"):
        join_frames(tmp_path / "a.mp4", [], 10)
    with pytest.raises(ModelError, match=r"a\.mp4 cannot be written"):
        join_frames(tmp_path / "none" / "a.mp4", frames, 10)
    assert not list(tmp_path.iterdir())


def test_frames_are_red_green_blue_and_numbered_from_one(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "red.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (48, 32))
    writer.write(np.full((32, 48, 3), (0, 0, 255), np.uint8))
    writer.release()
    ((number, frame),) = read_frames(tmp_path / "red.avi")
    assert number == 1
    assert frame[16, 24, 0] > 200
    assert frame[16, 24, 2] < 60


def test_a_video_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.avi").write_bytes(b"no video" * 100)
    for name, said in (("bad.avi", "no video that can be read"), ("none.avi", "There is no file")):
        with pytest.raises(ModelError, match=said):
            list(read_frames(tmp_path / name))


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_an_output_folder_that_cannot_be_made_is_told(model: Path, photos: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match="cannot be used as the output folder"):
        predict(model, tmp_path / place, photos)


def test_a_place_that_cannot_be_written_fails_that_input_alone(
    model: Path, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "below").write_text("a file where a folder is needed")
    (out / "two.png").mkdir()
    assert predict(model, out, photos) == 1
    said = capsys.readouterr().err
    assert "below/one.png cannot be written" in said
    assert "two.png cannot be written" in said
    assert (out / "one.png").is_file()


def test_classes_whose_names_make_one_file_name_get_a_heatmap_each(photos: Path, tmp_path: Path) -> None:
    classes = tuple((name, (1, 2, 3)) for name in ("a/b", "a:b", "A b"))
    model = stored(tmp_path / "odd.safetensors", classes=classes)
    assert predict(model, tmp_path / "out", photos / "one.png", heatmaps=True) == 0
    maps = [name for name in written(tmp_path / "out") if "heatmap" in name]
    assert maps == ["one_heatmap_A b.png", "one_heatmap_a_b.png", "one_heatmap_a_b_1.png"]


def test_shards_share_the_inputs_without_overlap(
    model: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    for rank in range(2):
        monkeypatch.setenv("RANK", str(rank))
        monkeypatch.setenv("WORLD_SIZE", "2")
        out = tmp_path / f"out{rank}"
        assert predict(model, out, photos) == 0
        done.append({name for name in written(out) if name.endswith(".png")})
    assert done[0] | done[1] == {"one.png", "two.png", "below/one.png"}
    assert not done[0] & done[1]


@pytest.mark.slow
def test_workers_share_the_inputs(model: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "bad.png").write_bytes(b"no image")
    assert predict(model, tmp_path / "out", photos, workers=2) == 1
    assert {"one.png", "two.png", "below/one.png"} <= set(written(tmp_path / "out"))


def test_no_worker_at_all_is_refused(model: Path, photos: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="at least 1"):
        predict(model, tmp_path / "out", photos, workers=0)
    assert not (tmp_path / "out").exists()


def test_inputs_come_in_the_order_given(photos: Path, tmp_path: Path) -> None:
    inputs, failures = list_inputs((str(photos / "two.jpg"), str(photos / "below")), tmp_path)
    assert [item.stem for item in inputs] == ["two", "one"]
    assert not failures


def test_the_overlay_leaves_the_first_class_and_unlabeled_as_they_are() -> None:
    image = np.full((1, 3, 3), 100, np.uint8)
    shown = overlay(image, np.array([[0, 1, 255]], np.uint8), [(9, 9, 9), (200, 0, 100)])
    assert shown.tolist() == [[[100, 100, 100], [150, 50, 100], [100, 100, 100]]]


def test_the_marker_says_which_model_it_was(model: Path, photos: Path, tmp_path: Path) -> None:
    predict(model, tmp_path / "out", photos / "one.png")
    assert len(json.loads((tmp_path / "out" / ".segmend-predict.json").read_text())["model"]) == 64


def test_explanations_are_written_per_class(model: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert predict(model, out, photos / "one.png", explain=True) == 0
    assert [name for name in written(out) if "explain" in name] == [f"one_explain_{name}.png" for name in NAMES[:3]]
    shown = read_rgb(out / f"one_explain_{NAMES[1]}.png")
    assert shown.shape[1] > 4 * 40
    (out / f"one_explain_{NAMES[1]}.png").unlink()
    assert predict(model, out, photos / "one.png", explain=True) == 0
    assert np.array_equal(read_rgb(out / f"one_explain_{NAMES[1]}.png"), shown)


def test_full_resolution_does_not_scale_and_does_not_mix_with_what_is_scaled(photos: Path, tmp_path: Path) -> None:
    model = stored(tmp_path / "small.safetensors", max_side=20)
    image = read_rgb(photos / "one.png")
    source = (str(photos / "one.png"),)
    for is_full, max_side in ((False, 20), (True, None)):
        out = tmp_path / f"out{is_full}"
        request = Request(source, out, str(model), "cpu", "fp32", Outputs(scores=True), is_full_resolution=is_full)
        assert predict_files(request, workers=1) == 0
        expected = Predictor(checkpoint(max_side=max_side), ENGINE).predict(image)
        assert np.array_equal(read_labels(out / "one.png"), expected.labels)
        assert np.load(out / "one_scores.npz")["scores"].shape == (3, *image.shape[:2])
    with pytest.raises(ModelError, match="of another model or resolution"):
        predict(model, tmp_path / "outTrue", photos / "one.png")


def test_tiles_are_predicted_by_the_command(model: Path, tmp_path: Path) -> None:
    image, _ = blocks(530, 600)
    Image.fromarray(image).save(tmp_path / "large.png")
    out = tmp_path / "out"
    wanted = Outputs(scores=True, heatmaps=True)
    request = Request((str(tmp_path / "large.png"),), out, str(model), "cpu", "fp32", wanted, tile="512")
    assert predict_files(request, workers=1) == 0
    expected = Predictor(checkpoint(), ENGINE).predict(image)
    assert (read_labels(out / "large.png") != expected.labels).mean() < 1e-3
    scores = np.load(out / "large_scores.npz")["scores"]
    assert np.abs(scores - expected.scores.numpy()).max() < 1e-4 * np.abs(scores).max()
    heat = read_labels(out / f"large_heatmap_{NAMES[1]}.png")
    assert np.abs(heat - expected.scores.softmax(0)[1].numpy() * 255).max() <= 1


def test_a_tile_that_cannot_be_is_refused_before_anything_is_written(model: Path, photos: Path, tmp_path: Path) -> None:
    request = Request((str(photos),), tmp_path / "out", str(model), "cpu", "fp32", Outputs(), tile="7")
    with pytest.raises(ModelError, match="--tile is 7"):
        predict_files(request, workers=1)
    assert not (tmp_path / "out").exists()


def test_an_overlay_mixed_in_strips_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    image, labels = blocks(33, 40)
    whole = overlay(image, labels, [(9, 9, 9), (200, 0, 100), (0, 0, 250)])
    monkeypatch.setattr("models.prediction.files._STRIP_PIXELS", 5 * 40)
    assert np.array_equal(overlay(image, labels, [(9, 9, 9), (200, 0, 100), (0, 0, 250)]), whole)


@pytest.mark.slow
def test_a_prediction_that_is_killed_leaves_whole_files_and_a_rerun_does_only_the_rest(tmp_path: Path) -> None:
    """Two processes as under torchrun; one is killed, both are started again."""
    photos, out = write_blocks(tmp_path / "data", 60, size=(300, 400)) / "images", tmp_path / "out"
    model = stored(tmp_path / "m.safetensors")
    words = ["-m", "models", "predict", photos, "--out", out, "--model", model, "--device", "cpu"]

    def start() -> list[subprocess.Popen[bytes]]:
        ranks = ({"RANK": str(rank), "WORLD_SIZE": "2", "OMP_NUM_THREADS": "1"} for rank in range(2))
        command = [sys.executable, *map(str, words)]
        return [subprocess.Popen(command, cwd=ROOT, env={**os.environ, **rank}) for rank in ranks]

    first = start()
    end = time.monotonic() + 120
    while len(list(out.glob("*.png"))) < 6:
        assert time.monotonic() < end
        time.sleep(0.01)
    for process in first:
        process.kill()
        process.wait(timeout=60)
    done = {path.name: path.stat().st_mtime_ns for path in out.glob("*.png")}
    assert 6 <= len(done) < 60
    for name in done:
        assert read_labels(out / name).shape == (300, 400)
    assert [process.wait(timeout=200) for process in start()] == [0, 0]
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("*.png")}
    assert len(after) == 60
    assert {name: after[name] for name in done} == done


def test_engines_are_tried_once_before_many_inputs(
    model: Path, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[list[str]] = []

    def hold(checkpoint: Checkpoint, engine: Engine, image: NDArray[np.uint8], backends: list[str]) -> str:
        held.append(backends)
        return remember_quickest(engine, checkpoint.config, dict.fromkeys(backends, 1.0))

    monkeypatch.setattr(trials, "_answers_of_this_process", {})
    monkeypatch.setattr(prediction_files, "hold_contest", hold)
    monkeypatch.setattr(prediction_files, "usable_backends", lambda device: ["torch", "inductor", "openvino"])
    predict(model, tmp_path / "few", photos)
    assert held == []
    monkeypatch.setattr(prediction_files, "_MANY", 2)
    predict(model, tmp_path / "many", photos)
    predict(model, tmp_path / "again", photos)
    assert held == [["torch", "openvino"]]


def test_images_of_one_size_are_predicted_together_where_the_device_gains_by_it(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a GPU, which is only said to be there: the label maps are those of one image at a time."""
    made = Predictor(checkpoint(), ENGINE)
    image = read_rgb(photos / "one.png")
    request = Request((), tmp_path, "drawn", "cpu", "fp32", Outputs())
    sizes: list[int] = []

    class Gpu(Predictor):
        def predict_many(self, images: list[NDArray[np.uint8]]) -> list[Prediction]:
            sizes.append(len(images))
            return made.predict_many(images)

        def predict(self, image: NDArray[np.uint8]) -> Prediction:
            return self.predict_many([image])[0]

    gpu = Gpu(checkpoint(), ENGINE)
    group = prediction_files.Group(request, TiledPredictor(gpu, tile="off"))
    gpu.engine = Engine(torch.device("cuda", 0), "fp32")
    monkeypatch.setattr("models.prediction.tiled_predictor.free_bytes", lambda device: 10**12)
    monkeypatch.setattr(prediction_files, "_GROUP_PIXELS", 2 * image[..., 0].size)
    mirrored = np.ascontiguousarray(image[:, ::-1])
    for stem, one in (("a", image), ("b", mirrored), ("c", image), ("d", image[:20]), ("e", image)):
        assert group.add(prediction_files.targets_of(request, stem, made.checkpoint), one) == []
    assert group.finish() == []
    assert group.finish() == []
    assert sizes == [2, 1, 1, 1]
    for stem, one in (("a", image), ("b", mirrored), ("d", image[:20])):
        assert np.array_equal(read_labels(tmp_path / f"{stem}.png"), made.predict(one).labels)
