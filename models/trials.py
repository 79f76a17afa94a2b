"""What this machine is good at: tried once, remembered in the user's cache folder, tried again where that is lost."""

import contextlib
import functools
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

_FILE = "trials.json"
_AGREEMENT = 0.97  # of pixels: scores of drawn weights lie closer together than those of a trained network
_GAIN = 0.9  # what is not clearly quicker is not worth its rounding


def drawn_image(height: int = 375, width: int = 500) -> NDArray[np.uint8]:
    """A drawn image with gradients, disks and noise, (H, W, 3) uint8."""
    generator = np.random.default_rng(1)
    rows, cols = np.mgrid[:height, :width]
    image = np.stack((rows * 255 / height, cols * 255 / width, (rows + cols) % 256), -1)
    for _ in range(12):
        row, col, radius = generator.integers((0, 0, 15), (height, width, 80))
        image[(rows - row) ** 2 + (cols - col) ** 2 < radius**2] = generator.integers(0, 256, 3)
    return np.clip(image + generator.normal(0, 8, image.shape), 0, 255).astype(np.uint8)


def interleaved(functions: Sequence[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Milliseconds of each function in each round, run in turn, so that a busy machine slows all of them alike.

    Each is run once before. On CUDA the work counts, not its queueing.
    """
    for function in functions:
        function()
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for index, function in enumerate(functions):
            taken[index].append(_milliseconds(function))
    return taken


def _milliseconds(function: Callable[[], object]) -> float:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    began = time.perf_counter()
    function()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return (time.perf_counter() - began) * 1000


def is_bfloat16_better() -> bool:
    """Whether bfloat16 convolutions on this CPU give float32's argmax on a drawn image, and in less time."""
    return remembered("bfloat16", lambda: "better" if _try_bfloat16() else "worse", ("better", "worse")) == "better"


@torch.no_grad()
def _try_bfloat16() -> bool:
    generator = torch.Generator().manual_seed(2015)
    weights = [
        torch.randn(after, before, 3, 3, generator=generator) * (2 / (9 * before)) ** 0.5
        for before, after in ((3, 32), (32, 64), (64, 64), (64, 8))
    ]
    image = torch.from_numpy(drawn_image(96, 128)).permute(2, 0, 1)[None].float() / 64 - 2

    def scores(dtype: torch.dtype) -> Callable[[], Tensor]:
        cast = [weight.to(dtype, memory_format=torch.channels_last) for weight in weights]

        def run() -> Tensor:
            x = image.to(dtype).contiguous(memory_format=torch.channels_last)
            for weight in cast[:-1]:
                x = torch.relu_(F.conv2d(x, weight, padding=1))
            return F.conv2d(x, cast[-1], padding=1).float()

        return run

    full, rounded = scores(torch.float32), scores(torch.bfloat16)
    agreement = float((full().argmax(1) == rounded().argmax(1)).float().mean())
    if not agreement >= _AGREEMENT:
        return False
    slow, quick = interleaved((full, rounded), 7)
    return statistics.median(quick) < _GAIN * statistics.median(slow)


def remembered(question: str, find_out: Callable[[], str], answers: Sequence[str]) -> str:
    """The answer to a question about this machine: from the cache, else found out and put there."""
    known = recall(question)
    if known is not None and known in answers:
        return known
    found = find_out()
    remember(question, found)
    return found


def recall(question: str) -> str | None:
    """What was found out on this machine, with this torch and as many threads; None if nothing or if it is damaged."""
    return _stored().get(_key(question))


def remember(question: str, answer: str) -> None:
    """Keep an answer. A folder that cannot be written only means that it is found out again next time."""
    _answers_of_this_process[_key(question)] = answer
    answers = {**_stored(), _key(question): answer}
    folder = cache_folder()
    temporary = folder / f".{_FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(answers, indent=1), encoding="utf-8")
        os.replace(temporary, folder / _FILE)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


_answers_of_this_process: dict[str, str] = {}


def _stored() -> dict[str, str]:
    try:
        found = json.loads((cache_folder() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = {}
    answers = found if isinstance(found, dict) else {}
    return {key: value for key, value in answers.items() if isinstance(value, str)} | _answers_of_this_process


def _key(question: str) -> str:
    return f"{processor()} | {torch.get_num_threads()} threads | torch {torch.__version__} | {question}"


@functools.cache
def processor() -> str:
    """The processor's name and how many cores of it there are."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        name = models[0] if models else name
    return f"{os.cpu_count() or 1} cores of {name}"


def cache_folder() -> Path:
    """The folder of this user's cache that is Segmend's, or beside a portable program."""
    if os.environ.get("SEGMEND_FOLDER"):
        return Path(os.environ["SEGMEND_FOLDER"]) / "cache"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "segmend" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/segmend"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "segmend"
