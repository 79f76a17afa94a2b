"""The commands `bench export|paint|camera|…`: the benches of the desktop program; the others are the networks' own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.bench.report import Row
    from app.ui.main_window import MainWindow

BENCHES = {
    "camera": "frames of a video shown with their predictions: rate, latency, drops, memory",
    "export": "labels of many images in other formats, read back and compared, against writing PNG files alone",
    "folder": "how soon a folder of 100 000 files can be worked with, against listing it alone",
    "memory": "memory held while an image of 100 megapixels is opened, predicted, taught, accepted and saved",
    "napari": "a dab in napari's Labels layer against one here, on the same screen",
    "paint": "from a dab, a pan, a zoom or a change of image to the pixels on the screen",
    "session": "how long the window ever stands still while it is painted in, predicts and learns",
    "soak": "whether memory grows while a video plays with predictions, for an hour",
    "startup": "from starting the program to its window, an image and a prediction",
}


def run_bench(
    program: str, arguments: list[str], build_window: Callable[[list[str]], tuple[QApplication, MainWindow]]
) -> int:
    """Measure what `arguments` name and print the figures; 0. Raises SegmendError; SystemExit after a wrong call."""
    options = _parse(program, arguments)
    if options.what == "startup" and options.beside:
        from app.bench.programs import bench_programs
        from app.bench.report import report

        report(bench_programs(options.beside), options.json)
        return 0
    if options.what != "napari":  # which draws with OpenGL
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.bench import camera, export, folder, memory, paint, peers, session, soak, startup
    from app.bench.report import report

    if options.what == "startup" and options.of is not None:
        print(startup.measure_start(build_window, options.of))
        return 0
    measure: dict[str, Callable[[], list[Row]]] = {
        "camera": lambda: camera.bench_camera(build_window, seconds=options.seconds),
        "export": lambda: export.bench_export(images=max(1, options.images), formats=options.formats.split(",")),
        "folder": lambda: folder.bench_folder(build_window),
        "memory": lambda: memory.bench_memory(build_window),
        "napari": lambda: peers.bench_napari(options.python),
        "paint": paint.bench_paint,
        "session": lambda: session.bench_session(build_window, seconds=options.seconds),
        "soak": lambda: soak.bench_soak(build_window, minutes=options.minutes),
        "startup": startup.bench_startup,
    }
    report(measure[options.what](), options.json)
    return 0


def _positive(text: str) -> float:
    if not 0 < (number := float(text)) < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return number


def _positive_whole(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def _parse(program: str, arguments: list[str]) -> argparse.Namespace:
    what = arguments[0]
    parser = argparse.ArgumentParser(prog=f"{program} bench {what}", description=f"Measure {BENCHES[what]}.")
    parser.add_argument("what", choices=BENCHES, help=argparse.SUPPRESS)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    if what == "camera":
        parser.add_argument(
            "--seconds", metavar="N", type=_positive, default=20.0, help="of each of the two playings (20)"
        )
    if what == "session":
        parser.add_argument("--seconds", metavar="N", type=_positive, default=600.0, help="how long (600)")
    if what == "soak":
        parser.add_argument("--minutes", metavar="N", type=_positive, default=60.0, help="how long (60)")
    if what == "export":
        parser.add_argument("--images", metavar="N", type=_positive_whole, default=1000, help="how many images (1000)")
        parser.add_argument("--formats", metavar="F,F", default="png,coco,datumaro,yolo", help="which formats")
    if what == "napari":
        parser.add_argument("--python", metavar="FILE", default=sys.executable, help="the Python that has napari")
    if what == "startup":
        parser.add_argument("--of", metavar="IMAGE", type=Path, help=argparse.SUPPRESS)
        parser.add_argument(
            "--beside", metavar="COMMAND", action="append", default=[],
            help="until the windows of this and of another program are on the X screen; {image}: an image; repeatable",
        )  # fmt: skip
    return parser.parse_args(arguments)
