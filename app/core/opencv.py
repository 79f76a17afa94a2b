"""OpenCV without the Qt plugin path that its import leaves behind: ``from app.core.opencv import cv2``."""

import os

import cv2

# WORKAROUND https://github.com/wkentaro/labelme/issues/842: opencv-python points Qt at its own plugins
# when it is imported, and PySide6 then finds no platform plugin it can load.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

__all__ = ["cv2"]
