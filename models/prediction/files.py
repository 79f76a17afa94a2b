"""The command `predict`: images, folders, videos or lists in; label maps, overlays, heatmaps and scores out."""

import hashlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from models.checkpoint import Checkpoint
from models.data.image_files import VIDEO_SUFFIXES, read_rgb, write_palette_png, write_png
from models.data.videos import rate_of, write_video
from models.devices import Engine, choose_engine, usable_backends
from models.errors import ModelError
from models.names import find_model
from models.prediction.contest import hold_contest
from models.prediction.explanation import write_explanations
from models.prediction.inputs import Input, images_of, list_inputs
from models.prediction.runners import is_measured
from models.prediction.score_files import ScoreFiles
from models.prediction.tiled_predictor import TiledPrediction, TiledPredictor
from models.predictor import Predictor
from models.zoo.plugins import open_model

_STRIP_PIXELS = 1_000_000  # of an overlay, mixed at once
_MANY = 200  # inputs from which on a trial of engines, some seconds, is worth its time
_GROUP_PIXELS = 2_000_000  # of images that a GPU predicts in one pass


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
    backend: str = "auto"
    is_full_resolution: bool = False
    tile: str = "auto"

    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the request. Raises ModelError."""
        checkpoint = open_model(self.model)
        return replace(checkpoint, max_side=None) if self.is_full_resolution else checkpoint

    def engine(self) -> Engine:
        """Where the request runs; the backend may be `auto` still. Raises ModelError."""
        return choose_engine(self.device, self.precision, self.backend)

    def predictor(self) -> TiledPredictor:
        """The network of the request on its device; says on stderr where it has to give way. Raises ModelError."""
        predictor = Predictor(self.checkpoint(), self.engine())
        return TiledPredictor(predictor, tile=self.tile, say=partial(print, file=sys.stderr))


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
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    if cluster == "ray":
        from models.prediction.cluster import predict_on_ray

        return 1 if predict_on_ray(request, workers=workers) else 0
    if rank == 0:
        print(f"Predicting with {request.model} on {predictor.engine}.", file=sys.stderr)
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
    if shards == 1 and len(inputs) >= _MANY:
        _find_quickest(inputs[0], request.checkpoint(), request.engine())
    failed = len(failures)
    console = Console(stderr=True, quiet=shard > 0)
    group = Group(request, request.predictor())
    for item in track(inputs[shard::shards], "predicting", console=console, transient=True):
        for sentence in predict_one(item, group):
            print(sentence, file=sys.stderr)
            failed += 1
    for sentence in group.finish():
        print(sentence, file=sys.stderr)
        failed += 1
    return failed


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


def predict_one(item: Input, group: "Group") -> list[str]:
    """Predict an image or the frames of a video, what is not there yet; a sentence for each that failed."""
    failures: list[str] = []
    overlays: list[Path] = []
    try:
        for stem, read in images_of(item):
            targets = targets_of(group.request, stem, group.predictor.predictor.checkpoint)
            overlays += [targets.overlay] if targets.overlay is not None else []
            if not targets.are_there():
                failures += group.add(targets, read())
        if item.path.suffix.lower() in VIDEO_SUFFIXES and overlays:
            failures += group.finish()
            _join_overlays(item, overlays, group.request.out / f"{item.stem}_overlay.mp4")
    except ModelError as error:
        failures.append(str(error))
    return failures


def _join_overlays(item: Input, overlays: list[Path], target: Path) -> None:
    """The overlays of a video's frames as a video beside them, unless it is there or one failed. Raises ModelError."""
    if not target.is_file() and all(picture.is_file() for picture in overlays):
        write_video(target, map(read_rgb, overlays), rate_of(item.path))


@dataclass(frozen=True)
class Targets:
    """Every file that is written of one image: the label map, and what else is wanted."""

    main: Path
    overlay: Path | None
    heatmaps: list[Path]
    explained: list[Path]
    scores: Path | None

    def are_there(self) -> bool:
        extra = [path for path in (self.overlay, self.scores) if path is not None]
        return all(path.is_file() for path in (self.main, *extra, *self.heatmaps, *self.explained))


def targets_of(request: Request, stem: str, checkpoint: Checkpoint) -> Targets:
    """The files of the image `stem`, a path below the output folder without a suffix."""
    wanted, out, names = request.outputs, request.out, checkpoint.class_names
    return Targets(
        out / f"{stem}.png",
        out / f"{stem}_overlay.png" if wanted.overlay else None,
        _class_paths(out, stem, "heatmap", names) if wanted.heatmaps else [],
        _class_paths(out, stem, "explain", names) if wanted.explain else [],
        out / f"{stem}_scores.npz" if wanted.scores else None,
    )


class Group:
    """Images of one size that are predicted in one pass: one at a time on a CPU, up to some megapixels on a GPU."""

    def __init__(self, request: Request, predictor: TiledPredictor) -> None:
        self.request, self.predictor = request, predictor
        self._waiting: list[tuple[Targets, NDArray[np.uint8]]] = []

    def add(self, targets: Targets, image: NDArray[np.uint8]) -> list[str]:
        """Take an image in; what waits is finished if it is enough or of another size. As `finish`."""
        failures = self.finish() if self._waiting and self._waiting[0][1].shape != image.shape else []
        self._waiting.append((targets, image))
        is_cpu = self.predictor.predictor.engine.device.type == "cpu"
        limit = 1 if is_cpu else max(1, _GROUP_PIXELS // image[..., 0].size)
        return failures + (self.finish() if len(self._waiting) >= limit else [])

    def finish(self) -> list[str]:
        """Predict and write what waits; a sentence for each image that failed."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        try:
            files = [self._score_files(targets, image) for targets, image in waiting]
            takes = [None if each is None else each.take for each in files]
            predictions = self.predictor.predict_many([image for _, image in waiting], takes=takes)
        except ModelError as error:
            return [f"{targets.main}: {error}" if len(waiting) > 1 else str(error) for targets, _ in waiting]
        failures = []
        for (targets, image), each, prediction in zip(waiting, files, predictions, strict=True):
            try:
                if each is not None:
                    each.write()
                self._write(targets, image, prediction)
            except ModelError as error:
                failures.append(str(error))
        return failures

    def _score_files(self, targets: Targets, image: NDArray[np.uint8]) -> ScoreFiles | None:
        try:
            targets.main.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelError(f"{targets.main} cannot be written: {error.strerror or error}.") from error
        if not targets.heatmaps and targets.scores is None:
            return None
        classes = len(self.predictor.predictor.checkpoint.classes)
        size = (image.shape[0], image.shape[1])
        return ScoreFiles(size, classes, heatmaps=targets.heatmaps, scores=targets.scores)

    def _write(self, targets: Targets, image: NDArray[np.uint8], prediction: TiledPrediction) -> None:
        """The label map comes last: where it is, all is."""
        colors = [color for _, color in self.predictor.predictor.checkpoint.classes]
        if targets.overlay is not None:
            write_png(targets.overlay, overlay(image, prediction.labels, colors))
        if targets.explained:
            write_explanations(targets.explained, self.predictor.predictor, image)
        write_palette_png(targets.main, prediction.labels, colors)


def _prepare(request: Request, checkpoint: Checkpoint) -> None:
    """Make the folder and classes.txt; refuse a folder with another model's predictions, or a rerun would mix them."""
    run: dict[str, object] = {"model": _checksum(request.model, checkpoint)}
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


def _checksum(model: str, checkpoint: Checkpoint) -> str:
    """Of the checkpoint's file; of the weights, where another package brings the network and there is no file."""
    try:
        return hashlib.sha256(find_model(model).read_bytes()).hexdigest()
    except ModelError:
        found = hashlib.sha256(repr(checkpoint.classes).encode())
        for name, value in checkpoint.state.items():
            found.update(name.encode() + value.contiguous().numpy().tobytes())
        return found.hexdigest()


def _write_text(path: Path, text: str) -> None:
    """Atomically: under torchrun many processes write the same."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


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
