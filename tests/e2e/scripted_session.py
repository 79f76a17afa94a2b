"""A session without a window that does random work and tells, after each step, what must be there again.

`python -m tests.e2e.scripted_session FOLDER SEED STEPS`: a line `number digest digest` for every step that returned,
one digest per image. The same seed does the same steps.
"""

import os
import random
import sys
import time
import zlib
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.core.document import Document
from app.core.label_map import UNLABELED, LabelMap, disk
from app.session import Session

NAMES = ("one.png", "two.png")
SHAPE = (300, 280)
PATIENCE = 30.0  # seconds


def digest(document: Document) -> str:
    """Both planes, the names of the steps and how many are applied."""
    label_map, history = document.label_map, document.history
    state = zlib.crc32(label_map.labels.tobytes() + label_map.provenance.tobytes())
    return f"{state:08x}-{history.position}-{len(history.names)}"


EMPTY = digest(Document("", LabelMap.empty(*SHAPE)))


def wait(application: QCoreApplication, session: Session, path: Path) -> None:
    end = time.monotonic() + PATIENCE
    while session.image_path != str(path) or session.is_loading:
        application.processEvents()
        if time.monotonic() > end:
            raise TimeoutError(f"{path} was not opened")
        time.sleep(0.0005)


def step(session: Session, application: QCoreApplication, folder: Path, chance: random.Random) -> None:
    kind = chance.choices(("paint", "undo", "redo", "switch", "save", "idle"), (10, 4, 2, 2, 1, 1))[0]
    if kind == "paint":
        value = chance.choice((0, 1, UNLABELED))
        row, col = chance.randint(-10, SHAPE[0]), chance.randint(-10, SHAPE[1])
        for _ in range(chance.randint(1, 4)):
            session.paint(row, col, disk(chance.choice((3, 21, 60))), value=value)
            row, col = row + chance.randint(-9, 9), col + chance.randint(-9, 9)
        session.end_stroke("Brush stroke")
    elif kind == "switch":
        path = folder / chance.choice(NAMES)
        session.open_image(str(path))
        wait(application, session, path)
    elif kind == "idle":
        for _ in range(5):
            application.processEvents()
            time.sleep(0.002)
    else:
        getattr(session, kind)()


def main(folder: Path, seed: int, steps: int) -> None:
    application = QCoreApplication([])
    session = Session()
    session.open_paths([str(folder)])
    wait(application, session, folder / NAMES[0])
    for name in ("background", "cat"):
        session.add_class(name)
    chance = random.Random(seed)
    known = dict.fromkeys(NAMES, EMPTY)
    for number in range(steps):
        step(session, application, folder, chance)
        document = session._document
        assert document is not None
        known[Path(document.path).name] = digest(document)
        os.write(1, f"{number} {known['one.png']} {known['two.png']}\n".encode())
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
