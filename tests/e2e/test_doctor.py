import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.document import Document
from app.core.label_map import LabelMap, disk
from app.core.project import Project

ROOT = Path(__file__).resolve().parents[2]


def examine(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "doctor", *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def findings(ended: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in json.loads(ended.stdout)["findings"]}


def break_package(folder: Path, name: str, code: str) -> dict[str, str]:
    """A package of this name that stands before the real one and runs `code` when it is imported."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}


def test_finds_nothing_wrong_on_a_machine_that_runs_the_tests(own_folders: Path) -> None:
    ended = examine("--json")
    found = findings(ended)
    wrong = [finding["sentence"] for finding in found.values() if finding["verdict"] == "wrong"]
    assert wrong == []
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["is_fine"] is True
    assert found["program"]["facts"]["python"]
    assert found["packages"]["facts"]["torch"]
    assert found["qt"]["facts"]["offscreen"] == "offscreen"
    assert found["screen"]["facts"]["platform"] == "offscreen"
    assert "cpu" in found["networks"]["facts"]["devices"]
    assert isinstance(found["camera"]["facts"]["cameras"], list)
    assert str(own_folders) in found["config folder"]["facts"]["path"]


def test_says_in_lines_what_json_says() -> None:
    ended = examine()
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[-1] == "Everything works."
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("package", "code", "name", "words"),
    [
        (
            "PySide6",
            "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')",
            "qt",
            "libEGL.so.1",
        ),
        ("torch", "import os; os.abort()", "networks", "code -6"),
        ("torch", "raise OSError('libcudart.so.13: cannot open shared object file')", "networks", "libcudart"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="codes and library names are those of Linux")
def test_runs_where_a_library_cannot_be_imported(
    tmp_path: Path, package: str, code: str, name: str, words: str
) -> None:
    ended = examine("--json", **break_package(tmp_path, package, code))
    assert ended.returncode == 1
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["is_fine"] is False
    finding = findings(ended)[name]
    assert finding["verdict"] == "wrong"
    assert words in finding["sentence"]
    others = {other: found["verdict"] for other, found in findings(ended).items()}
    assert others["images"] == "fine"  # one broken part hides no other


@pytest.mark.skipif(sys.platform != "linux", reason="the advice is for Debian")
def test_names_the_debian_package_of_a_missing_library(tmp_path: Path) -> None:
    code = "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
    ended = examine(**break_package(tmp_path, "PySide6", code))
    assert "apt-get install libegl1" in ended.stdout
    assert ended.stdout.splitlines()[-1].endswith("are wrong.")


def test_runs_where_typer_and_platformdirs_are_missing(tmp_path: Path) -> None:
    environment = break_package(tmp_path, "typer", "raise ImportError('no typer')")
    break_package(tmp_path, "platformdirs", "raise ImportError('no platformdirs')")
    ended = examine("--json", **environment)
    assert ended.returncode == 1
    assert findings(ended)["data folder"]["verdict"] == "wrong"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    variables = ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
    ended = examine("--json", **dict.fromkeys(variables, str(in_the_way)))
    if sys.platform == "darwin":
        pytest.skip("macOS has no variable for the data folder")
    assert ended.returncode == 1
    finding = findings(ended)["data folder"]
    assert finding["verdict"] == "wrong"
    assert str(in_the_way) in finding["sentence"]


@pytest.fixture
def project_folder(tiny_folder: Path) -> Path:
    """A project with two classes and a stroke that only the journal holds."""
    project = Project.open(tiny_folder)
    for name in ("background", "cat"):
        project.classes.add(name)
    project.store_classes()
    path = str(tiny_folder / "one.png")
    document = Document(path, LabelMap.empty(48, 64))
    document.paint(5, 5, disk(9), 1)
    document.commit("Brush stroke")
    project.append_to_journal(document)
    project.close()
    return tiny_folder


def test_a_whole_project_is_well(project_folder: Path) -> None:
    ended = examine(str(project_folder))
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[-1] == "Nothing is damaged."
    assert "1 step is put back when the folder is opened" in ended.stdout


def test_a_damaged_project_is_told_and_repaired_when_asked(project_folder: Path) -> None:
    file = project_folder / ".segmend" / "project.db"
    file.write_bytes(file.read_bytes()[:4096])
    before = {path: path.read_bytes() for path in project_folder.rglob("*") if path.is_file()}
    told = examine(str(project_folder), "--json")
    assert told.returncode == 1
    assert findings(told)["database"]["verdict"] == "wrong"
    assert str(file) in findings(told)["database"]["sentence"]
    assert {path: path.read_bytes() for path in project_folder.rglob("*") if path.is_file()} == before
    mended = examine(str(project_folder), "--repair")
    assert mended.returncode == 0
    (copy,) = project_folder.glob(".segmend/before-repair-*")
    assert str(copy) in mended.stdout
    assert (copy / "project.db").read_bytes() == before[file]
    assert examine(str(project_folder)).returncode == 0
    project = Project.open(project_folder)
    assert [each.name for each in project.classes] == ["background", "cat"]
    project.close()


def test_wrong_calls_about_a_project_end_with_a_sentence_and_two(tmp_path: Path, project_folder: Path) -> None:
    for arguments, words in (
        (["--repair"], "needs the folder"),
        ([str(tmp_path / "nothing")], "is not a folder"),
    ):
        ended = examine(*arguments)
        assert ended.returncode == 2
        assert words in ended.stderr
        assert "Traceback" not in ended.stderr
    project = Project.open(project_folder)
    ended = examine(str(project_folder), "--repair")
    assert (ended.returncode, "close that one first" in ended.stderr) == (2, True)
    project.close()
