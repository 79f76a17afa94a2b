"""Where the network hesitates: regions of the image shown, and in idle moments a score for every image."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.core.errors import SegmendError
from app.core.images import image_size, read_image
from app.core.project import Project
from app.core.regions import Region
from app.core.scores import Score
from app.jobs import Worker
from app.learner.network import Network, Plane
from app.session import Session

if TYPE_CHECKING:
    from app.learner.learner import Learner

_IDLE_MS = 2000  # nothing was asked for as long before images are scored
_NEXT_MS = 20  # between two of them, so that what a person asks for comes first
_PASSED_AT_ONCE = 1000  # images that have their score already are passed in steps: there may be 100 000
_LARGEST_PIXELS = 64_000_000  # reading a larger image for a score would take the memory of the one shown
LIVE = " + live"  # behind the name of a version that was taught since it was kept


class Reviewing(QObject):
    """Asks the network where it is uncertain. Scoring has the lowest rank: it waits for everything else."""

    def __init__(self, learner: Learner, session: Session, network: Network, worker: Worker) -> None:
        super().__init__(learner)
        self._learner, self._session = learner, session
        self._network, self._worker = network, worker
        self._reader = Worker("reading for scores", self)
        self.is_on = True
        self._is_closed = False
        self._is_under_way = False
        self._is_shown_due = False  # the image shown has another prediction than its score
        self._version = ""  # whose scores are being made
        self._paths: Iterator[str] | None = None  # where in the list of images the scoring is
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._score_next)
        for signal in (session.image_opened, learner.changed, session.frame_shown):
            signal.connect(self._wait)
        session.edited.connect(self._note_prediction)  # what is decided counts as certain
        session.images_changed.connect(self._begin_again)
        session.prediction_changed.connect(self._note_prediction)

    def find(self) -> None:
        """Look for the uncertain regions of the image shown; `Learner.regions_found` follows."""
        session = self._session
        if session.image_path is None or session.labels is None or self._is_closed:
            return
        generation = session.generation
        self._worker.submit(
            "regions", self._network.uncertain_regions, session.image_path, session.labels, session.measure,
            session.order == "gain",
            on_done=lambda regions: self._report(regions, generation), on_failed=self._learner.fail,
        )  # fmt: skip

    def set_on(self, is_on: bool) -> None:
        """Score images in idle moments, or do not."""
        self.is_on = is_on
        self._wait()

    def stop(self) -> None:
        """The project is left: nothing of it is scored any more."""
        self._paths = None
        self._is_shown_due = False
        self._reader.drop("image")
        self._reader.wait()
        self._timer.stop()
        self._worker.drop("score")

    def close(self) -> None:
        """End the thread and the timer."""
        self._is_closed = True
        self.stop()
        self._reader.close()

    def _report(self, regions: list[Region] | None, generation: int) -> None:
        if not self._is_closed and generation == self._session.generation:
            self._learner.regions_found.emit(regions or [])

    @Slot()
    def _wait(self) -> None:
        """Something else is going on; the scoring goes on some time after it."""
        if not self._is_closed and self.is_on and self._session.project is not None:
            self._timer.start(_IDLE_MS)

    @Slot()
    def _begin_again(self) -> None:
        self._paths = None
        self._wait()

    @Slot()
    def _note_prediction(self) -> None:
        self._is_shown_due = self._session.prediction is not None
        self._wait()

    @property
    def _may_score(self) -> bool:
        learner, session = self._learner, self._session
        is_quiet = session.frame is None and not session.is_loading and not learner.is_learning
        is_idle = learner.is_idle() and not self._is_under_way
        return learner.is_ready and session.project is not None and is_quiet and is_idle

    @Slot()
    def _score_next(self) -> None:
        if self._is_closed or not self.is_on:
            return
        if not self._may_score:
            self._wait()
            return
        session, project = self._session, self._session.project
        assert project is not None
        if self._is_shown_due and session.image_path is not None:
            self._is_shown_due = False
            self._submit(project, session.image_path, None, session.labels)
            return
        path = self._next_path(project)
        if path is None:
            return
        self._is_under_way = True
        self._reader.submit(
            "image", _read, project, path,
            on_done=lambda read: self._take(project, path, read), on_failed=lambda _error: self._pass(),
        )  # fmt: skip

    def _next_path(self, project: Project) -> str | None:
        """The next image without a score by the version in use; None (and it goes on later) after many that have."""
        version = self._learner.version
        if self._paths is None or version != self._version:
            self._paths, self._version = iter(project.image_paths()), version
        for _ in range(_PASSED_AT_ONCE):
            path = next(self._paths, None)
            if path is None:
                return None
            score = project.scores.get(project.relative(path))
            is_known = score is not None and score.digest is not None and score.version.removesuffix(LIVE) == version
            if path != self._session.image_path and not is_known:
                return path
        self._timer.start(_NEXT_MS)
        return None

    def _take(self, project: Project, path: str, read: tuple[Plane, Plane | None] | None) -> None:
        self._is_under_way = False
        if project is not self._session.project or self._is_closed:
            return
        if read is None:
            self._pass()
        elif self._may_score:
            self._submit(project, path, *read)
        else:
            self._paths = chain([path], self._paths or ())  # it comes first when there is time again
            self._wait()

    def _pass(self) -> None:
        """An image that cannot be read has no score; opening it says why."""
        self._is_under_way = False
        if not self._is_closed and self._session.project is not None:
            self._timer.start(_NEXT_MS)

    def _submit(self, project: Project, path: str, image: Plane | None, labels: Plane | None) -> None:
        version = self._learner.version + (LIVE if self._learner.is_taught else "")
        self._worker.submit(
            "score", self._network.rate, path, image, labels, version,
            on_done=lambda score: self._keep(project, path, score), on_failed=self._fail,
            is_background=True,
        )  # fmt: skip

    def _keep(self, project: Project, path: str, score: Score | None) -> None:
        if self._is_closed or project is not self._session.project:
            return
        if score is not None:
            self._session.note_score(path, score)
        self._timer.start(_NEXT_MS)

    def _fail(self, error: BaseException) -> None:
        """The same would be said of every image: the scoring ends until something else happens."""
        self._learner.fail(error)
        self._timer.stop()


def _read(project: Project, path: str) -> tuple[Plane, Plane | None] | None:
    """On the reading thread: the image and its stored labels, None for none; None for an image that is too large."""
    height, width = image_size(path)
    if height * width > _LARGEST_PIXELS:
        return None
    image = read_image(path)
    if not project.labels_path(path).exists():
        return image, None
    try:
        return image, project.labels.peek(project.relative(path), (image.shape[0], image.shape[1])).labels
    except SegmendError:  # said when the image is opened; the network is as uncertain without them
        return image, None
