"""Pictures of every panel and dialog, for the manual and for looking at: light, dark, Chinese and at 200 %.

`python -m tests.e2e.pictures docs/manual/pictures` makes all; names of variants after the folder make those alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.opencv import cv2
from app.core.settings import Settings
from app.ui import doctor_dialog
from app.ui.application import build
from app.ui.main_window import MainWindow

PATIENCE = 400.0  # seconds
WIDEST = 1280
COLORS = 200  # of a picture: a palette makes it a third as large
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Variant:
    """How the program is seen. size: of the window, in its own pixels; scale: of the screen."""

    name: str
    theme: str
    language: str
    size: tuple[int, int] = (1280, 800)
    scale: int = 1


VARIANTS = (
    Variant("light", "light", "en"),
    Variant("dark", "dark", "en"),
    Variant("chinese", "light", "zh_CN"),
    Variant("200", "dark", "en", (960, 540), 2),
)


class Album:
    """One window and the pictures of one variant."""

    def __init__(self, application: QApplication, window: MainWindow, variant: Variant, folder: Path) -> None:
        self.application, self.window, self.variant, self.folder = application, window, variant, folder

    def run(self, photos: Path, video: Path) -> None:
        """Every panel and dialog, from an empty window to a video."""
        window = self.window
        window.resize(*self.variant.size)
        window.show()
        window.activateWindow()
        self.rest()
        self.save(window, "welcome")
        window.sources.open([str(photos)])
        self.wait(lambda: window.session.prediction is not None and window.learner.is_idle())
        self.paint()
        self.wait(lambda: window.learner.is_idle() and window.image_list.thumbnails.is_idle())
        self.save(window, "window")
        for name in ("classes", "learning", "history", "images"):
            self.save(window.docks[name], f"panel-{name}")
        self.more_panels()
        self.tour()
        self.video(video)
        self.dialogs()
        self.doctor()

    def paint(self) -> None:
        session = self.window.session
        eye = session.add_class("eye")
        assert eye is not None
        session.choose_class(eye)
        for row, col in ((100, 155), (122, 305)):
            session.paint(row, col, np.ones((28, 28), bool))
            session.end_stroke("Brush stroke")

    def more_panels(self) -> None:
        window = self.window
        for name, toggle in (
            ("statistics", window.toggle_statistics), ("levels", window.toggle_levels), ("skips", window.toggle_skips),
        ):  # fmt: skip
            toggle()
            window.docks[name].raise_()
            self.rest()
            self.wait(window.learner.is_idle)
            if name == "statistics":
                self.wait(lambda: window.statistics_panel.agreement is not None)
            if name == "levels":
                self.wait(lambda: window.session.survey is not None)
            self.save(window.docks[name], f"panel-{name}")
            toggle()
            self.rest()

    def tour(self) -> None:
        window = self.window
        window.show_tour()
        for place in range(6):
            self.rest()
            if place in (0, 3):
                self.save(window, f"tour-{place + 1}")
            assert window.tour.callout is not None
            window.tour.callout.next.click()

    def dialogs(self) -> None:
        window = self.window
        window.show_settings()
        settings = self.dialog("settingsDialog")
        for page, name in enumerate(("general", "network", "camera", "keys")):
            settings.pages.setCurrentIndex(page)
            self.save(settings, f"settings-{name}")
        settings.pages.setCurrentIndex(0)
        settings.search.setText("1080")
        self.save(settings, "settings-search")
        settings.close()
        for name, show in (
            ("keys", window.show_shortcuts), ("manual", window.show_manual), ("replace", window.show_replacing),
            ("export", window.exchange_view.ask_for_export), ("import", window.exchange_view.ask_for_import),
            ("camera", window.sources.ask_for_camera),
        ):  # fmt: skip
            show()
            self.rest()
            shown = next(each for each in window.findChildren(QDialog) if each.isVisible())
            self.wait(lambda shown=shown: shown.isVisible())  # type: ignore[misc]
            self.rest()
            self.save(shown, f"dialog-{name}")
            shown.close()
            self.rest()
        window.show_palette()
        self.rest()
        self.save(window.palette_window, "palette", QPoint())
        window.palette_window.hide()

    def doctor(self) -> None:
        window = self.window
        window.show_doctor()
        doctor = self.dialog("doctorDialog")
        self.wait(doctor.copy.isEnabled)
        report = doctor.text.toPlainText().replace(str(Path.home()), "~")
        doctor.text.setPlainText(report)
        doctor_dialog.examine = lambda: report  # for the next variant: it takes a while
        self.save(doctor, "dialog-doctor")
        doctor.close()

    def video(self, video: Path) -> None:
        """Three frames frozen, one of them without labels; then a frame as it is shown live, and a message."""
        window = self.window
        window.camera.opened.connect(window.camera.pause)
        window.sources.open([str(video)])
        self.wait(lambda: bool(window.camera.length) and window.camera.is_paused)
        for number in (20, 60, 90):
            window.camera.seek(number)
            self.wait(lambda number=number: window.session.frame is not None and window.live_view.number == number)  # type: ignore[misc]
            window.live_view.freeze()
            self.wait(lambda: window.session.frame is None and not window.session.is_loading)
            self.wait(lambda: window.session.prediction is not None and window.learner.is_idle())
            if number != 60:
                window.session.paint(60, 60, np.ones((40, 40), bool))
                window.session.end_stroke("Brush stroke")
        window.camera.seek(70)
        self.wait(lambda: window.session.frame is not None and window.live_view.number == 70)
        self.rest()
        self.save(window, "video")
        self.save(window.camera_bar, "panel-camera")
        window.live_view.close()

    def dialog(self, name: str) -> QDialog:
        self.rest()
        return next(each for each in self.window.findChildren(QDialog, name) if each.isVisible())

    def wait(self, is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_done():
            if time.monotonic() > end:
                raise TimeoutError("the album waits for what does not come")
            self.application.processEvents()
            time.sleep(0.005)

    def rest(self) -> None:
        """Let the window draw."""
        for _ in range(8):
            self.application.processEvents()
            time.sleep(0.01)

    def save(self, widget: QWidget, name: str, _at: QPoint | None = None) -> None:
        """Keep what a widget shows, as a PNG with a palette, no wider than 1280."""
        self.rest()
        picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
        pixels = rows[:, : picture.width() * 3].reshape(picture.height(), picture.width(), 3)
        made = Image.fromarray(pixels.copy())
        if made.width > WIDEST:
            made = made.resize((WIDEST, round(made.height * WIDEST / made.width)), Image.Resampling.LANCZOS)
        file = self.folder / f"{name}-{self.variant.name}.png"
        for share in (1.0, 0.8, 0.65, 0.5):
            size = (round(made.width * share), round(made.height * share))
            smaller = made if share == 1 else made.resize(size, Image.Resampling.LANCZOS)
            smaller.quantize(COLORS, dither=Image.Dither.NONE).save(file, optimize=True)
            if file.stat().st_size < MOST_BYTES:
                return


def write_video(path: Path) -> None:
    """A hundred frames of a slow move over the cat."""
    photo = skimage.data.chelsea()[..., ::-1]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 240))
    for number in range(100):
        writer.write(np.ascontiguousarray(photo[30 : 30 + 240, number : number + 320]))
    writer.release()


def make(variant: Variant, folder: Path) -> None:
    """The pictures of one variant; the scale of the screen is this process's."""
    with tempfile.TemporaryDirectory() as place:
        photos, video = Path(place, "photos"), Path(place, "clip.avi")
        photos.mkdir()
        for name, photo in (("cat", "chelsea"), ("coffee", "coffee"), ("person", "astronaut")):
            Image.fromarray(getattr(skimage.data, photo)()).save(photos / f"{name}.png")
        write_video(video)
        settings = Settings(theme=variant.theme, language=variant.language, is_ranking=False)  # type: ignore[arg-type]
        application, window = build([], settings)
        try:
            Album(application, window, variant, folder).run(photos, video)
        finally:
            window.close()
            application.processEvents()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 2:
        for variant in VARIANTS:
            if variant.name in sys.argv[2:]:
                make(variant, folder)
        return
    for scale in sorted({variant.scale for variant in VARIANTS}):
        names = [variant.name for variant in VARIANTS if variant.scale == scale]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        subprocess.run([sys.executable, "-m", "tests.e2e.pictures", str(folder), *names], env=environment, check=True)


if __name__ == "__main__":
    main()
