"""napari's Labels layer, painted and drawn anew: run as a script by the Python that has napari, prints its figures.

It imports nothing of the program: napari may live in an environment of its own, with another binding of Qt.
"""

import json
import sys
import time

import numpy as np

NOT_INSTALLED = 3  # exit code


def measure(height: int, width: int, diameter: int, dabs: int) -> list[float]:
    """Milliseconds from each dab of a random walk to its pixels on the screen; one stroke all the way."""
    import napari
    from qtpy.QtWidgets import QApplication

    viewer = napari.Viewer(show=True)
    application = QApplication.instance()
    viewer.window._qt_window.resize(1280, 800)
    chance = np.random.default_rng(diameter)
    viewer.add_image(chance.integers(0, 256, (height, width, 3), np.uint8))
    layer = viewer.add_labels(np.zeros((height, width), np.uint8))
    layer.brush_size = diameter
    layer.mode = "paint"
    for _ in range(50):
        application.processEvents()
        time.sleep(0.02)
    taken, row, col = [], height // 2, width // 2
    for number in range(dabs):
        row = int(np.clip(row + chance.integers(-diameter, diameter), 0, height - 1))
        col = int(np.clip(col + chance.integers(-diameter, diameter), 0, width - 1))
        start = time.perf_counter()
        layer.paint((row, col), number % 2 + 1)
        application.processEvents()
        taken.append(1000 * (time.perf_counter() - start))
    viewer.close()
    return taken


if __name__ == "__main__":
    try:
        import napari
    except ImportError:
        sys.exit(NOT_INSTALLED)
    figures = measure(*(int(word) for word in sys.argv[1:5]))
    print(json.dumps({"version": napari.__version__, "milliseconds": figures}))
