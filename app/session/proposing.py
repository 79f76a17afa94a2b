"""Labels carried to the frames that follow, as proposals: they lie over the prediction until a person accepts them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.core.document import Document
from app.core.errors import SegmendError
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.core.propagation import carry
from app.jobs import Job
from app.session.carrying import Carrying
from app.session.painting import Plane

FRAMES_AT_ONCE = 100  # an error grows from frame to frame: nobody should carry further without looking
PROPOSED = "carried"  # the version of a prediction that is nothing but a proposal


@dataclass(frozen=True)
class Proposal:
    """Labels for one frame, 255 where none are proposed, packed: a hundred frames of 12 megapixels fit."""

    shape: tuple[int, int]
    data: bytes

    def labels(self) -> Plane:
        """(H, W) uint8."""
        return np.frombuffer(zlib.decompress(self.data), np.uint8).reshape(self.shape)


@dataclass(frozen=True)
class CarriedFrame:
    """A frame that labels were carried to."""

    path: str
    proposal: Proposal


@dataclass(frozen=True)
class Stop:
    """Why labels went no further than they were asked to; path: the frame they did not reach. error: its sentence."""

    reason: str  # "cut", "size", "lost" or "unread"
    path: str
    error: str = ""


class Proposing(Carrying):
    """What is proposed for which image. Nothing here writes a label: accepting does, as it does for predictions."""

    carrying_changed = Signal()  # labels are being carried now, or no longer

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proposals: dict[str, Proposal] = {}
        self._predicted: tuple[Plane, Plane | None, str] | None = None  # what the network said, without a proposal
        self._job: Job | None = None
        self._carried: list[str] = []  # frames that the job under way has reached

    @property
    def is_carrying(self) -> bool:
        """Whether labels are being carried to frames that follow."""
        return self._job is not None

    @property
    def has_proposal(self) -> bool:
        """Whether labels that were carried here lie over the prediction of the image that is shown."""
        return self.image_path in self._proposals

    def carry_labels(self, frames: int = 1) -> None:
        """Carry what is decided or proposed here to the frames that follow by name; the first of them is then shown.

        It ends at the last image, at another scene, or after `frames`, at most FRAMES_AT_ONCE; why is said.
        """
        project, path = self._project, self.image_path
        if project is None or path is None or self._job is not None:
            return
        images = project.image_paths()
        place = images.index(path) + 1 if path in images else len(images)
        following = images[place : place + min(frames, FRAMES_AT_ONCE)]
        if not following:
            self.said.emit("info", self.tr("There is no image after this one to carry labels to."))
            return
        self.carry_to(following)

    def carry_to(self, paths: Sequence[str]) -> None:
        """Carry what is decided or proposed on the image that is shown to other images, one after another."""
        if self._document is not None:
            self._end_open_stroke()
            self._start_carrying(self._document, paths)

    def carry_here(self, source: str) -> None:
        """Carry what is decided or proposed on an image that was shown just before to the one that is shown."""
        document = self._documents.get(source)
        if document is not None and self.image_path is not None:
            self._start_carrying(document, [self.image_path])

    def _start_carrying(self, document: Document, paths: Sequence[str]) -> None:
        project = self._project
        if project is None or self._job is not None:
            return
        labels = document.label_map.labels.copy()
        proposal = self._proposals.get(document.path)
        if proposal is not None and proposal.shape == labels.shape:
            labels = np.where(labels == UNLABELED, self._known(proposal.labels()), labels)
        if not (labels != UNLABELED).any():
            self.said.emit("info", self.tr("Nothing is decided here that could be carried: paint or accept first."))
            return
        self._carried = []
        image = self._image if document is self._document else None
        self._job = job = Job(_carry_through, self.read_pixels, [document.path, *paths], image, labels, parent=self)
        job.progressed.connect(lambda frame: self._take_frame(project, frame))
        job.done.connect(lambda stop: self._end_carrying(project, stop))
        job.failed.connect(self._fail_to_carry)
        job.cancelled.connect(self._forget_job)
        job.start()
        self.carrying_changed.emit()

    def drop_proposal(self) -> None:
        """Show what the network says again, without the labels that were carried here."""
        path = self.image_path
        if path is None or self._proposals.pop(path, None) is None:
            return
        if self._predicted is None:
            self._clear_overlays()
        else:
            labels, confidence, version = self._predicted
            super().show_prediction(labels, confidence, generation=self._generation, version=version)

    def show_prediction(self, labels: Plane, confidence: Plane | None, *, generation: int, version: str) -> bool:
        """As before; labels that were carried here lie over it."""
        if generation == self._generation:
            self._check_size(labels)
            self._predicted = labels, confidence, version
            labels = self._with_proposal(labels)
        return super().show_prediction(labels, confidence, generation=generation, version=version)

    def _with_proposal(self, labels: Plane) -> Plane:
        proposal = self._proposals.get(self.image_path or "")
        if proposal is None or proposal.shape != labels.shape:
            return labels
        proposed = self._known(proposal.labels())
        return np.where(proposed == UNLABELED, labels, proposed)

    def _known(self, labels: Plane) -> Plane:
        """Labels without those of classes that were removed meanwhile."""
        table = np.full(256, UNLABELED, np.uint8)
        for each in self.classes:
            table[each.index] = each.index
        return np.asarray(table[labels])

    def _show_proposal(self) -> None:
        """An image is shown: what was carried to it lies over it, before the network has said anything."""
        self._predicted = None
        self._lay_over()

    def _lay_over(self) -> None:
        """Show what is proposed for the image that is shown, over what the network has said of it so far."""
        proposal, path, document = self._proposals.get(self.image_path or ""), self.image_path, self._document
        if proposal is None or path is None or document is None:
            return
        if proposal.shape != document.label_map.shape:  # the file was replaced by one of another size
            del self._proposals[path]
            return
        if self._predicted is not None:
            predicted, confidence, version = self._predicted
            self.show_prediction(predicted, confidence, generation=self._generation, version=version)
        else:
            labels = self._known(proposal.labels())
            super().show_prediction(labels, None, generation=self._generation, version=PROPOSED)
        self.said.emit("info", self.tr("Labels were carried here as a proposal: Enter accepts all of it, G a region."))

    def read_pixels(self, path: str) -> Plane:
        """The pixels of an image of the project, (H, W, 3) uint8 RGB; any thread. InputError as read_image."""
        raise NotImplementedError

    def _take_frame(self, project: Project, frame: CarriedFrame) -> None:
        if project is not self._project:
            return
        self._proposals[frame.path] = frame.proposal
        self._carried.append(frame.path)
        if frame.path == self.image_path:
            self._lay_over()

    def _end_carrying(self, project: Project, stop: Stop | None) -> None:
        carried = self._carried
        self._forget_job()
        if project is not self._project:
            return
        if stop is not None:
            self.said.emit("warning", self._why(stop))
        if len(carried) > 1:
            self.said.emit("info", self.tr("Labels were carried to %n images, as proposals.", "", len(carried)))
        if carried and self.image_path not in carried:
            self._go_to(carried[0])

    def _go_to(self, path: str) -> None:
        raise NotImplementedError

    def _why(self, stop: Stop) -> str:
        name = Path(stop.path).name
        if stop.reason == "cut":
            return self.tr("{} shows another scene: labels are not carried there.").format(name)
        if stop.reason == "size":
            return self.tr("{} is of another size than the image before: labels are not carried there.").format(name)
        if stop.reason == "lost":
            return self.tr("Nothing of what is decided can be found again in {}.").format(name)
        return stop.error

    def _fail_to_carry(self, error: BaseException) -> None:
        self._forget_job()
        if not isinstance(error, MemoryError):
            raise error
        self.said.emit("error", self.tr("There is not enough memory for this; close other programs."))

    def _forget_job(self) -> None:
        self._job = None
        self.carrying_changed.emit()

    def _stop_carrying(self) -> None:
        """The project is left: nothing arrives any more, and nothing is proposed."""
        if self._job is not None:
            job, self._job = self._job, None
            for signal in (job.progressed, job.done, job.failed, job.cancelled):
                signal.disconnect()
            job.cancel()
            job.wait()
            self.carrying_changed.emit()
        self._proposals.clear()
        self._predicted = None


def _carry_through(
    read: Callable[[str], Plane], paths: list[str], image: Plane | None, labels: Plane
) -> Generator[CarriedFrame, None, Stop | None]:
    """The job: from the first frame, whose labels these are, to the others, until one cannot be reached.

    image: the first, read already; None where it is not.
    """
    source, *others = paths
    for path in others:
        try:
            image = read(source) if image is None else image
            after = read(path)
        except SegmendError as error:
            return Stop("unread", path, str(error))
        if after.shape != image.shape or labels.shape != image.shape[:2]:
            return Stop("size", path)
        carried = carry(image, after, labels)
        if carried.is_cut:
            return Stop("cut", path)
        if not (carried.labels != UNLABELED).any():
            return Stop("lost", path)
        image, labels = after, carried.labels
        yield CarriedFrame(path, Proposal(labels.shape, zlib.compress(labels.tobytes(), 1)))
    return None
