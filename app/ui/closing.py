"""What would be lost if the window closed now; it is said once, and closing again goes through."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_SAVING, _EXCHANGE, _VIDEO = "saving", "exchange", "video"  # what keeps a window open


class Closing(QObject):
    """Asked before the window closes. A recording is no reason to stay: closing finishes its file."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()  # the causes to stay that were told, and are as they were then
        exchange = window.exchange_view.exchange
        for cause, signal in (
            (_SAVING, window.session.edited),  # what is decided from now on would be lost too
            (_EXCHANGE, exchange.ended),
            (_EXCHANGE, exchange.unusable),
            (_VIDEO, window.video_export.ended),
        ):
            signal.connect(partial(self._forget, cause))

    def may_close(self) -> bool:
        """Save everything; whether nothing would be lost, or only what was told before."""
        reasons = self._reasons()
        news = [cause for cause in reasons if cause not in self._told]
        self._told = set(reasons)
        for cause in news:
            self._window.say(*reasons[cause])
        return not news

    def _forget(self, cause: str, *_: object) -> None:
        """It is over, or another: it is told again where it keeps the window open again."""
        self._told.discard(cause)

    def _reasons(self) -> dict[str, tuple[str, str]]:
        """Of each cause to stay the level and a sentence."""
        window, reasons = self._window, {}
        if not window.session.finish_saving():  # first: what waits for saving begins then
            sentence = self.tr("Not everything is saved. Mend what is said above, or close again to leave anyway.")
            reasons[_SAVING] = "error", sentence
        if window.exchange_view.exchange.is_running:
            sentence = self.tr("“{0}” is still under way. Close again to break it off; what is done so far stays.")
            reasons[_EXCHANGE] = "warning", sentence.format(window.exchange_view.title)
        if window.video_export.is_running:
            sentence = self.tr("{0} is still being written. Close again to break it off; no file is left then.")
            reasons[_VIDEO] = "warning", sentence.format(window.video_export.target.name)
        return reasons
