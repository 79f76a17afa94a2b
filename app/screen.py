"""Whether a window can be shown here."""

import os
import sys


def has_screen() -> bool:
    """False where Qt would find no screen: it aborts the process then instead of raising an error."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
