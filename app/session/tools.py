"""What the person has in hand: class, tool, brush, view."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.label_classes import LabelClasses
from app.session.options import ToolOptions

VIEWS = ("prediction", "heatmap", "uncertainty", "none")
TOOLS = (
    "brush", "eraser", "superpixels", "polygon", "lasso", "rectangle", "ellipse", "fill", "wand", "cutout", "reshape",
    "accept", "reject", "picker", "pan",
)  # fmt: skip
EXTRA_TOOLS: list[str] = []  # of other packages; app.ui.plugins fills it
MAX_BRUSH_DIAMETER = 4096  # pixels of the image


class ToolState(QObject):
    """The choices that tools and views ask for; they hold no pixels."""

    class_chosen = Signal(int)
    tool_chosen = Signal(str)
    brush_changed = Signal(int)
    options_changed = Signal()
    view_changed = Signal()
    said = Signal(str, str)  # level ("info", "warning", "error"), sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen_class = 0
        self._earlier_class = 0
        self._tool = "brush"
        self._brush_diameter = 20
        self._options = ToolOptions()
        self._view = "prediction"

    @property
    def classes(self) -> LabelClasses:
        """The table of classes that indices refer to."""
        raise NotImplementedError

    @property
    def chosen_class(self) -> int:
        """The index that tools paint; not in `classes` while there are none."""
        return self._chosen_class

    def choose_class(self, index: int) -> None:
        """Paint this class from now on; says so if there is none."""
        if index not in self.classes:
            self.said.emit("warning", self.tr("There is no class with index {0}; add one.").format(index))
            return
        if index != self._chosen_class:
            self._earlier_class, self._chosen_class = self._chosen_class, index
            self.class_chosen.emit(index)

    def _keep_choice_valid(self) -> None:
        """Choose the first class when the chosen one is gone, or was none yet."""
        first = next(iter(self.classes), None)
        if self._chosen_class not in self.classes and first is not None:
            self._chosen_class = first.index
            self.class_chosen.emit(first.index)

    def swap_class(self) -> None:
        """Choose the class that was chosen before this one."""
        if self._earlier_class in self.classes:
            self.choose_class(self._earlier_class)

    @property
    def tool(self) -> str:
        """One of TOOLS or EXTRA_TOOLS."""
        return self._tool

    def choose_tool(self, name: str) -> None:
        """Take a tool in hand; ValueError for a name not in TOOLS or EXTRA_TOOLS."""
        if name not in TOOLS and name not in EXTRA_TOOLS:
            raise ValueError(f"there is no tool {name!r}, only {', '.join((*TOOLS, *EXTRA_TOOLS))}")
        if name != self._tool:
            self._tool = name
            self.tool_chosen.emit(name)

    @property
    def brush_diameter(self) -> int:
        """In pixels of the image, 1 to MAX_BRUSH_DIAMETER."""
        return self._brush_diameter

    def set_brush_diameter(self, diameter: int) -> None:
        """In pixels of the image; moved into 1 to MAX_BRUSH_DIAMETER."""
        diameter = min(max(int(diameter), 1), MAX_BRUSH_DIAMETER)
        if diameter != self._brush_diameter:
            self._brush_diameter = diameter
            self.brush_changed.emit(diameter)

    @property
    def options(self) -> ToolOptions:
        """How the tools work."""
        return self._options

    def set_options(self, **changes: object) -> None:
        """Let the tools work in another way; the names are those of ToolOptions, numbers are moved into range."""
        options = self._options.changed(**changes)
        if options != self._options:
            self._options = options
            self.options_changed.emit()

    @property
    def view(self) -> str:
        """What lies over the image: one of VIEWS."""
        return self._view

    def set_view(self, view: str) -> None:
        """Show another overlay; ValueError for a name not in VIEWS."""
        if view not in VIEWS:
            raise ValueError(f"there is no view {view!r}, only {', '.join(VIEWS)}")
        if view != self._view:
            self._view = view
            self.view_changed.emit()
