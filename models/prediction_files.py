"""The command `predict`: images, folders, videos or lists in; label maps, overlays, heatmaps and scores out."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from models.checkpoint import Checkpoint, load_checkpoint
from models.devices import choose_engine
from models.errors import ModelError
from models.explanation import write_explanations
from models.image_files import IMAGE_SUFFIXES, VIDEO_SUFFIXES, read_rgb, write_palette_png, write_png
from models.names import find_model
from models.predictor import Predictor
from models.score_files import ScoreFiles
from models.tiled_predictor import TiledPredictor

_STRIP_PIXELS = 1_000_000  # of an overlay, mixed at once


@dataclass(frozen=True)
class Outputs:
    """What to write beside the palette PNG of each input."""

    overlay: bool = False
    heatmaps: bool = False
    scores: bool = False
    explain: bool = False


@dataclass(frozen=True)
class Request:
    """One run: inputs are files and folders as given; the label map of `a/b.jpg` in folder `a` goes to `out/b.png`.

    is_full_resolution: images are not scaled down to the checkpoint's max_side. tile: "auto", "off" or a number of
    pixels, as `TiledPredictor` takes it.
    """

    inputs: tuple[str, ...]
    out: Path
    model: str
    device: str
    precision: str
    outputs: Outputs
    is_full_resolution: bool = False
    tile: str = "auto"

    def predictor(self) -> TiledPredictor:
        """The network of the request on its device; says on stderr where it has to give way. Raises ModelError."""
        checkpoint = load_checkpoint(find_model(self.model))
        if self.is_full_resolution:
            checkpoint = replace(checkpoint, max_side=None)
        predictor = Predictor(checkpoint, choose_engine(self.device, self.precision))
        return TiledPredictor(predictor, tile=self.tile, say=partial(print, file=sys.stderr))


@dataclass(frozen=True)
class Input:
    """A file and the stem, relative to the output folder, of what is written for it."""

    path: Path
    stem: str


def predict_files(request: Request, *, workers: int, cluster: str = "none") -> int:
    """Predict everything; returns 1 if some inputs failed (each named on stderr), raises ModelError if none can be.

    cluster: "none" for this machine, or under torchrun these; "ray" for the cluster that Ray finds.
    """
    if workers < 1:
        raise ModelError(f"--workers is {workers}; it must be at least 1.")
    if cluster not in ("none", "ray"):
        raise ModelError(f"--cluster is {cluster!r}; it must be none or ray.")
    predictor = request.predictor().predictor
    list_inputs(request.inputs, request.out)  # raises before anything is written
    _prepare(request, predictor.checkpoint)
    engine = predictor.engine
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if cluster == "ray":
        from models.cluster import predict_on_ray

        return 1 if predict_on_ray(request, workers=workers) else 0
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
    predictor = request.predictor()
    failed = len(failures)
    console = Console(stderr=True, quiet=shard > 0)
    for item in track(inputs[shard::shards], "predicting", console=console, transient=True):
        try:
            predict_one(item, request, predictor)
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
    run: dict[str, object] = {"model": hashlib.sha256(find_model(request.model).read_bytes()).hexdigest()}
    if request.is_full_resolution:
        run["full_resolution"] = True
    marker = request.out / ".segmend-predict.json"
    lines = [f"{i}\t{name}\t{r} {g} {b}\n" for i, (name, (r, g, b)) in enumerate(checkpoint.classes)]
    try:
        request.out.mkdir(parents=True, exist_ok=True)
        if not marker.exists():
            _write_text(marker, json.dumps(run))
        if json.loads(marker.read_text(encoding="utf-8")) != run:
            raise ModelError(
                f"{request.out} holds predictions of another model or resolution; choose another folder or empty it."
            )
        _write_text(request.out / "classes.txt", "".join(lines))
    except (OSError, ValueError) as error:
        raise ModelError(f"{request.out} cannot be used as the output folder ({error}).") from error


def _write_text(path: Path, text: str) -> None:
    """Atomically: under torchrun many processes write the same."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def predict_one(item: Input, request: Request, predictor: TiledPredictor) -> None:
    """Predict an image or the frames of a video, and write what is not there yet. Raises ModelError."""
    if item.path.suffix.lower() in VIDEO_SUFFIXES:
        for number, frame in read_frames(item.path):
            _write(request, f"{item.stem}_{number:06d}", predictor, partial(_same, frame))
    else:
        _write(request, item.stem, predictor, lambda: read_rgb(item.path))


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


def _write(request: Request, stem: str, predictor: TiledPredictor, read: Callable[[], NDArray[np.uint8]]) -> None:
    wanted, checkpoint, out = request.outputs, predictor.predictor.checkpoint, request.out
    main = out / f"{stem}.png"
    shown = [out / f"{stem}_overlay.png"] if wanted.overlay else []
    heatmaps = _class_paths(out, stem, "heatmap", checkpoint.class_names) if wanted.heatmaps else []
    explained = _class_paths(out, stem, "explain", checkpoint.class_names) if wanted.explain else []
    scores = [out / f"{stem}_scores.npz"] if wanted.scores else []
    if all(path.is_file() for path in (main, *shown, *heatmaps, *explained, *scores)):
        return
    image = read()
    try:
        main.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{main} cannot be written: {error.strerror or error}.") from error
    files = None
    if heatmaps or scores:
        size = (image.shape[0], image.shape[1])
        files = ScoreFiles(size, len(checkpoint.classes), heatmaps=heatmaps, scores=next(iter(scores), None))
    prediction = predictor.predict(image, take=files.take if files else None)
    if files is not None:
        files.write()
    colors = [color for _, color in checkpoint.classes]
    for path in shown:
        write_png(path, overlay(image, prediction.labels, colors))
    if explained:
        write_explanations(explained, predictor.predictor, image)
    write_palette_png(main, prediction.labels, colors)


def _class_paths(out: Path, stem: str, kind: str, class_names: list[str]) -> list[Path]:
    """One file per class; a class whose name would give another's file name gets its index too."""
    names: list[str] = []
    for index, class_name in enumerate(class_names):
        safe = "".join(c if c.isalnum() or c in "-_ " else "_" for c in class_name)
        is_taken = safe.lower() in (name.lower() for name in names)
        names.append(f"{safe}_{index}" if is_taken else safe)
    return [out / f"{stem}_{kind}_{name}.png" for name in names]


def overlay(
    image: NDArray[np.uint8], labels: NDArray[np.uint8], colors: list[tuple[int, int, int]], opacity: float = 0.5
) -> NDArray[np.uint8]:
    """(H, W, 3) uint8: the image with every class but the first in its colour."""
    palette = np.zeros((256, 3), np.float32)
    palette[: len(colors)] = colors
    shares = np.full(256, opacity, np.float32)
    shares[0] = shares[255] = 0.0
    shown = np.empty_like(image)
    rows = max(1, _STRIP_PIXELS // image.shape[1])  # in strips: the floats of a large image take gigabytes
    for row in range(0, image.shape[0], rows):
        part = slice(row, row + rows)
        share = shares[labels[part]][:, :, None]
        shown[part] = image[part] * (1 - share) + palette[labels[part]] * share + 0.5
    return shown
