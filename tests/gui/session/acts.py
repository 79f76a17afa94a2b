"""What tests of the session do again and again, and what it says to them."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from app.core.label_file import decode_labels
from app.core.label_map import LabelMap, disk
from app.session import Session

SHAPE = (48, 64)
ALL = np.ones(SHAPE, np.bool_)


class Said:
    """The sentences the session said."""

    def __init__(self, session: Session) -> None:
        self.sentences: list[tuple[str, str]] = []
        session.said.connect(lambda level, sentence: self.sentences.append((level, sentence)))
        session.class_used.connect(lambda _index, sentence: self.sentences.append(("warning", sentence)))
        session.class_lacked.connect(lambda sentence: self.sentences.append(("warning", sentence)))

    def text(self, level: str) -> str:
        return "\n".join(sentence for each, sentence in self.sentences if each == level)


def open_folder(session: Session, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.image_opened):
        session.open_paths([str(folder)])


def show(session: Session, path: Path | str, qtbot: QtBot) -> None:
    session.open_image(str(path))
    qtbot.waitUntil(lambda: not session.is_loading)
    assert session.image_path == str(path)


def stroke(session: Session, row: int, col: int, *, value: int | None = None, diameter: int = 7) -> None:
    session.paint(row, col, disk(diameter), value=value)
    session.end_stroke("Brush")


def stored(folder: Path, name: str, shape: tuple[int, int] = SHAPE) -> LabelMap:
    file = folder / ".segmend" / "labels" / f"{name}.png"
    return decode_labels(file.read_bytes(), shape).label_map


def wait_saved(session: Session, qtbot: QtBot) -> None:
    session.save()
    qtbot.waitUntil(lambda: not session.is_dirty)


def block_saving(folder: Path) -> None:
    """Make the folder of label files unusable, as a pulled-out drive is."""
    (folder / ".segmend" / "labels").rename(folder / ".segmend" / "away")
    (folder / ".segmend" / "labels").write_text("in the way")


def unblock_saving(folder: Path) -> None:
    (folder / ".segmend" / "labels").unlink()
    (folder / ".segmend" / "away").rename(folder / ".segmend" / "labels")
