"""The tools of one canvas, and which of them is in hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.session import Session
from app.ui.tools.brush import Brush, Eraser
from app.ui.tools.cutout import Cutout
from app.ui.tools.lasso import Lasso
from app.ui.tools.pan import Pan
from app.ui.tools.polygon import Polygon
from app.ui.tools.rectangle import Ellipse, Rectangle
from app.ui.tools.region import Accept, Fill, Picker, Reject
from app.ui.tools.reshape import Reshape
from app.ui.tools.superpixels import SuperpixelBrush
from app.ui.tools.tool import Pointer, Tool
from app.ui.tools.wand import Wand

TOOLS: dict[str, type[Tool]] = {  # by the name the session knows them by
    "brush": Brush,
    "eraser": Eraser,
    "superpixels": SuperpixelBrush,
    "polygon": Polygon,
    "lasso": Lasso,
    "rectangle": Rectangle,
    "ellipse": Ellipse,
    "fill": Fill,
    "wand": Wand,
    "cutout": Cutout,
    "reshape": Reshape,
    "accept": Accept,
    "reject": Reject,
    "picker": Picker,
    "pan": Pan,
}
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Backspace)


class ToolBelt(QObject):
    """Holds the tool that the session says, and passes mouse and keys on while there is an image to work on."""

    changed = Signal()  # another tool, or what it draws and says
    begun = Signal()  # has_begun or can_bring_back

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._tools = {name: kind(session, self) for name, kind in TOOLS.items()}
        self._name = session.tool
        self._told = (False, False)  # has_begun and can_bring_back, as they were told last
        self._earlier = "brush"  # what the picker goes back to
        session.tool_chosen.connect(self._take)
        session.brush_changed.connect(self.changed)
        session.options_changed.connect(self.changed)
        session.image_opened.connect(self._start_afresh)
        session.image_closed.connect(self._start_afresh)
        for tool in self._tools.values():
            tool.changed.connect(self.changed)
        self.changed.connect(self._tell_begun)
        for tool in self._tools.values():
            if isinstance(tool, Picker):
                tool.picked.connect(self._go_back)

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tools[self._name]

    @property
    def is_usable(self) -> bool:
        """Whether labels can be changed: an image is open and neither a live frame nor the next image hides it."""
        return self._session.labels is not None and not self._session.is_hidden

    def hint(self) -> str:
        """What the tool in hand can do now; empty where it can do nothing."""
        if self._session.preview is not None:
            return self.tr("The image is still being read; it can be worked on in a moment.")
        return self.tool.hint() if self.is_usable else ""

    def press(self, pointer: Pointer) -> None:
        """A button went down."""
        if self.is_usable:
            self.tool.press(pointer)

    def double_click(self, pointer: Pointer) -> None:
        """The second press of a double-click."""
        if self.is_usable:
            self.tool.double_click(pointer)

    def move(self, pointer: Pointer) -> None:
        """The mouse moved."""
        if self.is_usable:
            self.tool.move(pointer)

    def release(self, pointer: Pointer) -> None:
        """A button went up; heard even when a live frame came in between, so that no stroke stays open."""
        self.tool.release(pointer)

    def wants(self, key: int) -> bool:
        """Whether a key belongs to what the tool has begun."""
        return self.tool.is_active and key in KEYS

    def key(self, key: int) -> bool:
        """Pass a key on; whether it was used."""
        return self.wants(key) and self.tool.key(Qt.Key(key))

    @property
    def has_begun(self) -> bool:
        """Whether the tool in hand has begun something that undo takes back before any step of the history."""
        return self.is_usable and self.tool.is_active

    @property
    def can_bring_back(self) -> bool:
        """Whether redo brings back a part of what the tool has begun."""
        return self.is_usable and self.tool.can_bring_back

    def take_back(self) -> bool:
        """Take back the last part of what is begun; False if nothing is."""
        return self.has_begun and self.tool.take_back()

    def bring_back(self) -> bool:
        """Have again what was taken back of what is begun; False if there is nothing."""
        return self.can_bring_back and self.tool.bring_back()

    def resize(self, notches: float) -> bool:
        """Turn the wheel for the size of the tool in hand; False if it has none."""
        return self.tool.resize(notches)

    def interrupt(self) -> None:
        """The window lost the mouse: a stroke ends here, for its release would be heard elsewhere."""
        if isinstance(self.tool, Brush | SuperpixelBrush) and self.tool.is_active:
            self.tool.leave()

    @Slot()
    def _tell_begun(self) -> None:
        now = self.has_begun, self.can_bring_back
        if now != self._told:
            self._told = now
            self.begun.emit()

    @Slot(str)
    def _take(self, name: str) -> None:
        self.tool.leave()
        if self._name != "picker":
            self._earlier = self._name
        self._name = name
        self.changed.emit()

    @Slot()
    def _go_back(self) -> None:
        self._session.choose_tool(self._earlier)

    @Slot()
    def _start_afresh(self) -> None:
        for tool in self._tools.values():
            tool.forget()
        self.changed.emit()
