"""A large image is shown in small while it is read: nothing can be done to it yet, and nothing jumps."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from app.core.errors import InputError
from app.core.thumbnail_cache import THUMBNAIL_SIDE, ThumbnailCache
from app.session import Session
from app.session.ahead import ReadAhead
from app.ui.main_window import MainWindow

SHAPE = (900, 1200)
SMALL, LARGE, OTHER = 0, 1, 2


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Images are read to the end only once this is set; all are large enough for a preview."""
    monkeypatch.setattr("app.session.preview._LEAST_PIXELS", 100_000)
    monkeypatch.setattr(ReadAhead, "prepare", lambda *_: None)
    may_read, read = threading.Event(), ReadAhead.read

    def held(ahead: ReadAhead, path: str) -> object:
        if path.endswith(("b.jpg", "c.png")):
            assert may_read.wait(30)
        return read(ahead, path)

    monkeypatch.setattr(ReadAhead, "read", held)
    yield may_read
    may_read.set()


@pytest.fixture
def session(gate: threading.Event, open_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Session:
    folder = tmp_path / "large"
    folder.mkdir()
    Image.fromarray(np.full((50, 60, 3), 200, np.uint8)).save(folder / "a.png")
    shade = np.linspace(0, 255, SHAPE[1]).astype(np.uint8)
    image = np.broadcast_to(shade[None, :, None], (*SHAPE, 3)).copy()
    Image.fromarray(image).save(folder / "b.jpg", quality=95)
    Image.fromarray(image).save(folder / "c.png")
    made = open_window.session
    with qtbot.waitSignal(made.image_opened):
        made.open_paths([str(folder)])
    if not len(made.classes):
        made.add_class("thing")
    return made


def ask(session: Session, number: int, qtbot: QtBot) -> None:
    session.open_image(session.images[number])
    qtbot.waitUntil(lambda: session.preview is not None)


def test_a_jpeg_is_seen_in_small_at_its_place_and_nothing_jumps_when_it_is_there(
    session: Session, open_window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    canvas = open_window.canvas
    ask(session, LARGE, qtbot)
    assert session.image_path == session.images[SMALL]
    assert canvas.view.image_shape == SHAPE
    small = np.array(canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB32).constBits())
    canvas.set_zoom(canvas.zoom * 1.7, QPointF(150, 130))
    before = canvas.zoom, canvas.to_screen(300, 400)
    gate.set()
    qtbot.waitUntil(lambda: session.image_path == session.images[LARGE])
    assert session.preview is None
    assert (canvas.zoom, canvas.to_screen(300, 400)) == before
    canvas.zoom_fit()
    whole = np.array(canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB32).constBits())
    assert small.shape == whole.shape
    assert np.abs(small.astype(int) - whole.astype(int)).mean() < 4


def test_nothing_can_be_done_to_what_is_not_there_nor_to_what_is_not_seen(
    session: Session, open_window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    session.choose_tool("brush")
    session.paint(5, 5, np.ones((10, 10), bool), value=0)  # a stroke that is open when the next image is asked for
    ask(session, LARGE, qtbot)
    assert session.history is not None
    assert len(session.history.names) == 1
    painted = np.array(session.labels)
    assert "still being read" in open_window.canvas.hint
    qtbot.mousePress(open_window.canvas, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(open_window.canvas, open_window.canvas.rect().center())
    qtbot.mouseRelease(open_window.canvas, Qt.MouseButton.LeftButton)
    for name in ("undo", "accept"):
        assert not open_window.commands[name].isEnabled()
    np.testing.assert_array_equal(session.labels, painted)
    gate.set()
    qtbot.waitUntil(lambda: session.image_path == session.images[LARGE])
    assert session.labels is not None
    assert (session.labels == 255).all()
    assert "still being read" not in open_window.canvas.hint
    qtbot.mouseClick(open_window.canvas, Qt.MouseButton.LeftButton)
    assert (session.labels == 0).any()


def test_of_other_kinds_a_thumbnail_that_was_kept_is_shown(
    session: Session, open_window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    path = session.images[OTHER]
    ThumbnailCache().put(path, THUMBNAIL_SIDE, np.full((144, 192, 3), 90, np.uint8))
    ask(session, OTHER, qtbot)
    assert session.preview is not None
    assert session.preview.pixels.shape == (144, 192, 3)
    assert open_window.canvas.view.image_shape == SHAPE
    session.open_image(session.images[SMALL])  # and back, before it is there
    assert session.preview is None
    assert open_window.canvas.view.image_shape == (50, 60)
    gate.set()
    qtbot.waitUntil(lambda: not session.is_loading)
    assert session.image_path == session.images[SMALL]


def test_where_the_image_cannot_be_read_the_one_before_is_there_again(
    session: Session, open_window: MainWindow, gate: threading.Event, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(session, LARGE, qtbot)

    def fail(*_arguments: object, **_named: object) -> None:
        raise InputError("damaged")

    monkeypatch.setattr("app.session.ahead.read_image", fail)
    gate.set()
    qtbot.waitUntil(lambda: not session.is_loading)
    assert session.preview is None
    assert session.image_path == session.images[SMALL]
    assert open_window.canvas.view.image_shape == (50, 60)
    assert open_window.canvas.hint
    open_window.close()
