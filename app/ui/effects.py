"""What commands do where it takes more than to call one thing of the window."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.morphology import Shaping
from app.core.project import ImageState

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

Run = Callable[["MainWindow"], object]


def export_frames(window: MainWindow) -> None:
    """Ask for an export of the labelled frames of the video that is open."""
    name = os.path.basename(str(window.camera.source))
    window.exchange_view.ask_for_export(video=name, frames=list(window.live_view.frozen.labelled.values()))


def undo(window: MainWindow) -> None:
    """Take back the last part of what a tool has begun, or else the last step."""
    if not any(canvas.tools.take_back() for canvas in window.canvases):
        window.session.undo()


def redo(window: MainWindow) -> None:
    """Do again what was undone last, likewise."""
    if not any(canvas.tools.bring_back() for canvas in window.canvases):
        window.session.redo()


def compare(mode: str) -> Run:
    return lambda window: window.comparison.toggle(mode)


def choose_tool(name: str) -> Run:
    """Take a tool in hand."""
    return lambda window: window.session.choose_tool(name)


def choose_shaping(shaping: Shaping) -> Run:
    """Take the tool that reshapes in hand, to do this."""

    def choose(window: MainWindow) -> None:
        window.session.set_options(shaping=shaping)
        window.session.choose_tool("reshape")

    return choose


def next_shaping(window: MainWindow) -> None:
    """Take the tool that reshapes in hand; if it is, go on to what it can do next."""
    kinds = list(Shaping)
    if window.session.tool == "reshape":
        place = kinds.index(window.session.options.shaping) + 1
        window.session.set_options(shaping=kinds[place % len(kinds)])
    window.session.choose_tool("reshape")


def toggle_option(name: str) -> Run:
    return lambda window: window.session.set_options(**{name: not getattr(window.session.options, name)})


def toggle_look(name: str) -> Run:
    """Hide or lock the chosen class, or undo that."""

    def toggle(window: MainWindow) -> None:
        index = window.session.chosen_class
        window.session.set_class_look(index, **{name: not getattr(window.session.looks[index], name)})

    return toggle


def toggle_view(name: str) -> Run:
    """Show a view, or the prediction when that view is shown already."""
    return lambda window: window.session.set_view("prediction" if window.session.view == name else name)


def change_brush(factor: float) -> Run:
    """Make the brush smaller or larger by a factor, by one pixel at least."""

    def change(window: MainWindow) -> None:
        old = window.session.brush_diameter
        step = max(1, round(abs(old * factor - old)))
        window.session.set_brush_diameter(old + step if factor > 1 else max(1, old - step))

    return change


def mark(state: ImageState) -> Run:
    return lambda window: window.session.mark(state)


def review_and_step(window: MainWindow) -> None:
    window.session.mark_reviewed()
    window.session.step_image(1)


def class_key(key: str) -> Run:
    def choose(window: MainWindow) -> None:
        label_class = window.session.classes.by_key(key)
        if label_class is not None:
            window.session.choose_class(label_class.index)

    return choose
