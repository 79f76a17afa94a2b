"""A program that learns and is killed meanwhile: `python -m tests.gui.learner.killed_learn FOLDER MODEL`."""

import sys
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer

from app.core.settings import Settings
from app.learner import Learner
from app.session import Session
from models.training import kept_learn, transaction


def main(folder: str, model: str) -> None:
    kept_learn.REST_SECONDS, kept_learn.SHARE = 0.0, 0.5
    recipe = replace(
        transaction.LEARN_RECIPE, iterations=80, batch=2, crop=64, scales=(1.0, 1.0), rate=3e-3, average=0.8
    )
    transaction.learn = partial(transaction.learn, recipe=recipe)  # type: ignore[assignment]
    application, session = QCoreApplication([]), Session()
    learner = Learner(session, Settings(model=model, device="cpu", precision="fp32", threads=1, is_live=False))
    session.open_paths([folder])

    def learn() -> None:
        if learner.is_ready and learner.is_idle() and not session.is_loading:
            timer.stop()
            learner.learn()

    timer = QTimer()
    timer.timeout.connect(learn)
    timer.start(20)
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
