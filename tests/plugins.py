"""The example packages of docs/examples, and broken ones, installed into a folder of the test."""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "examples"


def install_examples(work: Path, target: Path) -> Path:
    """Install every example as a person would, without a network; the folder to put on sys.path."""
    copies = []
    for example in sorted(EXAMPLES.iterdir()):
        copies.append(str(shutil.copytree(example, work / example.name)))  # building leaves files beside the sources
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    ended = subprocess.run(
        [*pip, "--no-build-isolation", "--target", str(target), *copies], capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0, ended.stderr
    return target


def write_plugin(folder: Path, module: str, source: str, group: str, name: str) -> None:
    """A package of one module with one entry point, as an installer would leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[segmend.{group}]\n{name} = {module}:thing\n", encoding="utf-8")
