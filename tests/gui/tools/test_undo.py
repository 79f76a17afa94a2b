"""Whatever is done to labels can be undone and done again, to the bit: every tool, every command, in any order."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.morphology import Shaping
from app.core.permission import ANYTHING, Ground, Over
from app.core.tiles import TILE
from app.session import Session
from app.session.options import ToolOptions
from app.session.tools import TOOLS
from app.ui.canvas import Canvas
from app.ui.tools import Tool
from app.ui.tools.cutout import Cutout
from app.ui.tools.superpixels import SuperpixelBrush
from tests.gui.hand import LEFT, NO_KEY, RIGHT, Plane, at, both_planes, drag, names, predict
from tests.gui.tools.disks import Stage

HEIGHT, WIDTH = 40, TILE + 24  # two tiles beside each other
SKY, SEA = 0, 1
PATIENCE = 30_000  # milliseconds, on a machine that is busy
COMMANDS = ("accept all", "replace", "copy", "replace by none", "erase all")
NO_CHANGE = ("picker", "pan")
KEYS = (NO_KEY, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def stage() -> Stage:
    """Dark left, light right, with a red square."""
    image = np.full((HEIGHT, WIDTH, 3), 20, np.uint8)
    image[:, WIDTH // 2 :] = 220
    image[10:30, 200:225] = (200, 30, 20)
    return Stage(image, ("sky", "sea"), SKY, (600, 200))


@pytest.fixture
def session(session: Session, qtbot: QtBot) -> Session:
    """The second image is open, the first labelled."""
    session.paint(5, 5, np.ones((20, 200), bool), value=SEA)
    session.end_stroke("Rectangle")
    with qtbot.waitSignal(session.image_opened):
        session.step_image(1)
    return session


PIXEL = st.tuples(st.integers(-3, HEIGHT + 2), st.integers(-3, WIDTH + 2))
OPTIONS = st.fixed_dictionaries(
    {
        "is_square": st.booleans(),
        "keeps_edges": st.booleans(),
        "fills_by_color": st.booleans(),
        "over": st.sampled_from([ANYTHING, Over(Ground.UNLABELED), Over(Ground.LABEL, SEA), Over(Ground.PREDICTION)]),
        "shaping": st.sampled_from(list(Shaping)),
        "distance": st.integers(1, 4),
    }
)
GESTURE = st.tuples(
    st.sampled_from([*TOOLS, *COMMANDS]),
    st.lists(PIXEL, min_size=1, max_size=4),
    st.sampled_from([LEFT, RIGHT]),
    st.sampled_from(KEYS),
    st.sampled_from([SKY, SEA]),
    st.integers(1, 40),
    st.booleans(),  # whether the other class is locked
    OPTIONS,
)


def tool_in_hand(canvas: Canvas) -> Tool:
    return canvas._tools.tool


def make(qtbot: QtBot, session: Session, canvas: Canvas, gesture: tuple) -> None:
    """One gesture or command, and all that it started in the background."""
    what, way, button, keys, index, size, is_locked, options = gesture
    session.choose_class(index)
    session.set_class_look(1 - index, is_locked=is_locked)
    session.set_brush_diameter(size)
    session.set_options(**options)
    if what == "accept all":
        session.accept()
    elif what == "replace":
        session.replace_class(index, 1 - index)
    elif what == "copy":
        session.copy_previous(overwrites=size > 20)
        qtbot.waitUntil(lambda: session.reader.is_idle(), timeout=PATIENCE)
    elif what == "replace by none":
        session.replace_class(index, 255)
    elif what == "erase all":
        session.paint(0, 0, np.ones((HEIGHT, WIDTH), bool), value=255)
        session.end_stroke("Erase")
    else:
        session.choose_tool(what)
        use_tool(qtbot, canvas, way, button, keys)


def use_tool(
    qtbot: QtBot, canvas: Canvas, way: list[tuple[int, int]], button: Qt.MouseButton, keys: Qt.KeyboardModifier
) -> None:
    tool = tool_in_hand(canvas)
    if isinstance(tool, SuperpixelBrush):
        QTest.mouseMove(canvas, at(canvas, *way[0]))
        tool.prepare()
        qtbot.waitUntil(lambda: tool.superpixels is not None, timeout=PATIENCE)
    if type(tool).__name__ == "Polygon":
        for pixel in way:
            QTest.mouseClick(canvas, button, keys, at(canvas, *pixel))
    else:
        drag(canvas, *way, button=button, keys=keys)
    if tool.is_active and not isinstance(tool, Cutout):
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    if tool.is_active and not isinstance(tool, Cutout):
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    if isinstance(tool, Cutout):
        qtbot.waitUntil(lambda: not tool.is_active, timeout=PATIENCE)


def predict_with_next(session: Session, prediction: Plane) -> None:
    """Show a prediction, and the other class as the next probable one."""
    predict(session, prediction)
    assert session.show_runner_up(1 - prediction, prediction=session.prediction)


def position(session: Session) -> int:
    assert session.history is not None
    return session.history.position


def check(qtbot: QtBot, session: Session, canvas: Canvas, gestures: list, seed: int) -> None:
    while session.undo():
        pass
    chance = np.random.default_rng(seed)
    blocks = chance.integers(0, 2, (5, WIDTH // 8), dtype=np.uint8)
    predict_with_next(session, np.kron(blocks, np.ones((8, 8), np.uint8)))
    start = position(session)
    states: list[Plane] = [both_planes(session)]
    for gesture in gestures:
        count = position(session)
        make(qtbot, session, canvas, gesture)
        assert position(session) - count in (0, 1)  # one gesture, one step
        assert gesture[0] not in NO_CHANGE or position(session) == count
        if position(session) > count:
            states.append(both_planes(session))
        assert np.array_equal(both_planes(session), states[-1]), gesture  # what is no step changed nothing
    for state in reversed(states[:-1]):
        assert session.undo()
        assert np.array_equal(both_planes(session), state)
    assert position(session) == start
    for state in states[1:]:
        assert session.redo()
        assert np.array_equal(both_planes(session), state)
    session.set_options(**vars(ToolOptions()))
    for index in (SKY, SEA):
        session.set_class_look(index, is_locked=False)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(GESTURE, min_size=1, max_size=6), st.integers(0, 1000))
def test_any_gestures_undone_give_the_original_and_redone_the_result_to_the_bit(
    qtbot: QtBot, session: Session, canvas: Canvas, gestures: list, seed: int
) -> None:
    check(qtbot, session, canvas, gestures, seed)


@pytest.mark.parametrize("what", [name for name in (*TOOLS, *COMMANDS) if name not in NO_CHANGE])
def test_every_tool_and_command_makes_one_step_that_can_be_undone(
    qtbot: QtBot, session: Session, canvas: Canvas, what: str
) -> None:
    """That the property above is no empty one: each of them does change something here."""
    predict_with_next(session, np.kron(np.indices((5, WIDTH // 8)).sum(0) % 2, np.ones((8, 8))).astype(np.uint8))
    session.paint(2, 2, np.ones((12, 30), bool), value=SKY)
    session.paint(20, 10, np.ones((12, WIDTH - 30), bool), value=SEA)
    session.end_stroke("Square")
    way = {
        "reject": [(36, 100)], "accept": [(36, 100)], "reshape": [(8, 10)], "eraser": [(8, 10), (8, 20)],
        "cutout": [(5, 192), (35, 233)],
    }.get(what, [(5, 40), (30, 60), (30, 90), (6, 80)])  # fmt: skip
    kept = dict.fromkeys(("is_square", "keeps_edges", "fills_by_color"), False)
    options = {**kept, "over": ANYTHING, "shaping": Shaping.GROW, "distance": 2}
    gesture = (what, way, LEFT, NO_KEY, SKY, 25, False, options)
    before, count = both_planes(session), len(names(session))
    make(qtbot, session, canvas, gesture)
    after = both_planes(session)
    assert len(names(session)) == count + 1
    assert not np.array_equal(before, after)
    assert session.undo()
    assert np.array_equal(both_planes(session), before)
    assert session.redo()
    assert np.array_equal(both_planes(session), after)
