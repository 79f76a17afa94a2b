"""Which backend is quickest for a network on this machine: measured in turn on one image, remembered for `auto`."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.prediction.runners import remember_quickest
from models.predictor import Predictor
from models.trials import interleaved


def hold_contest(
    checkpoint: Checkpoint, engine: Engine, image: NDArray[np.uint8], backends: Sequence[str], *, rounds: int = 5
) -> str:
    """The quickest of `backends`, torch among them, at predicting an image of this size. Compiling does not count."""
    predictors = [Predictor(checkpoint, replace(engine, backend=backend)) for backend in backends]
    runs: list[Callable[[], object]] = [lambda made=made: made.predict(image) for made in predictors]  # type: ignore[misc]
    taken = interleaved(runs, rounds)
    milliseconds = {backend: statistics.median(times) for backend, times in zip(backends, taken, strict=True)}
    return remember_quickest(engine, checkpoint.config, milliseconds)
