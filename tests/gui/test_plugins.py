"""Tools and formats of other packages: docs/examples, and broken ones."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.formats import catalog
from app.core.label_map import UNLABELED
from app.core.plugins import load_plugins
from app.core.settings import Settings
from app.exchange import run_export, run_import
from app.session import Session
from app.session.tools import EXTRA_TOOLS
from app.ui.main_window import MainWindow, build
from app.ui.plugins import take_tools
from app.ui.theme import Theme
from app.ui.tool_bar import ToolBar
from app.ui.tools import TOOLS
from tests.gui.conftest import FakeLearner
from tests.gui.hand import drag
from tests.plugins import write_plugin


@pytest.mark.usefixtures("with_examples")
def test_a_tool_of_another_package_has_a_command_a_key_and_a_button_and_paints(
    qtbot: QtBot, theme: Theme, learner: FakeLearner, tiny_folder: Path
) -> None:
    from app.camera import Camera

    assert take_tools() == []
    assert take_tools() == []  # a second window takes nothing twice
    window = MainWindow(Session(), learner, Camera(), Settings(), theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.session.adopt_classes([("background", (0, 0, 0)), ("cat", (230, 159, 0))])
    window.sources.open([str(tiny_folder)])
    qtbot.waitUntil(lambda: window.session.image is not None)
    qtbot.waitUntil(window.image_list.thumbnails.is_idle)
    action = window.commands["plugin_line"]
    assert action in window.findChild(ToolBar, "toolBar").actions()
    assert "Straight line (Shift+S)" in action.toolTip()
    QTest.keyClick(window.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert (window.session.tool, action.isChecked()) == ("line", True)
    assert "Drag from one end" in window.canvas.hint
    window.session.choose_class(1)
    window.session.set_brush_diameter(3)
    drag(window.canvas, (10, 5), (10, 50))  # looks for each pixel anew: the tool's options may move the canvas
    assert window.session.labels is not None
    assert (window.session.labels[9:12, 5:51] == 1).all()
    assert window.session.history is not None
    assert window.session.history.names == ["Straight line"]


@pytest.mark.usefixtures("with_examples")
def test_a_format_of_another_package_is_exported_read_back_and_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.core.label_map import LabelMap
    from app.core.project import Project
    from tests.labels import load_labels, save_labels

    folder = tmp_path / "images"
    (folder / "sub").mkdir(parents=True)
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(folder / "sub" / "a.png")
    project = Project.open(folder)
    for name in ("back, ground", "cat"):
        project.classes.add(name)
    labels = np.full((20, 30), UNLABELED, np.uint8)
    labels[3:8, 4:20], labels[5, 6:9] = 1, 0
    path = str(folder / "sub" / "a.png")
    save_labels(project, path, LabelMap(labels.copy(), (labels != UNLABELED).astype(np.uint8)), edit_number=1)
    project.close()
    assert run_export("segmend", [str(folder), "--format", "runs", "--out", str(tmp_path / "out")]) == 0
    rows = next((tmp_path / "out").rglob("*.csv")).read_text().splitlines()
    assert rows[0] == '"back, ground",5,6,3'
    other = tmp_path / "other"
    (other / "sub").mkdir(parents=True)
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(other / "sub" / "a.png")
    assert run_import("segmend", [str(tmp_path / "out"), "--format", "runs", "--out", str(other)]) == 0
    project = Project.open(other)
    names = {each.index: each.name for each in project.classes}
    found = load_labels(project, str(other / "sub" / "a.png"), (20, 30)).labels
    project.close()
    assert names[int(found[3, 4])] == "cat"
    assert names[int(found[5, 7])] == "back, ground"
    assert ((found == UNLABELED) == (labels == UNLABELED)).all()


@pytest.mark.parametrize(
    ("group", "source", "told"),
    [
        ("tools", "import no_such_package\n", "No module named 'no_such_package'"),
        ("tools", "thing = 3\n", "it is no subclass of app.ui.tools.Tool"),
        ("tools", "from app.ui.tools import Tool as thing\n", "it has no `title`"),
        (
            "tools",
            "from app.ui.tools import Tool\nclass thing(Tool):\n    title = 'T'\n    hint = lambda self: 1 / 0\n",
            "ZeroDivisionError: division by zero",
        ),
        ("formats", "thing = object()\n", "it has no name, title, summary"),
        ("formats", "raise SystemExit('no licence')\n", "SystemExit: no licence"),
        ("formats", "from app.core.formats.npz import FORMAT as thing\n", "there is a format npz already"),
    ],
)
def test_a_broken_package_is_named_in_one_sentence_and_the_window_opens_without_it(
    group: str, source: str, told: str, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plugin(tmp_path / "site", "broken", source, group, "brittle")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "broken", raising=False)
    formats, tools = dict(catalog.FORMATS), dict(TOOLS)
    _, window = build([], Settings(theme="dark"))
    qtbot.addWidget(window)
    (message,) = window.messages.messages
    assert message.level == "warning"
    assert f"The {group[:-1]} “brittle” of the package broken" in message.sentence
    assert told in message.sentence
    assert "\n" not in message.sentence
    assert (formats, tools, []) == (catalog.FORMATS, TOOLS, EXTRA_TOOLS)
    window.close()


def test_a_package_whose_entry_points_are_damaged_is_told_and_the_program_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "worse-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: worse\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[console_scripts]\nno equals sign\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded, (sentence,) = load_plugins("segmend.tools", "tool", lambda _thing: "")
    assert loaded == {}
    assert sentence.startswith("The packages that bring a tool cannot be listed (TypeError")
    assert sentence.endswith("the program goes on without them.")
