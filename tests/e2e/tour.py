"""A tour of every tool in the real window by mouse and keys, with the pictures of docs/manual/tools.md.

`xvfb-run -a python -m tests.e2e.tour docs/manual/tools` makes them anew. The photo is scikit-image's cat.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.settings import Settings
from app.ui.application import build
from app.ui.main_window import MainWindow

PATIENCE = 60.0  # seconds
WIDEST = 480  # pixels of a picture
QUALITY = 82  # of JPEG
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY, SHIFT, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT_EYE, RIGHT_EYE, NOSE = (115, 170), (137, 319), (237, 271)  # row, col of the photo
FACE, SNOUT = (60, 90, 290, 400), (190, 190, 290, 340)  # boxes: row0, col0, row1, col1
Pixel = tuple[int, int]
Box = tuple[int, int, int, int]


class Tour:
    """One window, one photo, one tool after another; what each did to the history is in `steps`."""

    def __init__(self, application: QApplication, window: MainWindow, pictures: Path) -> None:
        self.application, self.window, self.pictures = application, window, pictures
        self.session, self.canvas = window.session, window.canvas
        self.steps: dict[str, list[str]] = {}

    def run(self) -> None:
        """Every tool, each on the photo as it is predicted."""
        window = self.window
        window.resize(1280, 860)
        window.show()
        window.activateWindow()  # keys are shortcuts of the active window
        self.settle()
        self.canvas.setFocus()
        self.wait(window.isActiveWindow)
        window.options.opacity.setValue(30)
        eye = self.session.add_class("eye")
        assert eye is not None
        for tool in (
            self.brush, self.eraser, self.square_brush, self.keep_edges, self.superpixels, self.polygon, self.lasso,
            self.rectangle, self.ellipse, self.fill, self.wand, self.gather, self.cutout, self.accept, self.reject,
            self.reshape, self.locked, self.replace, self.compare,
        ):  # fmt: skip
            while self.session.undo():
                pass
            self.session.choose_class(eye)
            self.session.set_options(is_square=False, keeps_edges=False, tolerance=32)
            before = self.count()
            tool()
            assert self.session.history is not None
            self.steps[tool.__name__] = self.session.history.names[before:]

    def brush(self) -> None:
        self.take("brush", 26)
        self.drag((115, 150), (108, 170), (115, 190))
        self.shoot("brush.jpg", FACE)

    def eraser(self) -> None:
        self.take("brush", 60)
        self.drag(LEFT_EYE, (115, 172))
        self.take("eraser", 18)
        self.drag((90, 170), (140, 170))
        self.shoot("eraser.jpg", FACE)

    def square_brush(self) -> None:
        self.take("brush", 30)
        self.press(Qt.Key.Key_B, SHIFT)
        self.drag((110, 150), (118, 190))
        self.shoot("square-brush.jpg", FACE)

    def keep_edges(self) -> None:
        self.take("brush", 50)
        self.press(Qt.Key.Key_K, SHIFT)
        self.drag(NOSE, (243, 276), (247, 268))
        self.shoot("keep-edges.jpg", SNOUT)

    def superpixels(self) -> None:
        self.take("superpixels", 16)
        self.move(NOSE)
        self.wait(lambda: "computed" not in self.canvas.hint)
        self.drag((232, 262), (240, 270))
        self.move((232, 285))
        self.shoot("superpixels.jpg", SNOUT)

    def polygon(self) -> None:
        self.take("polygon")
        corners = [(137, 290), (118, 318), (125, 345), (150, 340), (160, 312)]
        for corner in corners:
            self.click(corner)
        self.shoot("polygon.jpg", FACE)
        self.press(Qt.Key.Key_Return)

    def lasso(self) -> None:
        self.take("lasso")
        turns = np.linspace(0, 5.6, 24)
        self.drag(*[(round(137 + 26 * np.sin(t)), round(319 + 32 * np.cos(t))) for t in turns], picture="lasso.jpg")

    def rectangle(self) -> None:
        self.take("rectangle")
        self.drag((85, 130), (145, 215), picture="rectangle.jpg")

    def ellipse(self) -> None:
        self.take("ellipse")
        self.drag((85, 128), (147, 214), picture="ellipse.jpg")

    def fill(self) -> None:
        self.take("fill")
        self.move((200, 150))
        self.shoot("fill.jpg")
        self.click((200, 150))

    def wand(self) -> None:
        self.take("wand")
        QTest.mousePress(self.canvas, LEFT, NO_KEY, self.at(NOSE))
        end = self.at(NOSE) + QPoint(6, 0)
        QTest.mouseMove(self.canvas, end)
        self.shoot("wand.jpg", SNOUT)
        QTest.mouseRelease(self.canvas, LEFT, NO_KEY, end)

    def gather(self) -> None:
        self.take("wand")
        for place in (NOSE, LEFT_EYE, RIGHT_EYE):
            self.click(place, SHIFT)
        self.shoot("wand-gathered.jpg", FACE)
        self.press(Qt.Key.Key_Return)

    def cutout(self) -> None:
        self.take("cutout")
        self.drag((84, 125), (150, 215), picture="cutout-box.jpg")
        self.wait(lambda: "cut out" not in self.canvas.hint)
        self.shoot("cutout.jpg", FACE)

    def accept(self) -> None:
        self.take("accept")
        self.move((200, 150))
        self.shoot("accept.jpg")
        self.click((200, 150))

    def reject(self) -> None:
        self.take("reject")
        self.wait(lambda: self.session.runner_up is not None)
        self.move((200, 150))
        self.shoot("reject.jpg")
        self.click((200, 150))

    def reshape(self) -> None:
        self.take("brush", 40)
        self.drag((115, 160), (115, 180))
        self.press(Qt.Key.Key_M)
        self.session.set_options(distance=8)
        self.move((115, 170))
        self.shoot("reshape.jpg", FACE)
        self.click((115, 170))

    def locked(self) -> None:
        """A stroke goes around a class that is locked."""
        self.take("brush", 50)
        self.drag(LEFT_EYE, (116, 172))
        self.press(Qt.Key.Key_J, SHIFT)
        self.session.choose_class(2)
        self.drag((150, 110), (90, 230))
        self.shoot("locked.jpg", FACE)
        self.save(self.window.docks["classes"], "class-list.png")
        self.session.set_class_look(3, is_locked=False)

    def replace(self) -> None:
        self.take("brush", 40)
        self.drag(LEFT_EYE, (116, 180))
        self.window.show_replacing()
        dialog = next(each for each in self.window.findChildren(QDialog) if each.isVisible())
        self.rest()
        self.save(dialog, "replace.png")
        dialog.close()
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.canvas.setFocus()

    def compare(self) -> None:
        """What the network has just been taught, beside what it was."""
        self.take("brush", 44)
        self.drag(LEFT_EYE, (116, 180))
        self.window.learner.update_once()
        self.settle()
        self.session.choose_tool("pan")
        self.press(Qt.Key.Key_Y)
        self.wait(lambda: self.session.compared is not None)
        self.rest()
        self.save(self.window.stage, "compare-line.jpg")
        self.press(Qt.Key.Key_Y, SHIFT)
        self.rest()
        self.save(self.window.stage, "compare-side.jpg")
        self.press(Qt.Key.Key_Y, SHIFT)

    def take(self, tool: str, diameter: int = 20) -> None:
        self.session.choose_tool(tool)
        self.session.set_brush_diameter(diameter)

    def at(self, pixel: Pixel) -> QPoint:
        return self.canvas.to_screen(*pixel).toPoint()

    def move(self, pixel: Pixel) -> None:
        QTest.mouseMove(self.canvas, self.at(pixel) + QPoint(1, 0))
        QTest.mouseMove(self.canvas, self.at(pixel))
        self.rest()

    def click(self, pixel: Pixel, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mouseClick(self.canvas, LEFT, keys, self.at(pixel))

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def drag(self, *way: Pixel, picture: str = "") -> None:
        """Press, go through these pixels and let go; a picture shows the moment before that."""
        QTest.mousePress(self.canvas, LEFT, NO_KEY, self.at(way[0]))
        for pixel in way[1:]:
            QTest.mouseMove(self.canvas, self.at(pixel))
        if picture:
            self.shoot(picture, FACE)
        QTest.mouseRelease(self.canvas, LEFT, NO_KEY, self.at(way[-1]))

    def count(self) -> int:
        assert self.session.history is not None
        return self.session.history.position

    def settle(self) -> None:
        """Until the photo is predicted and nothing is being computed."""
        self.wait(lambda: self.session.prediction is not None and self.window.learner.is_idle())
        self.rest()

    def wait(self, is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_done():
            if time.monotonic() > end:
                raise TimeoutError("the tour waits for what does not come")
            self.application.processEvents()
            time.sleep(0.005)

    def rest(self) -> None:
        """Let the window draw."""
        for _ in range(5):
            self.application.processEvents()
            time.sleep(0.01)

    def shoot(self, name: str, box: Box | None = None) -> None:
        """Keep what the canvas shows of a box of the photo, or of all of it."""
        self.rest()
        area = QRect(self.at(box[:2]), self.at(box[2:])) if box is not None else None
        self.save(self.canvas, name, area)

    def save(self, widget: QWidget, name: str, area: QRect | None = None) -> None:
        shown = widget.grab(area) if area is not None else widget.grab()
        picture = shown.toImage().convertToFormat(QImage.Format.Format_RGB888)
        if picture.width() > WIDEST:
            picture = picture.scaledToWidth(WIDEST, Qt.TransformationMode.SmoothTransformation)
        rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
        pixels: NDArray[np.uint8] = rows[:, : picture.width() * 3].reshape(picture.height(), picture.width(), 3)
        Image.fromarray(pixels).save(self.pictures / name, quality=QUALITY, optimize=True)


def draw_photo(folder: Path) -> Path:
    """The photo in a folder of its own."""
    folder.mkdir()
    Image.fromarray(skimage.data.chelsea()).save(folder / "cat.png")
    return folder


def main() -> None:
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(theme="light", is_live=False, is_ranking=False)
        application, window = build([str(draw_photo(Path(place, "photos")))], settings)
        tour = Tour(application, window, pictures)
        try:
            tour.run()
        finally:
            window.close()
            application.processEvents()
    for name, steps in tour.steps.items():
        print(f"{name}: {', '.join(steps) or 'no step'}")


if __name__ == "__main__":
    main()
