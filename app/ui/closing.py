"""What would be lost if the window closed now; it is said once, and closing again goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Closing(QObject):
    """Asked before the window closes. A recording is no reason to stay: closing finishes its file."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()  # of the reasons there were when it was asked last

    def may_close(self) -> bool:
        """Save everything; whether nothing would be lost, or only what was told before."""
        reasons = self._reasons()
        news = [sentence for sentence in reasons if sentence not in self._told]
        self._told = set(reasons)
        for sentence in news:
            self._window.say(reasons[sentence], sentence)
        return not news

    def _reasons(self) -> dict[str, str]:
        """A sentence for each that is left to do, and its level."""
        window, reasons = self._window, {}
        if not window.session.finish_saving():  # first: what waits for saving begins then
            sentence = self.tr("Not everything is saved. Mend what is said above, or close again to leave anyway.")
            reasons[sentence] = "error"
        if window.exchange_view.exchange.is_running:
            sentence = self.tr("“{0}” is still under way. Close again to break it off; what is done so far stays.")
            reasons[sentence.format(window.exchange_view.title)] = "warning"
        if window.video_export.is_running:
            sentence = self.tr("{0} is still being written. Close again to break it off; no file is left then.")
            reasons[sentence.format(window.video_export.target.name)] = "warning"
        return reasons
