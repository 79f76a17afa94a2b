"""Curves of a training: one JSON object a line beside the checkpoint, and TensorBoard where it is asked for."""

import json
from pathlib import Path
from typing import Any

from models.errors import ModelError


class Curves:
    """Writes figures as they come; `lines` is how many there are, so that a resumed run cuts off what it repeats.

    path: None writes nothing. lines: of an earlier run, kept. Raises ModelError.
    """

    def __init__(self, path: Path | None, *, lines: int = 0, tensorboard: Path | None = None) -> None:
        self.path, self.lines = path, lines
        self._board = None if tensorboard is None or path is None else _board(tensorboard)
        if path is None:
            return
        try:
            kept = path.read_text(encoding="utf-8").splitlines(keepends=True)[:lines] if lines else []
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(kept), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"{path} cannot be written: {error}.") from error
        self.lines = len(kept)

    def add(self, figures: dict[str, Any], *, place: int) -> None:
        """One line; numbers also go to TensorBoard at `place`, the iteration counted over all stages."""
        if self.path is None:
            return
        try:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(figures) + "\n")
        except OSError as error:
            raise ModelError(f"{self.path} cannot be written: {error.strerror or error}.") from error
        self.lines += 1
        if self._board is not None:
            for name, value in _flat(figures):
                self._board.add_scalar(name, value, place)
            self._board.flush()

    def close(self) -> None:
        """Let go of TensorBoard's file."""
        if self._board is not None:
            self._board.close()


def _flat(figures: dict[str, Any]) -> list[tuple[str, float]]:
    pairs = []
    for name, value in figures.items():
        if isinstance(value, dict):
            pairs += [(f"{name}/{key}", float(part)) for key, part in value.items() if part is not None]
        elif name not in ("stage", "iteration"):
            pairs.append((name, float(value)))
    return pairs


def _board(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise ModelError("--tensorboard needs the extra `tensorboard`: pip install tensorboard.") from error
    try:
        return SummaryWriter(str(folder))
    except OSError as error:
        raise ModelError(f"{folder} cannot be written: {error.strerror or error}.") from error
