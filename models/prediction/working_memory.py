"""Working memory: how much a prediction will need, told before it runs, and how much is free."""

import ctypes
import os
import sys
import weakref
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from models.devices import Engine
from models.fcn import FcnConfig, build_network

#: What the libraries take beside the tensors (reordered weights and activations, cuDNN's workspaces), measured.
WORKSPACE = 1.3


@lru_cache(maxsize=256)
def needed_bytes(config: FcnConfig, height: int, width: int, *, item: int = 4, companion: bool = False) -> int:
    """The most bytes that one prediction of height x width pixels holds at once, weights and the image left out.

    Nothing of that size is allocated: the network runs on torch's `meta` device, where tensors have shapes but no
    content, and each tensor is counted while it lives. item: bytes of one number, 4 for fp32, 2 for half precision.
    companion: whether the companion trunk runs too.
    """
    dtype = torch.float32 if item == 4 else torch.bfloat16
    with torch.device("meta"):
        net = build_network(config).to(dtype).eval()
        pixels = torch.empty(1, 3, height, width, dtype=torch.uint8)
        with torch.no_grad(), _Ledger() as ledger:
            x = pixels.float().to(dtype)
            features = net.features(x) if companion else net.trunk_features(x)
            scores = net.score(features, (height, width))
            labels, share = scores.argmax(1), torch.logsumexp(scores.float(), 1)
            del labels, share
    return round(ledger.most * WORKSPACE)


def longest_side(config: FcnConfig, engine: Engine, *, most_bytes: int = 3_000_000_000) -> int:
    """The side of the largest square that one prediction may be of, in a quarter of what is free and `most_bytes`.

    For who keeps the features of whole images, which are then scaled down to it: 256 to 4096, a power of two.
    """
    limit = min(free_bytes(engine.device) // 4, most_bytes)
    sides = (4096, 2048, 1024, 512)
    return next((side for side in sides if needed_bytes(config, side, side, item=engine.dtype.itemsize) <= limit), 256)


class _Ledger(TorchDispatchMode):
    """Counts the bytes of the tensors that are alive; `most` is the greatest sum seen."""

    def __init__(self) -> None:
        super().__init__()
        self.most = self._now = 0
        self._known: dict[int, int] = {}

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        for value in tree_leaves(result):
            if isinstance(value, Tensor):
                self._enter(value)
        return result

    def _enter(self, value: Tensor) -> None:
        storage = value.untyped_storage()  # shared by a tensor and its views; one Python object as long as it lives
        key = storage._cdata
        if key in self._known:
            return
        self._known[key] = storage.nbytes()
        self._now += storage.nbytes()
        self.most = max(self.most, self._now)
        weakref.finalize(storage, self._leave, key)

    def _leave(self, key: int) -> None:
        self._now -= self._known.pop(key)


def free_bytes(device: torch.device) -> int:
    """What a device can still give: on CUDA its free memory and what torch holds unused; else the machine's memory.

    A limit set on this process's group (a container's) counts.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return int(free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device))
    if sys.platform == "win32":
        return _windows_free()
    return min(_machine_free(), _group_free())


def _machine_free() -> int:
    info = Path("/proc/meminfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2  # macOS does not say what is free


def _group_free() -> int:
    """What a container's limit leaves, cgroup v2 or v1; a very great number where there is none."""
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            words = [(Path("/sys/fs/cgroup") / name).read_text().strip() for name in (limit, used)]
        except OSError:
            continue  # no such kind of group on this machine
        if words[0] != "max":
            return max(0, int(words[0]) - int(words[1]))
    return sys.maxsize


def _windows_free() -> int:
    class Status(ctypes.Structure):  # MEMORYSTATUSEX
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "total_page", "free_page", "total_virtual")),
            *((name, ctypes.c_ulonglong) for name in ("free_virtual", "free_extended")),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.free)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that memory ran out: CUDA's own class, Python's, or torch's words on CPU and Mac."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    words = ("not enough memory", "can't allocate memory", "out of memory", "ALLOC_FAILED")
    return isinstance(error, RuntimeError) and any(word in str(error) for word in words)


def half_of(engine: Engine) -> str | None:
    """The half precision of an engine's device, None if it runs in one already."""
    if engine.precision != "fp32":
        return None
    return "bf16" if engine.device.type == "cpu" else "fp16"
