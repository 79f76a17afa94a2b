"""A session without a window that does random work and tells, after each step, what must be there again.

`python -m tests.e2e.scripted_session FOLDER SEED STEPS [MODEL]`: a line `number digest digest versions` for every step
that returned, one digest per image. The same seed does the same steps. With a MODEL a learner is taught by every
stroke, and learns all layers where without one nothing happens.
"""

from __future__ import annotations

import os
import random
import sys
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from PySide6.QtCore import QCoreApplication

from app.core.document import Document
from app.core.formats.catalog import find_format
from app.core.formats.exporting import Plan, export
from app.core.label_map import UNLABELED, LabelMap, Source, disk
from app.core.settings import Settings
from app.session import Session
from app.session.exchange import Exchange, ImportOrder
from app.session.replacing import Replacement

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from app.learner import Learner
    from models.checkpoint import Checkpoint
    from models.devices import Engine

NAMES = ("one.png", "two.png")
SHAPE = (300, 280)
PATIENCE = 120.0  # seconds
MEMORY_BYTES = 1 << 28  # of label maps that are kept when their images are not shown


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


def step(
    session: Session, learner: Learner | None, application: QCoreApplication, folder: Path, chance: random.Random
) -> None:
    kinds = ("paint", "undo", "redo", "switch", "save", "idle", "export", "learn", "import", "replace")
    kind = chance.choices(kinds, (10, 4, 2, 2, 1, 1, 1, 1, 2, 1))[0]
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
    elif kind == "export":
        export_labels(session, folder)
    elif kind == "learn":
        learn(learner, application)
    elif kind in ("import", "replace"):
        name = chance.choice(NAMES)
        if chance.random() < 0.7 and session.finish_saving():  # else what is in memory stays there
            session._documents._limit_bytes = 0
            session._documents.trim(keep=session._document)
            session._documents._limit_bytes = MEMORY_BYTES
        if kind == "import":
            import_labels(session, application, folder, name, chance)
        else:
            replace_class(session, application, folder, name)
    else:
        getattr(session, kind)()


def export_labels(session: Session, folder: Path) -> None:
    """As the command does it, into the folder beside."""
    assert session.project is not None
    if session.finish_saving() and session.project.labeled_images():
        for _ in export(Plan.of(session.project), find_format("voc"), folder.with_name(f"{folder.name}-export")):
            pass


def import_labels(
    session: Session, application: QCoreApplication, folder: Path, name: str, chance: random.Random
) -> None:
    """A disk of one class for one image, open or not."""
    source = folder.with_name(f"{folder.name}-source")
    (source / "labels").mkdir(parents=True, exist_ok=True)
    (source / "classes.txt").write_text("background\ncat\n")
    labels = LabelMap.empty(*SHAPE)
    labels.write(chance.randint(0, 200), chance.randint(0, 200), disk(80), chance.randint(0, 1), Source.PAINTED)
    for old in (source / "labels").iterdir():
        old.unlink()
    Image.fromarray(labels.labels).save(source / "labels" / name)
    exchange, ended = Exchange(session), []
    exchange.ended.connect(lambda report, _: ended.append(report))
    exchange.bring_in(ImportOrder(source, find_format("png")))
    await_end(application, ended)
    assert not ended[0].failed, ended[0].failed


def replace_class(session: Session, application: QCoreApplication, folder: Path, name: str) -> None:
    """Cats become background in one image, open or not."""
    assert session.project is not None
    path = str(folder / name)
    if not session.has_in_memory(path) and not session.project.labels_path(path).exists():
        return  # there is nothing to replace
    replacement, ended = Replacement(session), []
    replacement.ended.connect(ended.append)
    replacement.replace(1, 0, [path])
    await_end(application, ended)
    assert not ended[0].problems, ended[0].problems


def await_end(application: QCoreApplication, ended: list[Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not ended:
        application.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("it did not end")
        time.sleep(0.0005)


def digest_of(session: Session, path: str) -> str:
    """The digest of an image, in memory or not."""
    assert session.project is not None
    document = session._documents.get(path)
    if document is None:
        document, _ = session.project.document(path, session.project.read_labels(path, SHAPE))
    return digest(document)


def learn(learner: Learner | None, application: QCoreApplication) -> None:
    if learner is not None:
        learner.learn()
        settle(learner, application)


def settle(learner: Learner, application: QCoreApplication) -> None:
    end = time.monotonic() + PATIENCE
    while not learner.is_idle():
        application.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("the network did not answer")
        time.sleep(0.0005)


def make_learner(session: Session, model: str) -> Learner:
    """A learner whose Learn has three steps, and publishes what comes of them, better or not."""
    from app.learner import Learner
    from models.training import transaction

    whole = transaction.learn
    recipe = replace(transaction.LEARN_RECIPE, iterations=3, batch=2, crop=64, scales=(1.0, 1.0), average=0.5)

    def learn_shortly(
        made: Checkpoint, images: Sequence[transaction.LabeledImage], engine: Engine, **kept: Any
    ) -> Generator[transaction.Progress, None, transaction.Outcome]:
        return replace((yield from whole(made, images, engine, recipe, **kept)), is_better=True)

    transaction.learn = learn_shortly
    return Learner(session, Settings(model=model, device="cpu", precision="fp32", threads=1))


def main(folder: Path, seed: int, steps: int, model: str | None) -> None:
    application = QCoreApplication([])
    session = Session()
    learner = make_learner(session, model) if model is not None else None
    session.open_paths([str(folder)])
    wait(application, session, folder / NAMES[0])
    if learner is not None:
        settle(learner, application)
    for name in ("background", "cat"):
        if session.classes.by_name(name) is None:  # the network has brought it
            session.add_class(name)
    chance = random.Random(seed)
    for number in range(steps):
        step(session, learner, application, folder, chance)
        known = {name: digest_of(session, str(folder / name)) for name in NAMES}
        assert session.project is not None
        versions = ",".join(each.file for each in session.project.checkpoints()) or "-"
        os.write(1, f"{number} {known['one.png']} {known['two.png']} {versions}\n".encode())
    session.finish_saving()
    if learner is not None:
        learner.close()
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None)
