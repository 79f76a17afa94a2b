"""The network on its thread: everything here runs on the learner's one worker and speaks numpy."""

from __future__ import annotations

import atexit
import gc
import logging
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.core.label_map import UNLABELED, Source
from app.core.opencv import cv2
from app.core.regions import Region, mean_uncertainty, uncertain_regions
from app.core.scores import MEASURES, Digest, Score, sketch

if TYPE_CHECKING:
    from torch import Tensor

    from models.checkpoint import Checkpoint
    from models.devices import Engine
    from models.predictor import Prediction

_log = logging.getLogger(__name__)

Plane = NDArray[np.uint8]
NamedColor = tuple[str, tuple[int, int, int]]

#: How much a pixel counts by where it comes from: what a person painted above what was accepted or imported.
SHARES = np.zeros(256, np.float32)
SHARES[[Source.PAINTED, Source.IMPORTED, Source.ACCEPTED]] = 1.0, 0.5, 0.3


@dataclass(frozen=True)
class Loaded:
    """A network is ready: its classes in score order, and where it runs."""

    classes: list[NamedColor]
    device: str
    precision: str


@dataclass(frozen=True)
class Shown:
    """A prediction in the project's class indices. labels: (H, W); confidence: (h, w), probability x 255.

    steps: of live learning before it, 0 for none; loss: of what was decided on the image, before it was learned, which
    tells how far the network still needs the person (after it, it is near zero).
    """

    labels: Plane
    confidence: Plane
    milliseconds: float
    steps: int = 0
    loss: float | None = None


@dataclass(frozen=True)
class Lesson:
    """What a person decided on one image. The planes are views that may go on changing; newer pixels do no harm."""

    key: str
    image: NDArray[np.uint8]
    labels: Plane
    sources: Plane


class Network:
    """Predictor and teacher of the session. Made anywhere, used on one thread."""

    def __init__(self) -> None:
        self._checkpoint: Checkpoint | None = None
        #: (256,) project index of each network class, 255 for none; and back
        self._to_project = np.full(256, UNLABELED, np.uint8)
        self._to_network = np.full(256, UNLABELED, np.uint8)
        self._is_mapped = False
        self._checksums: dict[str, int] = {}  # of the images whose features are kept
        self.refines_edges = True  # of predictions of images, by the image; may be set on any thread

    @property
    def class_names(self) -> list[str]:
        """The classes in score order, those added while it was taught included; any thread."""
        return [] if self._checkpoint is None else self._checkpoint.class_names

    @property
    def is_mapped(self) -> bool:
        """Whether it is known which classes of the project those of the network are; see map_classes."""
        return self._is_mapped

    @property
    def max_side(self) -> int | None:
        """The long side to which images are scaled down for prediction, bounded where the network states none."""
        return self._predictor.checkpoint.max_side

    @property
    def engine(self) -> Engine:
        """Where and how the network in use runs."""
        return self._engine

    def load(self, model: str | Path, device: str, precision: str, threads: int) -> Loaded:
        """Load a checkpoint by path or name. Raises models.errors.ModelError; the network before stays in use."""
        from models.devices import choose_engine, use_threads
        from models.zoo.plugins import open_model

        use_threads(threads)
        loaded = self._use(open_model(str(model)), choose_engine(device, precision, "auto"))
        _set_aside()
        return loaded

    def use(self, checkpoint: Checkpoint) -> Loaded:
        """Take a checkpoint into use on the device in use; features of earlier images are forgotten."""
        return self._use(checkpoint, self._engine)

    def _use(self, checkpoint: Checkpoint, engine: Engine) -> Loaded:
        from models.live.teaching import Teacher
        from models.prediction.working_memory import longest_side
        from models.predictor import Predictor

        bounded = checkpoint
        if checkpoint.max_side is None:  # an image of any size can be opened, and its features are kept
            side = longest_side(checkpoint.config, engine)
            _log.info("This network states no size: images are predicted at a long side of %d pixels at most.", side)
            bounded = replace(checkpoint, max_side=side)
        predictor = Predictor(bounded, engine)
        teacher = Teacher(predictor)
        # Nothing below fails: the network before stays in use as a whole, or is replaced as a whole.
        self._engine, self._predictor, self._teacher, self._checkpoint = engine, predictor, teacher, checkpoint
        self._is_mapped = False
        self._checksums.clear()
        engine = predictor.engine  # with what `auto` came to
        return Loaded(list(checkpoint.classes), str(engine.device), engine.arithmetic)

    def map_classes(self, project_indices: list[int], classes: list[NamedColor]) -> None:
        """Say which class of the project each network class is, in score order, 255 for none; and what they are called.

        Until then a network that was just taken into use neither answers nor is taught.
        """
        assert self._checkpoint is not None
        self._checkpoint = replace(self._checkpoint, classes=tuple(classes))
        self._is_mapped = True
        self._to_project[:] = UNLABELED
        self._to_network[:] = UNLABELED
        for network_index, project_index in enumerate(project_indices):
            self._to_project[network_index] = project_index
            if project_index != UNLABELED:
                self._to_network[project_index] = network_index
        self._want()

    def look(self, key: str, image: NDArray[np.uint8], labels: Plane | None = None) -> Shown | None:
        """Predict an image that is shown now; its features are kept for teaching. None while no class is mapped yet.

        labels: (H, W), what is decided on it, 255 elsewhere: thin things that were painted are not refined away.
        """
        if not self._is_mapped:
            return None
        prediction = self._keep_features(key, image)
        if prediction is None:
            self._teacher.settle(key)
            prediction = self._teacher.predict(key)
        return self._shown(prediction, image, labels)

    def look_ahead(self, key: str, image: NDArray[np.uint8]) -> None:
        """Keep the features of an image that is not shown yet; what is shown of the others may still be corrected."""
        if self._is_mapped:
            self._keep_features(key, image, is_ahead=True)

    def _keep_features(self, key: str, image: NDArray[np.uint8], *, is_ahead: bool = False) -> Prediction | None:
        """The prediction that comes with computing them; None where they are kept already."""
        checksum = zlib.crc32(np.ascontiguousarray(image).data)
        if self._teacher.has_seen(key) and self._checksums.get(key) == checksum:
            return None
        self._checksums.pop(key, None)  # features of the image before are gone even where this fails
        prediction = self._teacher.look(key, image, is_ahead=is_ahead)
        self._checksums[key] = checksum
        return prediction

    def glance(self, image: NDArray[np.uint8], share: float = 1.0) -> Shown | None:
        """Predict a frame, at a share of its sides, and keep nothing. None while it is unsaid what the classes are."""
        return self._shown(self._predictor.predict(image, share)) if self._is_mapped else None

    def teach(self, lesson: Lesson, classes: dict[int, NamedColor], should_stop: Callable[[], bool]) -> Shown | None:
        """Learn from the decided pixels of an image; classes of the project that the network lacks are added.

        classes: project index -> name and colour of every class in use. None as `look`.
        """
        if not self._is_mapped:
            return None
        self._keep_features(lesson.key, lesson.image, is_ahead=self._teacher.has_seen(lesson.key))
        self.add_missing(classes)
        self._teacher.mark(lesson.key, looked_up(lesson.labels, self._to_network), lesson.sources, SHARES)
        losses = list(self._teacher.teach(lesson.key, should_stop))
        shown = self._shown(self._teacher.predict(lesson.key), lesson.image, lesson.labels)
        return replace(shown, steps=len(losses), loss=losses[0] if losses else None)

    def add_missing(self, classes: dict[int, NamedColor]) -> None:
        """Give the network the classes of the project that it lacks; what it predicts is unchanged by that."""
        assert self._checkpoint is not None
        classes = {index: named for index, named in classes.items() if self._to_network[index] == UNLABELED}
        if not classes or not self._is_mapped:
            return
        count = len(self._checkpoint.classes)
        for offset, index in enumerate(classes):
            self._to_network[index] = count + offset
            self._to_project[count + offset] = index
        self._checkpoint = replace(self._checkpoint, classes=(*self._checkpoint.classes, *classes.values()))
        self._teacher.add_classes(count + len(classes))

    def heatmap(self, key: str, project_index: int) -> Plane | None:
        """(h, w) uint8, probability x 255 of a class; None where the network does not know it or the image."""
        from models.predictor import heatmap

        network_index = int(self._to_network[project_index])
        if not self._is_mapped or network_index == UNLABELED or not self._teacher.has_seen(key):
            return None
        return heatmap(self._teacher.predict(key).scores, network_index)

    def explain(self, key: str, project_index: int) -> list[Plane] | None:
        """The heatmaps of a class after stride 32, + stride 16, + stride 8, each (h, w) uint8, probability x 255.

        The last one is `heatmap`'s; a network with fewer skips gives fewer. None where `heatmap` gives None.
        """
        from models.prediction.explanation import explain

        network_index = int(self._to_network[project_index])
        if network_index == UNLABELED or not self._teacher.has_seen(key):
            return None
        lesson = self._teacher.lessons[key]
        added = self._teacher.correction(key)
        stages = explain(self._predictor.net, lesson.features, lesson.working, added)
        return [stage.heatmap(network_index) for stage in stages]

    def uncertainty(self, key: str, measure: str = "entropy") -> Plane | None:
        """(h, w) uint8, the measure (entropy over its greatest value, or margin) x 255; None for an image not seen."""
        return _plane(self._teacher.predict(key).scores, measure) if self._teacher.has_seen(key) else None

    def uncertain_regions(self, key: str, labels: Plane, measure: str, is_by_gain: bool) -> list[Region] | None:
        """Where the network hesitates and nothing is decided by `labels`, (H, W); None for an image not seen.

        is_by_gain: what looks unlike the decided places, and unlike the regions before it, comes earlier.
        """
        from app.learner.gain import by_gain

        plane = self.uncertainty(key, measure)
        if plane is None:
            return None
        regions = uncertain_regions(plane, labels)
        return by_gain(regions, self._teacher.lessons[key].features[-1], labels) if is_by_gain else regions

    def rate(self, key: str, image: NDArray[np.uint8] | None, labels: Plane | None, version: str) -> Score | None:
        """Uncertainty per pixel by entropy and by margin; decided pixels count as certain. None as `look`.

        Without `image` the features that are kept answer. An image is rated without its features being kept.
        """
        from models.live.descriptors import descriptor

        if not self._is_mapped or (image is None and not self._teacher.has_seen(key)):
            return None
        if image is None:
            features, prediction = self._teacher.lessons[key].features, self._teacher.predict(key)
        else:
            features, working = self._predictor.features(image)
            prediction = self._predictor.predict_from(features, working, (image.shape[0], image.shape[1]))
        entropy, margin = (mean_uncertainty(_plane(prediction.scores, measure), labels) for measure in MEASURES)
        described = descriptor(features).astype("<f2").tobytes()
        return Score(
            entropy, margin, version, Digest(described, sketch(looked_up(prediction.labels, self._to_project)))
        )

    def runner_up(self, key: str, labels: Plane) -> Plane | None:
        """The most probable class of each pixel besides the one in `labels`, both (H, W) in the project's indices.

        255 is none. None for an image not looked at and a network of one class. Exact to a pixel of the working size.
        """
        from models.predictor import two_best

        if not self._is_mapped or not self._teacher.has_seen(key):
            return None
        scores = self._teacher.predict(key).scores
        if scores.shape[0] < 2:
            return None
        height, width = labels.shape
        first, second = (
            np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
            for plane in self._to_project[two_best(scores)]
        )
        return np.where(first == labels, second, first)

    def follow(self, names: dict[int, NamedColor]) -> bool:
        """Carry names and colours of the project's classes over; True if one that the network predicts was removed."""
        assert self._checkpoint is not None
        classes, has_lost = list(self._checkpoint.classes), False
        for network_index in range(len(classes)):
            index = int(self._to_project[network_index])
            if index in names:
                classes[network_index] = names[index]
            elif index != UNLABELED:
                self._to_project[network_index] = self._to_network[index] = UNLABELED
                has_lost = True
        self._checkpoint = replace(self._checkpoint, classes=tuple(classes))
        self._want()
        return has_lost

    def _want(self) -> None:
        """Say which classes the project has: the network may forget the others for what it is taught."""
        self._teacher.wanted = np.flatnonzero(self._to_project != UNLABELED).tolist()

    def checkpoint(self) -> Checkpoint:
        """A copy of the network as it is now, what it was taught included."""
        assert self._checkpoint is not None
        return self._checkpoint.with_network(self._teacher.net, corrections=self._teacher.corrections())

    def store(self, file: Path) -> list[int]:
        """Write the network as it is now.

        Returns the project's index of each of its classes, 255 for none; nothing where no class is mapped yet.
        """
        from models.checkpoint import save_checkpoint

        checkpoint = self.checkpoint()
        save_checkpoint(checkpoint, file)
        count = len(checkpoint.classes) if self._is_mapped else 0
        return [int(index) for index in self._to_project[:count]]

    def _shown(
        self, prediction: Prediction, image: NDArray[np.uint8] | None = None, labels: Plane | None = None
    ) -> Shown:
        """In the project's indices; with an image and the switch on, its edges are those of the image."""
        predicted, confidence, milliseconds = prediction.labels, prediction.confidence, prediction.milliseconds
        if image is not None and self.refines_edges:
            from models.prediction.refinement import refine

            scores, decided = prediction.scores, None
            if labels is not None:
                small = cv2.resize(labels, (scores.shape[2], scores.shape[1]), interpolation=cv2.INTER_NEAREST)
                decided = looked_up(small.astype(np.uint8, copy=False), self._to_network)
            del prediction, predicted  # a byte for each pixel of a large image, while another is made
            began = time.perf_counter()
            predicted = refine(image, scores, decided)
            milliseconds += (time.perf_counter() - began) * 1000
        return Shown(looked_up(predicted, self._to_project), confidence, milliseconds)

    @property
    def to_network(self) -> Plane:
        """A copy of the table from the project's indices to the network's, (256,) uint8."""
        return self._to_network.copy()


def looked_up(labels: Plane, table: Plane) -> Plane:
    """(H, W) uint8 through a table (256,) uint8: a new array. numpy would make 64-bit indices of all pixels first."""
    if (table == np.arange(256)).all():
        return labels.copy()
    return np.asarray(cv2.LUT(np.ascontiguousarray(labels), table), np.uint8)


def _plane(scores: Tensor, measure: str) -> Plane:
    from models.predictor import margin, uncertainty

    return margin(scores) if measure == "margin" else uncertainty(scores)


def _set_aside() -> None:
    """Let Python's collector pass over what is there now, modules above all, which stays as long as the program.

    It looked through that in 350 ms, on whichever thread, and meanwhile no other thread could go on.
    """
    if not gc.get_freeze_count():
        gc.freeze()  # nothing is collected here: what belongs to the window's thread must not be freed on this one
        atexit.register(gc.unfreeze)  # else what libraries look for at the end would be told as leaked
