"""From one uncertain region to the next, and from one uncertain image to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.core.regions import Region
from app.core.tiles import Box
from app.session import Session
from app.ui.canvas import Canvas
from app.ui.canvas_ring import Ring

if TYPE_CHECKING:
    from app.learner import Learner

_SAME_SHARE = 0.5  # of the smaller box: regions that overlap by more are the same to a person


@dataclass(frozen=True)
class Visit:
    """A region that was looked at; `box` in pixels of the image."""

    path: str
    box: Box


class Reviewer(QObject):
    """Leads through what is uncertain. Where it has been is a trail, to go back and forth on like pages."""

    announced = Signal(str)  # where it is now, for the status bar

    def __init__(self, session: Session, learner: Learner, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._learner, self._canvas = session, learner, canvas
        self.ring = Ring(canvas)
        self._trail: list[Visit] = []
        self._place = -1  # on the trail
        self._done: set[str] = set()  # images in which nothing is left, in this round
        self._wanted: str | None = None  # the image whose regions are looked for
        self._goal: str | None = None  # the image that is being opened for a region of the trail
        self._version = ""  # whose regions these are
        learner.regions_found.connect(self._choose)
        session.prediction_changed.connect(self._search_again)
        session.image_opened.connect(self._arrive)
        for signal in (session.project_opened, session.project_closing):
            signal.connect(self.forget)

    def step(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) region; past the last of an image to the next uncertain image."""
        self._wanted = None
        there = self._place + step
        if there < 0:
            self._session.said.emit("info", self.tr("This is the first region you looked at."))
        elif there < len(self._trail):
            self._go_to(there)
        else:
            self._search()

    @Slot()
    def forget(self) -> None:
        """Begin anew: another project."""
        self._trail, self._place, self._wanted, self._goal = [], -1, None, None
        self._done.clear()
        self.ring.clear()

    def _search(self) -> None:
        if self._learner.version != self._version:  # another network hesitates elsewhere
            self._version = self._learner.version
            self._done.clear()
        self._wanted = self._session.image_path
        self._search_again()

    @Slot()
    def _search_again(self) -> None:
        """Look for regions, once the prediction of the image that was gone to is there."""
        is_there = self._wanted is not None and self._wanted == self._session.image_path
        if is_there and self._session.prediction is not None:
            self._learner.find_regions()

    @Slot(object)
    def _choose(self, regions: list[Region]) -> None:
        path = self._session.image_path
        if path is None or path != self._wanted:
            return
        self._wanted = None
        seen = [visit.box for visit in self._trail if visit.path == path]
        left = [region for region in regions if not any(_is_same(region.box, box) for box in seen)]
        if not left:
            self._go_to_next_image(path)
            return
        del self._trail[self._place + 1 :]
        self._trail.append(Visit(path, left[0].box))
        self._go_to(len(self._trail) - 1)
        self.announced.emit(self.tr("Uncertain region; %n more in this image", "", len(left) - 1))

    def _go_to_next_image(self, path: str) -> None:
        self._done.add(path)
        there = self._session.most_uncertain(self._done)
        if there is None:
            self._done.clear()
            self._session.said.emit("info", self.tr("You have looked at every uncertain region of the project."))
            return
        self._wanted = there
        self._session.open_image(there)
        self.announced.emit(self.tr("No uncertain region is left there; this is the next uncertain image"))

    def _go_to(self, place: int) -> None:
        self._place = place
        visit = self._trail[place]
        if visit.path != self._session.image_path:
            self._goal = visit.path  # it is shown when the image is there
            self._session.open_image(visit.path)
            return
        self._goal = None
        self._canvas.show_box(visit.box)
        self.ring.show_box(visit.box)

    @Slot()
    def _arrive(self) -> None:
        self.ring.clear()
        if self._goal is not None and self._goal == self._session.image_path:
            self._go_to(self._place)


def _is_same(one: Box, other: Box) -> bool:
    rows = min(one[2], other[2]) - max(one[0], other[0])
    cols = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return rows > 0 and cols > 0 and rows * cols > _SAME_SHARE * smaller
