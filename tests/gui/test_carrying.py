"""Labels copied from the image before, and one class replaced by another, in memory and in files."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.label_map import UNLABELED, Source
from app.session import Session
from app.session.replacing import Count, Replacement
from app.ui.main_window import MainWindow
from app.ui.replace_dialog import ReplaceDialog

HEIGHT, WIDTH = 20, 30
A, B = 0, 1
SMALL, FIRST, SECOND, THIRD = 0, 1, 2, 3  # the images; a small one is shown when the folder is opened
Plane = NDArray[np.uint8]


def open_folder(session: Session, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(folder)])


def show(session: Session, number: int, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_image(session.images[number])


def paint(session: Session, row: int, value: int) -> None:
    session.paint(row, 0, np.ones((4, WIDTH), bool), value=value)
    session.end_stroke("rows")


def labels(session: Session) -> Plane:
    assert session.labels is not None
    return session.labels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    Image.fromarray(np.zeros((7, 9, 3), np.uint8)).save(made / "0.png")
    for name in ("a", "b", "c"):
        Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(made / f"{name}.png")
    return made


@pytest.fixture
def session(folder: Path, qtbot: QtBot) -> Iterator[Session]:
    """The first image: rows 0-3 are A, rows 4-7 B. The second, which is shown: rows 2-5 B."""
    made = Session()
    open_folder(made, folder, qtbot)
    assert [made.add_class("a"), made.add_class("b")] == [A, B]
    show(made, FIRST, qtbot)
    paint(made, 0, A)
    paint(made, 4, B)
    show(made, SECOND, qtbot)
    paint(made, 2, B)
    yield made
    made.close()


def reopened(session: Session, folder: Path, qtbot: QtBot, number: int) -> None:
    """Show an image after all labels were in files and none in memory."""
    assert session.close_project()
    open_folder(session, folder, qtbot)
    if number:
        show(session, number, qtbot)


EXPECTED = np.full((HEIGHT, WIDTH), UNLABELED, np.uint8)
EXPECTED[0:2], EXPECTED[2:6], EXPECTED[6:8] = A, B, B


@pytest.mark.parametrize("is_in_memory", [True, False])
def test_labels_are_copied_around_what_is_painted(
    session: Session, folder: Path, qtbot: QtBot, is_in_memory: bool
) -> None:
    if not is_in_memory:
        reopened(session, folder, qtbot, SECOND)
    before = labels(session).copy()
    with qtbot.waitSignal(session.edited):
        session.copy_previous()
    assert np.array_equal(labels(session), EXPECTED)
    assert session.provenance is not None
    assert (session.provenance[:8] == Source.PAINTED).all()
    assert session.undo()
    assert np.array_equal(labels(session), before)


def test_labels_are_copied_over_everything_if_asked(session: Session) -> None:
    session.copy_previous(overwrites=True)
    expected = EXPECTED.copy()
    expected[2:4], expected[4:8] = A, B
    assert np.array_equal(labels(session), expected)


def test_copied_labels_that_come_late_go_nowhere(session: Session, folder: Path, qtbot: QtBot) -> None:
    reopened(session, folder, qtbot, SECOND)
    session.open_image(session.images[THIRD])
    session.copy_previous()  # for the second image, which is shown still
    qtbot.waitUntil(lambda: session.image_path == session.images[THIRD])
    qtbot.waitUntil(session._reader.is_idle)
    assert (labels(session) == UNLABELED).all()
    show(session, SECOND, qtbot)
    assert session.history is not None
    assert session.history.names == ["rows"]  # what made its labels, and no copy


@pytest.mark.parametrize(
    ("number", "word"), [(SMALL, "no image before"), (FIRST, "no labels"), (THIRD, "here already")]
)
def test_it_is_said_where_nothing_can_be_copied(session: Session, qtbot: QtBot, number: int, word: str) -> None:
    show(session, number, qtbot)
    if number == THIRD:
        session.copy_previous()
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: word in text):
        session.copy_previous()


def test_labels_of_another_size_are_refused(session: Session, qtbot: QtBot) -> None:
    show(session, SMALL, qtbot)
    session.paint(0, 0, np.ones((2, 2), bool), value=A)
    session.end_stroke("small")
    show(session, FIRST, qtbot)
    with qtbot.waitSignal(session.said, check_params_cb=lambda level, text: "another size" in text):
        session.copy_previous()
    assert (labels(session)[8:] == UNLABELED).all()


def test_a_class_is_replaced_in_the_image_and_keeps_its_provenance(session: Session) -> None:
    session.accept()
    assert session.replace_class(B, A) is not None
    assert set(np.unique(labels(session))) == {A, UNLABELED}
    assert session.replace_class(B, A) is None  # none is left
    assert session.replace_class(A, UNLABELED) is not None
    assert session.provenance is not None
    assert (session.provenance == Source.NONE).all()
    session.undo()
    assert (session.provenance[2:6] == Source.PAINTED).all()


def replace_everywhere(session: Session, qtbot: QtBot, old: int, new: int) -> tuple[Count, Count]:
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.counted) as counted:
        replacement.count(old)
    with qtbot.waitSignal(replacement.ended) as ended:
        replacement.replace(old, new, list(counted.args[0].pixels))
    return counted.args[0], ended.args[0]


@pytest.mark.parametrize("is_in_memory", [True, False])
def test_a_class_is_replaced_in_all_images(session: Session, folder: Path, qtbot: QtBot, is_in_memory: bool) -> None:
    images = session.images
    if not is_in_memory:
        reopened(session, folder, qtbot, THIRD)
    counted, ended = replace_everywhere(session, qtbot, B, A)
    assert counted.pixels == ended.pixels == dict.fromkeys(images[FIRST:THIRD], 4 * WIDTH)
    assert counted.problems == ended.problems == []
    reopened(session, folder, qtbot, SECOND)
    assert set(np.unique(labels(session))) == {A, UNLABELED}
    assert session.provenance is not None
    assert (session.provenance[2:6] == Source.PAINTED).all()
    show(session, FIRST, qtbot)
    assert (labels(session)[:8] == A).all()


def test_what_counted_before_is_let_go(session: Session, qtbot: QtBot) -> None:
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.counted):
        replacement.count(A)
    job = weakref.ref(replacement._job)
    with qtbot.waitSignal(replacement.counted):
        replacement.count(B)
    gc.collect()
    assert job() is None


def test_replacing_in_memory_is_one_step_of_each_image(session: Session, qtbot: QtBot) -> None:
    replace_everywhere(session, qtbot, B, A)
    for number, rows in ((SECOND, slice(2, 6)), (FIRST, slice(4, 8))):
        if number == FIRST:
            show(session, FIRST, qtbot)
        assert (labels(session)[rows] == A).all()
        assert session.undo()
        assert (labels(session)[rows] == B).all()


def test_an_image_that_is_opened_while_its_file_is_replaced_shows_the_new_class(
    session: Session, folder: Path, qtbot: QtBot
) -> None:
    reopened(session, folder, qtbot, THIRD)
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.ended):
        session.open_image(session.images[SECOND])  # read before the file is changed
        replacement.replace(B, A, session.images[SECOND:FIRST:-1])
    qtbot.waitUntil(lambda: session.image_path == session.images[SECOND])
    assert (labels(session)[2:6] == A).all()
    reopened(session, folder, qtbot, SECOND)
    assert (labels(session)[2:6] == A).all()
    assert not list((folder / ".segmend").rglob("*replaced*"))


def test_a_damaged_file_is_named_and_left_as_it_is(session: Session, folder: Path, qtbot: QtBot) -> None:
    assert session.close_project()
    damaged = next((folder / ".segmend").rglob("a.png.png"))
    data = damaged.read_bytes()[:-200]
    damaged.write_bytes(data)
    open_folder(session, folder, qtbot)
    images = session.images
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.ended) as ended:
        replacement.replace(B, A, images[FIRST:THIRD])
    count = ended.args[0]
    assert list(count.pixels) == [images[SECOND]]
    assert len(count.problems) == 1
    assert "a.png" in count.problems[0]
    assert damaged.read_bytes() == data


def test_replacing_can_be_cancelled_between_images(session: Session, folder: Path, qtbot: QtBot) -> None:
    reopened(session, folder, qtbot, THIRD)
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.ended) as ended:
        replacement.replace(B, A, session.images[FIRST:THIRD])
        replacement.cancel()
    assert list(ended.args[0].pixels) == [session.images[FIRST]]
    show(session, SECOND, qtbot)
    assert (labels(session)[2:6] == B).all()


def test_the_dialog_counts_before_it_replaces(qtbot: QtBot, open_window: MainWindow) -> None:
    session = open_window.session
    session.paint(0, 0, np.ones((4, 5), bool), value=1)
    session.end_stroke("cat")
    session.choose_class(1)
    open_window.show_replacing()
    dialog = open_window.findChild(ReplaceDialog, "replaceDialog")
    assert "20 pixels" in dialog.told.text()
    dialog.new.setCurrentIndex(dialog.old.currentIndex())
    assert not dialog.go.isEnabled()
    dialog.new.setCurrentIndex(0)
    dialog.everywhere.setChecked(True)
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "20 pixels" in dialog.told.text()
    dialog.go.click()
    qtbot.waitUntil(lambda: session.labels is not None and bool((session.labels[:4, :5] == 0).all()))
    assert session.undo()


def test_a_lock_that_kept_a_replacement_elsewhere_is_not_told_with_the_next_stroke(
    session: Session, qtbot: QtBot
) -> None:
    session.set_class_look(A, is_locked=True)
    session.replace_in_memory(session.images[FIRST], B, A, lambda _edit: None, pytest.fail)
    values = np.full((HEIGHT, WIDTH), A, np.uint8)
    session.merge_in_memory(session.images[FIRST], values, lambda _edit, _kept: None, pytest.fail, overwrite=True)
    session.finish_steps()
    show(session, FIRST, qtbot)
    with qtbot.assertNotEmitted(session.spared):
        paint(session, 12, B)


def test_a_class_is_replaced_and_a_stroke_that_only_the_journal_has_stays(
    session: Session, folder: Path, qtbot: QtBot
) -> None:
    show(session, THIRD, qtbot)
    reopened(session, folder, qtbot, 0)  # shows the third again
    assert not session.has_in_memory(session.images[SECOND])
    path, project = session.images[SECOND], session.project
    document, _ = project.document(path, project.read_labels(path, (HEIGHT, WIDTH)))
    document.paint(12, 0, np.ones((4, WIDTH), bool), A)
    document.commit("late")
    project.append_to_journal(document)
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.ended):
        replacement.replace(B, A, [path])
    show(session, SECOND, qtbot)
    assert session.history.names == ["rows", "late", "Replace a class"]
    assert (labels(session)[2:6] == A).all()
    assert (labels(session)[12:16] == A).all()


def test_a_stroke_made_while_the_file_is_replaced_stays_in_the_journal(
    session: Session, folder: Path, qtbot: QtBot
) -> None:
    show(session, THIRD, qtbot)
    reopened(session, folder, qtbot, 0)  # shows the third again
    assert not session.has_in_memory(session.images[SECOND])
    path = session.images[SECOND]
    session.image_opened.connect(lambda: paint(session, 12, A))
    replacement = Replacement(session)
    with qtbot.waitSignal(replacement.ended):
        session.open_image(path)  # read before the file is changed
        replacement.replace(B, A, [path])
    assert session.history.names == ["rows", "rows", "Replace a class"]
    stored = session.project._database.edits(session.project.relative(path))
    assert [(each.number, each.name) for each in stored] == [(1, "rows"), (2, "rows"), (3, "Replace a class")]
