import gc
import weakref

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.ui import statistics_panel
from app.ui.main_window import MainWindow
from app.ui.statistics_panel import _short


def paint(window: MainWindow, row: int, value: int) -> None:
    window.session.paint(row, 5, np.ones((4, 10), bool), value=value)
    window.session.end_stroke("Brush")


def save(qtbot: QtBot, window: MainWindow) -> None:
    window.session.save()
    qtbot.waitUntil(lambda: not window.session.is_dirty)


def table(window: MainWindow) -> list[list[str]]:
    cells = window.statistics_panel.table
    return [[cells.item(row, col).text() for col in range(4)] for row in range(cells.rowCount())]


def shows(qtbot: QtBot, window: MainWindow, *rows: list[str]) -> None:
    qtbot.waitUntil(lambda: table(window) == list(rows))


def test_nothing_is_counted_until_somebody_looks(
    qtbot: QtBot, open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    for name in ("count_project", "count_file"):
        count = getattr(statistics_panel, name)
        monkeypatch.setattr(statistics_panel, name, lambda *given, count=count: counted.append(given) or count(*given))
    assert not open_window.docks["statistics"].isVisible()
    paint(open_window, 5, 1)
    save(qtbot, open_window)
    assert not counted
    open_window.toggle_statistics()
    shows(qtbot, open_window, ["background", "0 · 0%", "0", "–"], ["cat", "40 · 100%", "1", "–"])
    assert len(counted) == 1


def test_a_save_counts_that_image_again_and_only_that(qtbot: QtBot, open_window: MainWindow) -> None:
    session = open_window.session
    paint(open_window, 5, 1)
    save(qtbot, open_window)
    open_window.toggle_statistics()
    shows(qtbot, open_window, ["background", "0 · 0%", "0", "–"], ["cat", "40 · 100%", "1", "–"])
    session.open_image(session.images[1])
    qtbot.waitUntil(lambda: session.image_path == session.images[1])
    paint(open_window, 5, 0)
    paint(open_window, 15, 1)
    paint(open_window, 25, 1)
    save(qtbot, open_window)
    shows(qtbot, open_window, ["background", "40 · 25%", "1", "–"], ["cat", "120 · 75%", "2", "–"])
    for _ in range(3):
        session.undo()
    save(qtbot, open_window)
    shows(qtbot, open_window, ["background", "0 · 0%", "0", "–"], ["cat", "40 · 100%", "1", "–"])


def test_prediction_and_labels_are_compared_for_the_image_shown(qtbot: QtBot, open_window: MainWindow) -> None:
    session, panel = open_window.session, open_window.statistics_panel
    paint(open_window, 5, 1)
    paint(open_window, 15, 0)
    labels = np.zeros((48, 64), np.uint8)
    labels[5:6] = 1
    session.show_prediction(labels, labels, generation=session.generation, version="test")
    open_window.toggle_statistics()
    qtbot.waitUntil(lambda: panel.agreement is not None)
    assert panel.agreement.of(1) == pytest.approx(0.25)
    assert [row[3] for row in table(open_window)] == ["100%", "25%"]
    assert [each.name for each in panel.matrix.classes] == ["background", "cat"]
    assert panel.matrix.share(1, 0) == pytest.approx(0.75)
    assert panel.matrix.share(1, 1) == pytest.approx(0.25)
    assert "75.0% of cat predicted as background" in panel.matrix._sentence(1, 0)
    assert not panel.matrix.grab().isNull()
    session.open_image(session.images[1])
    qtbot.waitUntil(lambda: session.image_path == session.images[1])
    qtbot.waitUntil(lambda: panel.agreement is None)
    assert not panel.matrix.isVisible()


def test_closing_the_project_forgets_the_counts(qtbot: QtBot, open_window: MainWindow) -> None:
    paint(open_window, 5, 1)
    save(qtbot, open_window)
    open_window.toggle_statistics()
    shows(qtbot, open_window, ["background", "0 · 0%", "0", "–"], ["cat", "40 · 100%", "1", "–"])
    open_window.session.close_project()
    qtbot.waitUntil(lambda: all(row[1:3] == ["0", "0"] for row in table(open_window)))


@pytest.mark.parametrize(
    ("pixels", "text"), [(0, "0"), (999, "999"), (1234, "1.23k"), (12_345_678, "12.3M"), (2 * 10**9, "2G")]
)
def test_large_counts_are_short(pixels: int, text: str) -> None:
    assert _short(pixels) == text


def test_what_counted_a_project_is_let_go(qtbot: QtBot, open_window: MainWindow) -> None:
    open_window.toggle_statistics()
    job = weakref.ref(open_window.statistics_panel._job)
    qtbot.waitUntil(lambda: open_window.statistics_panel._job is None)
    gc.collect()
    assert job() is None
