"""Devices and precisions: chosen, named, never silently changed."""

from dataclasses import dataclass

import torch

from models.errors import ModelError

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Engine:
    """Where and in which number format a network runs."""

    device: torch.device
    precision: str

    @property
    def dtype(self) -> torch.dtype:
        return PRECISIONS[self.precision]

    def __str__(self) -> str:
        return f"{self.device}, {self.precision}"


def choose_engine(device: str = "auto", precision: str = "auto") -> Engine:
    """`auto|cpu|cuda[:N]|mps` and `auto|fp32|bf16|fp16` -> what will be used. Raises ModelError if it is not there.

    auto: CUDA, then MPS, then the CPU; half precision on CUDA, else float32.
    """
    chosen = _choose_device(device)
    if precision == "auto":
        precision = "fp16" if chosen.type == "cuda" else "fp32"
    if precision not in PRECISIONS:
        raise ModelError(f"Precision {precision!r} is not known; choose auto, fp32, bf16 or fp16.")
    if precision == "fp16" and chosen.type == "cpu":
        raise ModelError("fp16 is not for the CPU: choose bf16 or fp32 there, or another device.")
    return Engine(chosen, precision)


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
