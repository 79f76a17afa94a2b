"""A session without a window, and one with the tiny folder open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session import Session
from tests.gui.session.acts import Said, open_folder


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


@pytest.fixture
def said(session: Session) -> Said:
    return Said(session)


@pytest.fixture
def opened(session: Session, said: Said, tiny_folder: Path, qtbot: QtBot) -> Session:
    """A session with the tiny folder open, one.png shown, and two classes."""
    open_folder(session, tiny_folder, qtbot)
    session.add_class("cat")
    session.add_class("dog")
    return session
