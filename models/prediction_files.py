"""The command `predict`: images, folders, videos or lists in; label maps, overlays, heatmaps and scores out."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from models.checkpoint import Checkpoint, load_checkpoint
from models.contest import hold_contest
from models.devices import Engine, choose_engine, usable_backends
from models.errors import ModelError
from models.image_files import IMAGE_SUFFIXES, VIDEO_SUFFIXES, read_rgb, write_palette_png, write_png
from models.names import find_model
from models.predictor import Prediction, Predictor, upsampled_strips
from models.runners import is_measured, settled

_MANY = 200  # inputs from which on a trial of engines, some seconds, is worth its time
_GROUP_PIXELS = 2_000_000  # of images that a GPU predicts in one pass


@dataclass(frozen=True)
class Outputs:
    """What to write beside the palette PNG of each input."""

    overlay: bool = False
    heatmaps: bool = False
    scores: bool = False


@dataclass(frozen=True)
class Request:
    """One run: inputs are files and folders as given; the label map of `a/b.jpg` in folder `a` goes to `out/b.png`."""

    inputs: tuple[str, ...]
    out: Path
    model: str
    device: str
    precision: str
    outputs: Outputs
    backend: str = "auto"


@dataclass(frozen=True)
class Input:
    """A file and the stem, relative to the output folder, of what is written for it."""

    path: Path
    stem: str


def predict_files(request: Request, *, workers: int) -> int:
    """Predict everything; returns 1 if some inputs failed (each named on stderr), raises ModelError if none can be."""
    if workers < 1:
        raise ModelError(f"--workers is {workers}; it must be at least 1.")
    checkpoint = load_checkpoint(find_model(request.model))
    engine = settled(choose_engine(request.device, request.precision, request.backend), checkpoint.config)
    list_inputs(request.inputs, request.out)  # raises before anything is written
    _prepare(request, checkpoint)
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if rank == 0:
        print(f"Predicting with {request.model} on {engine}.", file=sys.stderr)
    if workers == 1:
        return 1 if predict_shard(request, rank, world) else 0
    shards = [(request, rank * workers + index, world * workers) for index in range(workers)]
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_share_cores, initargs=(workers,)
    ) as pool:
        failures = sum(pool.map(_predict_shard, shards))
    return 1 if failures else 0


def _share_cores(workers: int) -> None:
    import torch

    torch.set_num_threads(max(1, (os.cpu_count() or 1) // workers))


def _predict_shard(arguments: tuple[Request, int, int]) -> int:
    return predict_shard(*arguments)


def predict_shard(request: Request, shard: int, shards: int) -> int:
    """Predict every `shards`-th input from number `shard` on; returns how many failed, each named on stderr."""
    inputs, failures = list_inputs(request.inputs, request.out)
    if shard > 0:
        failures = []  # the first shard names them
    for sentence in failures:
        print(sentence, file=sys.stderr)
    checkpoint = load_checkpoint(find_model(request.model))
    engine = choose_engine(request.device, request.precision, request.backend)
    if shards == 1 and len(inputs) >= _MANY:
        _find_quickest(inputs[0], checkpoint, engine)
    predictor = Predictor(checkpoint, engine)
    failed = len(failures)
    console = Console(stderr=True, quiet=shard > 0)
    group = _Group(request, predictor)
    for item in track(inputs[shard::shards], "predicting", console=console, transient=True):
        try:
            for stem, read in _images(item):
                if not _is_done(request, stem, predictor.checkpoint):
                    failed += group.add(stem, read())
        except ModelError as error:
            print(error, file=sys.stderr)
            failed += 1
    return failed + group.finish()


def _find_quickest(item: Input, checkpoint: Checkpoint, engine: Engine) -> None:
    """Before much work, find out what `auto` should be, unless that is known. inductor compiles too long for that."""
    if engine.backend != "auto" or is_measured(engine, checkpoint.config):
        return
    backends = [name for name in usable_backends(engine.device) if name != "inductor"]
    if len(backends) < 2 or item.path.suffix.lower() in VIDEO_SUFFIXES:
        return
    try:
        image = read_rgb(item.path)
    except ModelError:
        return  # it is named when its turn comes
    hold_contest(checkpoint, engine, image, backends)


def _images(item: Input) -> Iterator[tuple[str, Callable[[], NDArray[np.uint8]]]]:
    """Stem and reader of an image, or of each frame of a video."""
    if item.path.suffix.lower() not in VIDEO_SUFFIXES:
        yield item.stem, lambda: read_rgb(item.path)
        return
    for number, frame in read_frames(item.path):
        yield f"{item.stem}_{number:06d}", partial(_same, frame)


class _Group:
    """Images of one size that are predicted in one pass: one at a time on a CPU, up to some megapixels on a GPU."""

    def __init__(self, request: Request, predictor: Predictor) -> None:
        self._request, self._predictor = request, predictor
        self._waiting: list[tuple[str, NDArray[np.uint8]]] = []

    def add(self, stem: str, image: NDArray[np.uint8]) -> int:
        """Take an image in; what waits is finished if it is enough or of another size. Returns how many failed."""
        failed = self.finish() if self._waiting and self._waiting[0][1].shape != image.shape else 0
        self._waiting.append((stem, image))
        limit = 1 if self._predictor.engine.device.type == "cpu" else max(1, _GROUP_PIXELS // image[..., 0].size)
        return failed + (self.finish() if len(self._waiting) >= limit else 0)

    def finish(self) -> int:
        """Predict and write what waits; returns how many could not be written, each named on stderr."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return 0
        failed = 0
        predictions = self._predictor.predict_many([image for _, image in waiting])
        for (stem, image), prediction in zip(waiting, predictions, strict=True):
            try:
                _write(self._request, stem, self._predictor.checkpoint, image, prediction)
            except ModelError as error:
                print(error, file=sys.stderr)
                failed += 1
        return failed


def list_inputs(names: tuple[str, ...], out: Path) -> tuple[list[Input], list[str]]:
    """The files to predict in the order given, and a sentence for each input that is none or cannot be written."""
    found: list[Input] = []
    failures: list[str] = []
    for name in _expanded(names, failures):
        path = Path(name)
        if os.path.isdir(path):
            files = _listed(path, out.resolve())
            if not files:
                failures.append(f"{path} holds no image or video.")
            found += [Input(file, file.relative_to(path).with_suffix("").as_posix()) for file in files]
        else:
            found.append(Input(path, path.stem))
    sources = {os.path.realpath(item.path) for item in found}
    taken: dict[str, Path] = {}
    unique = []
    for item in found:
        target = out / f"{item.stem}.png"
        if taken.get(item.stem) == item.path:
            continue
        if item.stem in taken:
            failures.append(
                f"{item.path} would be written over {taken[item.stem]}, which has the same name: rename one."
            )
        elif os.path.realpath(target) in sources:
            failures.append(f"{item.path} would be written over the input {target}: choose another output folder.")
        else:
            taken[item.stem] = item.path
            unique.append(item)
    return unique, failures


def _listed(folder: Path, out: Path) -> list[Path]:
    """The images and videos below a folder, without those that an earlier run wrote to a folder `out` in it."""
    if folder.resolve() == out:
        raise ModelError(f"{folder} is the output folder too: choose another one, so that no input is written over.")
    skips_out = out.is_relative_to(folder.resolve())
    files = (file for file in folder.rglob("*") if _is_input(file) and ".segmend" not in file.parts)
    return sorted(file for file in files if not (skips_out and file.resolve().is_relative_to(out)))


def _expanded(names: tuple[str, ...], failures: list[str]) -> Iterator[str]:
    for name in names:
        if not name.startswith("@"):
            yield name
            continue
        try:
            lines = Path(name[1:]).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            failures.append(f"The list {name[1:]} cannot be read ({error}).")
            continue
        yield from (line.strip() for line in lines if line.strip())


def _is_input(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES + VIDEO_SUFFIXES and not path.name.startswith(".")


def _prepare(request: Request, checkpoint: Checkpoint) -> None:
    """Make the folder and classes.txt; refuse a folder with another model's predictions, or a rerun would mix them."""
    digest = hashlib.sha256(find_model(request.model).read_bytes()).hexdigest()
    marker = request.out / ".segmend-predict.json"
    lines = [f"{i}\t{name}\t{r} {g} {b}\n" for i, (name, (r, g, b)) in enumerate(checkpoint.classes)]
    try:
        request.out.mkdir(parents=True, exist_ok=True)
        if not marker.exists():
            _write_text(marker, json.dumps({"model": digest}))
        if json.loads(marker.read_text(encoding="utf-8")) != {"model": digest}:
            raise ModelError(f"{request.out} holds predictions of another model; choose another folder or empty it.")
        _write_text(request.out / "classes.txt", "".join(lines))
    except (OSError, ValueError) as error:
        raise ModelError(f"{request.out} cannot be used as the output folder ({error}).") from error


def _write_text(path: Path, text: str) -> None:
    """Atomically: under torchrun many processes write the same."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def _same(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return frame


def read_frames(path: Path) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames of a video from number 1 on, (H, W, 3) uint8 RGB. Raises ModelError if there is none."""
    import cv2

    if not path.is_file():
        raise ModelError(f"There is no file {path}.")
    capture = cv2.VideoCapture(str(path))
    number = 0
    try:
        while True:
            is_read, frame = capture.read()
            if not is_read:
                break
            number += 1
            yield number, np.ascontiguousarray(frame[:, :, ::-1])
    finally:
        capture.release()
    if number == 0:
        raise ModelError(f"{path} is no video that can be read.")


def _is_done(request: Request, stem: str, checkpoint: Checkpoint) -> bool:
    return all(path.is_file() for path in _targets(request, stem, checkpoint))


def _targets(request: Request, stem: str, checkpoint: Checkpoint) -> list[Path]:
    """Every file that is written of one image: the label map, then the overlay, heatmaps and scores that are wanted."""
    wanted, out = request.outputs, request.out
    targets = [out / f"{stem}.png"]
    if wanted.overlay:
        targets.append(out / f"{stem}_overlay.png")
    if wanted.heatmaps:
        targets += _heatmap_paths(out, stem, checkpoint.class_names)
    if wanted.scores:
        targets.append(out / f"{stem}_scores.npz")
    return targets


def _write(
    request: Request, stem: str, checkpoint: Checkpoint, image: NDArray[np.uint8], prediction: Prediction
) -> None:
    wanted, out = request.outputs, request.out
    main, *extra = _targets(request, stem, checkpoint)
    try:
        main.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{main} cannot be written: {error.strerror or error}.") from error
    if wanted.overlay:
        write_png(extra[0], overlay(image, prediction.labels, [color for _, color in checkpoint.classes]))
    if wanted.heatmaps or wanted.scores:
        _write_scores(out, stem, prediction, checkpoint, wanted)
    write_palette_png(main, prediction.labels, [color for _, color in checkpoint.classes])


def _heatmap_paths(out: Path, stem: str, class_names: list[str]) -> list[Path]:
    """One file per class; a class whose name would give another's file name gets its index too."""
    names: list[str] = []
    for index, class_name in enumerate(class_names):
        safe = "".join(c if c.isalnum() or c in "-_ " else "_" for c in class_name)
        is_taken = safe.lower() in (name.lower() for name in names)
        names.append(f"{safe}_{index}" if is_taken else safe)
    return [out / f"{stem}_heatmap_{name}.png" for name in names]


def _write_scores(out: Path, stem: str, prediction: Prediction, checkpoint: Checkpoint, wanted: Outputs) -> None:
    """Scores and heatmaps at the image's size, made strip by strip."""
    size = (prediction.labels.shape[0], prediction.labels.shape[1])
    classes = len(checkpoint.classes)
    scores = np.empty((classes, *size), np.float32) if wanted.scores else None
    maps = np.empty((classes, *size), np.uint8) if wanted.heatmaps else None
    for row, strip in upsampled_strips(prediction.scores[None], size):
        rows = slice(row, row + strip.shape[2])
        if scores is not None:
            scores[:, rows] = strip[0].cpu().numpy()
        if maps is not None:
            maps[:, rows] = (strip[0].softmax(0) * 255).round_().byte().cpu().numpy()
    if maps is not None:
        for path, heat in zip(_heatmap_paths(out, stem, checkpoint.class_names), maps, strict=True):
            write_png(path, heat)
    if scores is not None:
        temporary = out / f".{Path(stem).name}.{os.getpid()}.npz"
        try:
            np.savez_compressed(temporary, scores=scores)
            os.replace(temporary, out / f"{stem}_scores.npz")
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise ModelError(f"{out / stem}_scores.npz cannot be written: {error.strerror or error}.") from error


def overlay(
    image: NDArray[np.uint8], labels: NDArray[np.uint8], colors: list[tuple[int, int, int]], opacity: float = 0.5
) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the image with every class but the first in its colour."""
    palette = np.zeros((256, 3), np.float32)
    palette[: len(colors)] = colors
    shares = np.full(256, opacity, np.float32)
    shares[0] = shares[255] = 0.0
    share = shares[labels][:, :, None]
    return (image * (1 - share) + palette[labels] * share + 0.5).astype(np.uint8)
