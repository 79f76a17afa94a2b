"""Going through the images: their states, how uncertain the network is about each, and the order they come in."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import SegmendError
from app.core.project import ImageState, Project
from app.core.scores import MEASURES, Score
from app.jobs import Job
from app.session.gain import ranks_by_gain
from app.session.proposing import Proposing

ORDERS = ("name", "uncertainty", "gain")
_SORT_MS = 3000  # while scores arrive the list is sorted again no more often than this
_SORT_MANY_MS = 30_000
_MANY = 5000  # images; sorting and showing more of them takes a moment
_STORE_EVERY = 500  # scores that a crash may cost


class Review(Proposing):
    """States, scores and order of the project's images."""

    images_changed = Signal()  # another list, or the same in another order
    order_changed = Signal()
    measure_changed = Signal()
    score_changed = Signal(str)  # path

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = "name"
        self._measure = MEASURES[0]
        self._sorted: tuple[list[str], list[str]] | None = None  # as they were listed, and in order
        self._ranks: dict[str, int] = {}  # by path, the greatest expected gain first, as it was last computed
        self._sorting: Job | None = None  # where there are many
        self._is_sorting_due = False  # once more
        self._sorter = QTimer(self)
        self._sorter.setSingleShot(True)
        self._sorter.timeout.connect(self._sort_again)

    def mark(self, state: ImageState, path: str | None = None) -> None:
        """Say how far the work on an image, or on the one shown, is."""
        path = self.image_path if path is None else path
        if path is not None:
            self._states_before.pop(path, None)
            self._set_state(path, state)

    def mark_reviewed(self, path: str | None = None) -> None:
        """Say that the labels of an image, or of the one shown, are as they should be."""
        self.mark(ImageState.REVIEWED, path)

    @property
    def measure(self) -> str:
        """What uncertainty is measured by, one of MEASURES: entropy, or the margin between the two best classes."""
        return self._measure

    def set_measure(self, measure: str) -> None:
        """Measure uncertainty in another way; ValueError for a name not in MEASURES."""
        if measure not in MEASURES:
            raise ValueError(f"there is no measure {measure!r}, only {', '.join(MEASURES)}")
        if measure != self._measure:
            self._measure = measure
            self.measure_changed.emit()
            self._sort_again()

    @property
    def order(self) -> str:
        """What `images` are in the order of, one of ORDERS."""
        return self._order

    def set_order(self, order: str) -> None:
        """Put the images into another order, as things are now; ValueError for a name not in ORDERS.

        What a person does to an image afterwards does not move it: the next image stays the next one.
        """
        if order not in ORDERS:
            raise ValueError(f"there is no order {order!r}, only {', '.join(ORDERS)}")
        if order != self._order:
            self._order = order
            self._sorted = None
            self.order_changed.emit()
            self._sort_again()

    def score(self, path: str) -> Score | None:
        """How uncertain the network was about an image; None while that is not known."""
        return self._project.scores.get(self._project.relative(path)) if self._project is not None else None

    def note_score(self, path: str, score: Score) -> None:
        """Keep how uncertain the network is about an image."""
        project = self._project
        if project is None or not project.has_image(path):
            return
        project.scores.set(project.relative(path), score)
        if len(project.scores.unstored) >= _STORE_EVERY:
            try:
                project.store_scores()
            except SegmendError as error:
                self.said.emit("error", str(error))
        self.score_changed.emit(path)
        if self._order != "name" and path != self.image_path and not self._sorter.isActive():
            self._sorter.start(_SORT_MS if len(project.scores) <= _MANY else _SORT_MANY_MS)

    def most_uncertain(self, without: set[str]) -> str | None:
        """The image to look at next: the most uncertain one that is not reviewed, those without a score last.

        Where the order is that of the expected gain, the first in it.
        """
        project = self._project
        if project is None:
            return None
        if self._order == "gain" and self._ranks:
            left = (each for each in self.images if each not in without)
            return next((each for each in left if self.state(each) != ImageState.REVIEWED), None)
        best, greatest = None, -2.0
        for path in project.image_paths():
            score = project.scores.get(project.relative(path))
            value = -1.0 if score is None else score.by(self._measure)
            # The state is looked up last, and seldom: there may be 100 000 images.
            if value > greatest and path not in without and self.state(path) != ImageState.REVIEWED:
                best, greatest = path, value
        return best

    @property
    def images(self) -> list[str]:
        """Absolute paths of the project's images, in the order that was chosen; a copy."""
        return self._in_order(self._project.image_paths()) if self._project is not None else []

    def _in_order(self, paths: list[str]) -> list[str]:
        if self._order == "name" or self._project is None:
            return paths
        if self._sorted is None or self._sorted[0] != paths:
            if len(paths) > _MANY:
                self._sort_later(self._project, paths)
                return paths if self._sorted is None else _as_before(paths, self._sorted[1])
            in_order = self._arrange(self._project, paths)
            self._sorted = paths, in_order
        return list(self._sorted[1])

    @Slot()
    def _sort_again(self) -> None:
        if self._order == "name" or self._project is None:
            self._sorted = None
            self.images_changed.emit()
        else:
            self._rank()
            self._arrange_again(self._project)

    def _arrange_again(self, project: Project) -> None:
        paths = project.image_paths()
        if len(paths) > _MANY:
            self._is_sorting_due = self._sorting is not None  # what is under way knows the earlier scores
            self._sort_later(project, paths)
        else:
            self._sorted = None
            self.images_changed.emit()

    def _arrange(self, project: Project, paths: list[str]) -> list[str]:
        """Paths in the order that is wanted, by what is known now; on any thread."""
        if self._order == "gain":
            ranks, last = self._ranks, len(self._ranks)
            return sorted(paths, key=lambda path: ranks.get(path, last))
        return project.scores.ordered(paths, project.relative, self._measure)

    def _rank(self) -> None:
        """Where the order is that of the expected gain, compute it anew beside the window, which shows it then."""
        project = self._project
        if self._order != "gain" or project is None:
            return
        self._reader.submit(
            "gain", ranks_by_gain, project, self._measure, on_done=lambda ranks: self._take_ranks(project, ranks)
        )

    def _take_ranks(self, project: Project, ranks: dict[str, int]) -> None:
        if project is not self._project or self._order != "gain" or ranks == self._ranks:
            return
        self._ranks = ranks
        self._arrange_again(project)

    def _sort_later(self, project: Project, paths: list[str]) -> None:
        """Put many images in order off the GUI thread; until then they stay as they are."""
        if self._sorting is not None:
            return
        self._sorting = job = Job(self._arrange, project, paths, parent=self)
        job.done.connect(lambda in_order: self._take_sorted(project, paths, in_order))
        job.failed.connect(self._fail_to_sort)
        job.start()

    def _take_sorted(self, project: Project, paths: list[str], in_order: list[str]) -> None:
        self._sorting, is_due = None, self._is_sorting_due
        self._is_sorting_due = False
        if self._order == "name" or self._project is None:
            return
        if is_due or project is not self._project:
            self._sort_again()
            return
        self._sorted = paths, in_order
        self.images_changed.emit()

    def _fail_to_sort(self, error: BaseException) -> None:
        self._sorting = None
        raise error

    def _forget_order(self) -> None:
        """Another project has other images."""
        self._sorted, self._ranks = None, {}

    def _end_review(self) -> None:
        self._sorter.stop()
        self._order = "name"
        if self._sorting is not None:
            self._sorting.wait()


def _as_before(paths: list[str], in_order: list[str]) -> list[str]:
    """The images in the order they were in, new ones after them."""
    left = dict.fromkeys(paths)
    kept = [path for path in in_order if path in left]
    known = set(kept)
    return kept + [path for path in paths if path not in known]
