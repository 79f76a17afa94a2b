"""`doctor`: what of the program works on this machine, and what to do about what does not.

Needs neither Qt, torch nor any other package: what may be missing or crash is tried in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.screen import has_screen

if TYPE_CHECKING:
    from app.core.folders import Kind

FOLDERS: tuple[Kind, ...] = ("config", "data", "log", "cache")
SECONDS = 60  # a probe that takes longer hangs
PACKAGES = (  # distribution names of what the program cannot do without
    *(
        "PySide6_Essentials",
        "torch",
        "torchvision",
        "numpy",
        "opencv-python",
        "pillow",
        "scikit-image",
        "tifffile",
    ),
    *("imagecodecs", "safetensors", "pydantic", "platformdirs", "typer", "rich", "pycocotools"),
    "defusedxml",
)
BAD_QT = {"6.11.0", "6.11.1"}
LIBRARIES = {  # what Qt's messages name -> the Debian package
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "xcb-cursor": "libxcb-cursor0",
}


class Verdict(StrEnum):
    FINE = "fine"
    NOTE = "note"  # works without, with less
    WRONG = "wrong"


@dataclass
class Finding:
    """What one probe found. sentence: what it means and what to do; empty where all is well."""

    name: str
    verdict: Verdict = Verdict.FINE
    facts: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""


# Each probe runs in a process of its own: `import` may fail, abort or hang. It prints facts as JSON.


def probe_qt() -> dict[str, Any]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import PySide6
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    return {"version": PySide6.__version__, "offscreen": application.platformName()}


def probe_screen() -> dict[str, Any]:
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    screens = [
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in application.screens()
    ]
    return {"platform": application.platformName(), "screens": screens}


def probe_networks() -> dict[str, Any]:
    import torch
    import torchvision

    devices = [f"cuda:{k} {torch.cuda.get_device_name(k)}" for k in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("mps")
    for device in ["cpu", *(name.split()[0] for name in devices)]:
        product = torch.ones(8, 8, device=device) @ torch.ones(8, 8, device=device)
        if product.sum().item() != 512:
            raise ArithmeticError(f"{device} multiplies matrices wrongly")
    versions = {"version": torch.__version__, "torchvision": torchvision.__version__}
    return {**versions, "devices": [*devices, "cpu"], "threads": torch.get_num_threads()}


def probe_images() -> dict[str, Any]:
    import numpy as np

    from app.core.opencv import cv2

    is_encoded, data = cv2.imencode(".png", np.zeros((2, 2, 3), np.uint8))
    if not is_encoded or cv2.imdecode(data, cv2.IMREAD_COLOR) is None:
        raise RuntimeError("a PNG cannot be written and read again")
    return {"version": cv2.__version__}


def probe_camera() -> dict[str, Any]:
    from app.core.opencv import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if sys.platform == "linux":
        return {"cameras": sorted(str(path) for path in Path("/dev").glob("video*"))}
    capture = cv2.VideoCapture(0)
    cameras = ["0"] if capture.isOpened() else []
    capture.release()
    return {"cameras": cameras}


PROBES: dict[str, Callable[[], dict[str, Any]]] = {
    "qt": probe_qt,
    "screen": probe_screen,
    "networks": probe_networks,
    "images": probe_images,
    "camera": probe_camera,
}


def run(arguments: list[str]) -> int:
    """Print what was found; exit code 0 if nothing is wrong, 1 if something is."""
    parser = argparse.ArgumentParser(prog="doctor", description="What works on this machine and what does not.")
    parser.add_argument(
        "project", nargs="?", type=Path, help="a folder of images: look at what is stored for it instead"
    )
    parser.add_argument("--repair", action="store_true", help="mend the project, after copying whatever is changed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    parser.add_argument("--probe", choices=PROBES, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.probe:
        print(json.dumps(PROBES[options.probe]()))
        return 0
    if options.repair and options.project is None:
        parser.error("--repair needs the folder of the project that shall be repaired")
    if options.project is None:
        return _report(examine(), options)
    said = _mend(options.project) if options.repair else []
    return _report([*said, *examine_project(options.project)], options)


def _report(findings: list[Finding], options: argparse.Namespace) -> int:
    well = "Everything works." if options.project is None else "Nothing is damaged."
    print(_as_json(findings) if options.json else _as_lines(findings, well))
    return 1 if any(finding.verdict is Verdict.WRONG for finding in findings) else 0


def examine() -> list[Finding]:
    return [
        _program(),
        _packages(),
        _qt(),
        _screen(),
        _networks(),
        _images(),
        _camera(),
        *(_folder(kind) for kind in FOLDERS),
        _plugins(),
    ]


def examine_project(folder: Path) -> list[Finding]:
    """What is wrong with a project on the disk. SegmendError where it cannot be looked at."""
    from app.core.examination import examine as examine_store

    findings = [
        Finding(remark.name, Verdict.WRONG if remark.is_wrong else Verdict.NOTE, {}, remark.sentence)
        for remark in examine_store(folder)
    ]
    return findings or [Finding("project", facts={"path": str(folder)})]


def _mend(folder: Path) -> list[Finding]:
    """What was done to a project. SegmendError where it cannot be repaired."""
    from app.core.examination import mend

    done = mend(folder)
    return [Finding("repair", Verdict.NOTE, {}, sentence) for sentence in done or ["There was nothing to repair."]]


def _program() -> Finding:
    facts = {
        "segmend": __version__,
        "python": platform.python_version(),
        "system": _system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "packaged": bool(getattr(sys, "frozen", False)),
    }
    return Finding("program", facts=facts)


def _system() -> str:
    """What a person calls it: on Linux the distribution and the number of the kernel."""
    if platform.system() != "Linux":
        return platform.platform()
    kernel = f"Linux {platform.release().partition('-')[0]}"
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {kernel}"
    except OSError:  # a system without /etc/os-release
        return kernel


def _packages() -> Finding:
    if getattr(sys, "frozen", False):
        return Finding("packages", facts={})  # they are part of the program
    versions: dict[str, str | None] = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        sentence = f"Not installed: {', '.join(missing)}. `make .venv` or `pip install -e .` installs them."
        return Finding("packages", Verdict.WRONG, versions, sentence)
    return Finding("packages", facts=versions)


def _qt() -> Finding:
    facts, failure = _probe("qt")
    if failure:
        return Finding("qt", Verdict.WRONG, facts, f"Qt cannot be loaded: {failure}{_advice(failure)}")
    version = facts["version"]
    is_dropping_references = version == "6.12.0" and sys.version_info < (3, 12)
    if version in BAD_QT or is_dropping_references:
        sentence = f"PySide6 {version} is known to fail: `pip install -c constraints.txt pyside6-essentials`."
        return Finding("qt", Verdict.WRONG, facts, sentence)
    return Finding("qt", facts=facts)


def _screen() -> Finding:
    if not has_screen():
        sentence = "No screen (DISPLAY and WAYLAND_DISPLAY are not set): the commands work, the window does not."
        return Finding("screen", Verdict.NOTE, {}, sentence)
    facts, failure = _probe("screen")
    if failure:
        return Finding("screen", Verdict.WRONG, facts, f"No window can be shown: {failure}{_advice(failure)}")
    return Finding("screen", facts=facts)


def _networks() -> Finding:
    facts, failure = _probe("networks")
    if failure:
        return Finding("networks", Verdict.WRONG, facts, f"torch cannot be used: {failure}")
    if facts["devices"] == ["cpu"]:
        return Finding("networks", Verdict.NOTE, facts, "No GPU that torch can use: the processor is used.")
    return Finding("networks", facts=facts)


def _images() -> Finding:
    facts, failure = _probe("images")
    if failure:
        return Finding("images", Verdict.WRONG, facts, f"OpenCV cannot be used: {failure}{_advice(failure)}")
    return Finding("images", facts=facts)


def _camera() -> Finding:
    facts, failure = _probe("camera")
    if failure:
        return Finding("camera", Verdict.NOTE, facts, f"Cameras cannot be looked for: {failure}")
    if not facts["cameras"]:
        return Finding("camera", Verdict.NOTE, facts, "No camera: videos and streams still open.")
    return Finding("camera", facts=facts)


def _folder(kind: Kind) -> Finding:
    name = f"{kind} folder"
    try:
        from app.core.folders import folder_of

        folder = folder_of(kind)
    except ImportError:
        return Finding(name, Verdict.WRONG, {}, "platformdirs is not installed, so the folder is not known.")
    facts = {"path": str(folder)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"segmend")
    except OSError as error:
        return Finding(name, Verdict.WRONG, facts, f"{folder} cannot be written ({error.strerror}).")
    return Finding(name, facts=facts)


def _plugins() -> Finding:
    """What other packages bring, not imported."""
    facts = {}
    for kind in ("networks", "tools", "formats"):
        found = importlib.metadata.entry_points(group=f"segmend.{kind}")
        facts[kind] = ", ".join(sorted(entry.name for entry in found)) or "none"
    return Finding("plug-ins", facts=facts)


def _probe(name: str) -> tuple[dict[str, Any], str]:
    """The facts of a probe, and in words why it failed, empty if it did not."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(_root() / "main.py")]
    try:
        ended = subprocess.run(
            [*program, "doctor", "--probe", name],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            cwd=_root(),
        )
    except subprocess.TimeoutExpired:
        return {}, f"no answer within {SECONDS} seconds."
    except OSError as error:
        return {}, f"{error.strerror}."
    if ended.returncode == 0:
        try:
            return json.loads(ended.stdout.strip().splitlines()[-1]), ""
        except (ValueError, IndexError):
            return {}, "its probe answered nothing."
    return {}, _last_words(ended)


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def _last_words(ended: subprocess.CompletedProcess[str]) -> str:
    """The line of stderr that says most: Qt's own, else the last, which in a traceback is the error."""
    lines = [line.strip() for line in ended.stderr.splitlines() if line.strip()]
    telling = [line for line in lines if any(library in line for library in LIBRARIES)]
    if telling or lines:
        return (telling or lines)[-1].rstrip(".") + "."
    return f"its process ended with code {ended.returncode}."


def _advice(failure: str) -> str:
    if sys.platform != "linux":
        return ""
    for library, package in LIBRARIES.items():
        if library in failure:
            return f" Install it, on Debian and Ubuntu with: apt-get install {package}"
    named = re.search(r"(\S+\.so[.\d]*): cannot open", failure)
    return f" Install the system library {named[1]}." if named else ""


def _as_json(findings: list[Finding]) -> str:
    is_fine = all(finding.verdict is not Verdict.WRONG for finding in findings)
    return json.dumps({"is_fine": is_fine, "findings": [asdict(finding) for finding in findings]}, indent=2)


def _as_lines(findings: list[Finding], well: str) -> str:
    marks = {Verdict.FINE: "ok    ", Verdict.NOTE: "note  ", Verdict.WRONG: "WRONG "}
    lines = []
    for finding in findings:
        facts = ", ".join(f"{name} {_in_words(value)}" for name, value in finding.facts.items())
        lines.append(f"{marks[finding.verdict]}{finding.name}: {facts or '-'}")
        if finding.sentence:
            lines.append(f"      {finding.sentence}")
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    lines.append(well if not wrong else f"{wrong} of {len(findings)} are wrong.")
    return "\n".join(lines)


def _in_words(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(str(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "missing" if value is None else str(value)
