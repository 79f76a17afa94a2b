"""Devices, precisions and backends: chosen, named, never silently changed."""

import importlib.util
import os
import shutil
from dataclasses import dataclass

import torch

from models.errors import ModelError
from models.trials import is_bfloat16_better

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
BACKENDS = ("torch", "inductor", "openvino")


@dataclass(frozen=True)
class Engine:
    """Where, in which number format and by which program the trunk of a network runs.

    precision: of the trunk and of fc6 and fc7; the heads are float32 always. backend: `torch`, `inductor`, `openvino`,
    or `auto`: torch unless another was measured to be quicker on this machine (models.trials).
    """

    device: torch.device
    precision: str
    backend: str = "torch"

    @property
    def dtype(self) -> torch.dtype:
        return PRECISIONS[self.precision]

    @property
    def arithmetic(self) -> str:
        """Precision, and the backend where it is not plain torch: what a person is shown."""
        return self.precision if self.backend in ("torch", "auto") else f"{self.precision}, {self.backend}"

    def __str__(self) -> str:
        return f"{self.device}, {self.arithmetic}"


def choose_engine(device: str = "auto", precision: str = "auto", backend: str = "torch") -> Engine:
    """Names, as a person gives them -> what will be used. Raises ModelError if it is not there.

    device: `auto|cpu|cuda[:N]|mps`; auto: CUDA, then MPS, then the CPU. precision: `auto|fp32|bf16|fp16`; auto: half
    precision on CUDA; on the CPU bfloat16 where a trial shows it right and quicker; else float32. backend: `auto` or
    one of BACKENDS.
    """
    chosen = _choose_device(device)
    if precision == "auto":
        precision = _choose_precision(chosen)
    if precision not in PRECISIONS:
        raise ModelError(f"Precision {precision!r} is not known; choose auto, fp32, bf16 or fp16.")
    if precision == "fp16" and chosen.type == "cpu":
        raise ModelError("fp16 is not for the CPU: choose bf16 or fp32 there, or another device.")
    if backend != "auto":
        check_backend(backend, chosen)
    return Engine(chosen, precision, backend)


def _choose_precision(device: torch.device) -> str:
    if device.type == "cuda":
        return "fp16"
    return "bf16" if device.type == "cpu" and is_bfloat16_better() else "fp32"


def check_backend(backend: str, device: torch.device) -> None:
    """Raise ModelError with what is missing if a backend cannot run on this machine."""
    if backend not in BACKENDS:
        raise ModelError(f"Engine {backend!r} is not known; choose auto, {', '.join(BACKENDS)}.")
    if backend == "openvino":
        if device.type != "cpu":
            raise ModelError(
                f"Engine openvino runs on the CPU, not on {device}: choose --device cpu or another engine."
            )
        if importlib.util.find_spec("openvino") is None:
            raise ModelError("Engine openvino is not installed: pip install 'segmend[openvino]', or choose another.")
    if backend == "inductor":
        if device.type == "mps":
            raise ModelError("Engine inductor is for CPU and CUDA: choose torch on mps.")
        compilers = [name for name in (os.environ.get("CXX"), "g++", "clang++", "cl") if name]
        if not any(shutil.which(name) for name in compilers):
            raise ModelError("Engine inductor needs a C++ compiler (g++, clang++): install one or choose another.")


def usable_backends(device: torch.device) -> list[str]:
    """Those of BACKENDS that this machine has on `device`."""
    found = []
    for backend in BACKENDS:
        try:
            check_backend(backend, device)
        except ModelError:
            continue
        found.append(backend)
    return found


def _choose_device(name: str) -> torch.device:
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ModelError(f"Device {name!r} is not known; choose auto, cpu, cuda, cuda:N or mps.") from error
    if device.type == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (device.index or 0) >= count:
            raise ModelError(f"Device {name} is not there: torch sees {count} CUDA devices. Choose auto or cpu.")
        return torch.device("cuda", device.index or 0)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ModelError("Device mps is not there: this is no Mac with Metal. Choose auto or cpu.")
    if device.type not in ("cpu", "mps"):
        raise ModelError(f"Device {name!r} is not supported; choose auto, cpu, cuda, cuda:N or mps.")
    return device


def training_dtype(device: torch.device) -> torch.dtype | None:
    """The reduced precision that training may use for its convolutions (autocast), None for float32 throughout."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else None
    if device.type == "cpu" and torch.cpu._is_avx512_bf16_supported():
        return torch.bfloat16  # far slower than float32 on CPUs without the instructions
    return None


def memory_format(device: torch.device) -> torch.memory_format:
    """channels_last is quicker for these networks on CPUs and on GPUs with tensor cores."""
    return torch.contiguous_format if device.type == "mps" else torch.channels_last


def use_threads(count: int) -> None:
    """Threads of the processor for one operation; 0 leaves torch's choice, one per core."""
    if count:
        torch.set_num_threads(count)
