import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.class_list import ROW_HEIGHT
from app.ui.learning_curve import axis_ends
from app.ui.main_window import MainWindow
from tests.gui.conftest import FakeLearner, FakeReport, FakeVersion


def test_the_learning_panel_steers_the_learner(open_window: MainWindow, learner: FakeLearner) -> None:
    panel = open_window.learning_panel
    QTest.mouseClick(panel.live, Qt.MouseButton.LeftButton)
    assert not learner.is_live
    QTest.mouseClick(panel.update_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.learn_button, Qt.MouseButton.LeftButton)
    assert learner.calls[-2:] == [("update_once",), ("learn",)]
    learner.is_ready = False
    learner.changed.emit()
    assert not panel.learn_button.isEnabled()


def test_versions_are_listed_and_enter_uses_one(open_window: MainWindow, learner: FakeLearner) -> None:
    panel = open_window.learning_panel
    assert not panel.roll_back_button.isEnabled()
    learner.versions = [FakeVersion("bundled"), FakeVersion("learned 1", measures={"mean_iu": 0.5}, is_current=True)]
    learner.version = "learned 1"
    learner.changed.emit()
    assert panel.versions.item(1).text() == "learned 1 · IU 50.0%"
    assert panel.versions.currentRow() == 1
    panel.versions.setFocus()
    QTest.keyClick(panel.versions, Qt.Key.Key_Up)
    QTest.keyClick(panel.versions, Qt.Key.Key_Return)
    assert learner.calls[-1] == ("use_version", "bundled")
    assert panel.roll_back_button.isEnabled()


def test_what_there_is_to_say_of_learn_is_shown_in_as_many_lines(open_window: MainWindow, learner: FakeLearner) -> None:
    note = open_window.learning_panel._idle_note
    assert not note.isVisible()
    learner.idle_note = "Interrupted at 45%: Learn goes on from there."
    learner.changed.emit()
    assert note.isVisible()
    assert note.text() == learner.idle_note
    learner.idle_note += "\nIt begins after 5 minutes without painting."
    learner.changed.emit()
    assert note.text().count("\n") == 1
    learner.idle_note = ""
    learner.changed.emit()
    assert not note.isVisible()


def test_an_interrupted_learn_is_discarded_beside_the_note_or_in_the_menu(
    open_window: MainWindow, learner: FakeLearner
) -> None:
    panel, action = open_window.learning_panel, open_window.commands["discard_learn"]
    assert not panel.discard_button.isVisible()
    assert not action.isEnabled()
    assert action.toolTip().endswith("No Learn was interrupted.")
    learner.idle_note, learner.has_interrupted = "Interrupted at 45%: Learn goes on from there.", True
    learner.changed.emit()
    assert panel.discard_button.isVisible()
    assert panel.discard_button.y() == panel._idle_note.y()
    assert panel.discard_button.toolTip() == action.toolTip()
    QTest.mouseClick(panel.discard_button, Qt.MouseButton.LeftButton)
    action.trigger()
    assert learner.calls[-2:] == [("discard_interrupted",)] * 2
    learner.idle_note, learner.has_interrupted = "", False
    learner.changed.emit()
    assert not panel.discard_button.isVisible()


def test_before_and_after_are_shown_for_each_class(open_window: MainWindow, learner: FakeLearner) -> None:
    before = {"mean_iu": 0.5, "iu": {"cat": 0.4, "dog": None}}
    after = {"mean_iu": 0.55, "iu": {"cat": 0.35, "dog": 0.2}}
    learner.last_report = FakeReport(before, after, is_published=False, note="held out: 2 images")
    learner.changed.emit()
    report = open_window.learning_panel.report
    rows = [[report.table.item(row, column).text() for column in range(4)] for row in range(3)]
    assert rows == [
        ["Mean IU", "50.0%", "55.0%", "+5.0"],
        ["cat", "40.0%", "35.0%", "-5.0"],
        ["dog", "–", "20.0%", ""],
    ]
    assert "old version stays" in report.outcome


def test_a_report_is_seen_as_a_whole(qtbot: QtBot, open_window: MainWindow, learner: FakeLearner) -> None:
    open_window.resize(1360, 860)
    learner.versions = [FakeVersion("bundled"), FakeVersion("learned 1", is_current=True)]
    measures = {"mean_iu": 0.5, "iu": {"background": 0.9, "cat": 0.4, "person": 0.4}}
    learner.measured.emit({"run": "learn", "step": 1, "loss": 0.5})
    learner.last_report = FakeReport(measures, measures, note="held out: 2 images")
    learner.changed.emit()
    learner.learned.emit(learner.last_report)
    qtbot.waitUntil(lambda: open_window.learning_panel.lacking_height() == 0)
    assert open_window.docks["history"].height() >= 100


def test_a_report_leaves_the_classes_six_rows_and_its_outcome_is_seen(
    qtbot: QtBot, open_window: MainWindow, learner: FakeLearner
) -> None:
    open_window.resize(1280, 800)
    for name in ("dog", "person", "car", "sky", "tree", "road"):
        open_window.session.add_class(name)
    table, panel = open_window.class_list.table, open_window.learning_panel
    for measure in ("loss", "score"):
        learner.measured.emit({"run": "learn", "step": 1, measure: 0.5})
    measures = {"mean_iu": 0.5, "iu": {each.name: 0.5 for each in open_window.session.classes}}
    learner.versions = [FakeVersion("bundled"), FakeVersion("learned 1", is_current=True)]
    learner.last_report = FakeReport(measures, measures)
    learner.changed.emit()
    before = open_window.docks["learning"].height()
    learner.learned.emit(learner.last_report)
    qtbot.waitUntil(lambda: open_window.docks["learning"].height() > before)
    assert panel.lacking_height() > 0  # the rest is scrolled to
    assert table.viewport().height() >= 6 * ROW_HEIGHT
    assert panel.report.visibleRegion().boundingRect().height() > 80


def drawn_width(widget: QWidget) -> int:
    """Over how many pixels something is seen on a widget of one colour."""
    seen = widget.grab().toImage()
    ground = seen.pixel(1, 1)
    cols = [x for x in range(seen.width()) for y in range(seen.height()) if seen.pixel(x, y) != ground]
    return max(cols) - min(cols) + 1 if cols else 0


def test_a_report_folds_to_its_outcome_and_stays_folded(open_window: MainWindow, learner: FakeLearner) -> None:
    measures = {"mean_iu": 0.5, "iu": {"cat": 0.4}}
    learner.last_report = FakeReport(measures, measures)
    learner.changed.emit()
    report = open_window.learning_panel.report
    assert report.table.isVisible()
    assert drawn_width(report.fold) >= 6
    QTest.mouseClick(report.fold, Qt.MouseButton.LeftButton)
    learner.last_report = FakeReport(measures, measures, is_published=False)
    learner.changed.emit()
    assert not report.table.isVisible()
    assert report.isVisible()
    assert "old version stays" in report.outcome
    assert report.fold.accessibleName().startswith("Show")
    QTest.mouseClick(report.fold, Qt.MouseButton.LeftButton)
    assert report.table.isVisible()


def test_while_it_learns_the_curves_have_the_place_of_the_last_report(
    open_window: MainWindow, learner: FakeLearner
) -> None:
    measures = {"mean_iu": 0.5, "iu": {"cat": 0.4}}
    learner.last_report, learner.is_learning = FakeReport(measures, measures), True
    learner.changed.emit()
    assert not open_window.learning_panel.report.isVisible()
    learner.is_learning = False
    learner.changed.emit()
    assert open_window.learning_panel.report.isVisible()


def test_curves_grow_and_begin_again_with_the_next_learning(open_window: MainWindow, learner: FakeLearner) -> None:
    curves = open_window.learning_panel.curves
    for step in range(5000):
        learner.measured.emit({"step": step, "loss": 1.0 / (step + 1)})
    learner.measured.emit({"step": 5000, "score": 0.7, "loss": float("nan")})
    assert set(curves.curves) == {"loss", "score"}
    assert curves.curves["loss"].steps[0] == 0
    assert curves.curves["loss"].steps[-1] == 4999
    assert len(curves.curves["loss"].steps) <= 2000
    assert not curves.grab().isNull()
    learner.is_learning = True
    learner.changed.emit()
    assert curves.curves == {}


def test_live_learning_and_learn_have_curves_of_their_own(open_window: MainWindow, learner: FakeLearner) -> None:
    curves = open_window.learning_panel.curves
    for step in (1, 2, 3):
        learner.measured.emit({"run": "learn", "step": step, "loss": 0.5})
    assert curves.curves["loss"].steps == [1, 2, 3]
    learner.measured.emit({"run": "live", "step": 30, "loss": 2.0})
    assert curves.curves["loss"].steps == [30]


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(0.12, 0.94, (0, 1)), (3, 3, (0, 4)), (-2.2, 7, (-4, 8)), (0, 0, (0, 1))]
)
def test_an_axis_holds_its_values_between_round_ends(low: float, high: float, ends: tuple[float, float]) -> None:
    below, above = axis_ends(low, high)
    assert below <= low <= high <= above
    assert below < above
    assert above - below <= 3 * max(high - low, abs(high), 1)
