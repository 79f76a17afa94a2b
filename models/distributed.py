"""Many processes that train one network: `torchrun` starts them, this is what each knows of the others."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn

from models.errors import ModelError

T = TypeVar("T")
_PATIENCE = timedelta(minutes=15)  # for a machine that is gone without a word; a process that dies is noticed at once


@dataclass(frozen=True)
class Group:
    """The processes of a training: this one's number, how many there are, and what they do together."""

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def slots(self, count: int) -> range:
        """This process's part of `count` things; all parts together are each thing once."""
        return range(self.rank, count, self.size)

    def sum(self, values: Tensor) -> Tensor:
        """`values` added up over all processes."""
        if self.size == 1:
            return values
        total = values.detach().clone()
        dist.all_reduce(total)
        return total

    def any(self, flag: bool) -> bool:
        """Whether the flag is up in any process."""
        return flag if self.size == 1 else bool(self.sum(torch.tensor(int(flag), device=self.device)))

    def gather(self, value: T) -> list[T]:
        """The value of every process, in the order of their numbers."""
        if self.size == 1:
            return [value]
        values: list[Any] = [None] * self.size
        dist.all_gather_object(values, value)
        return values

    def from_first(self, make: Callable[[], T]) -> T:
        """What `make` returns in the first process, in all of them. Its ModelError ends them all and is told once."""
        if self.size == 1:
            return make()
        answer: list[Any] = [None, None]
        failure: ModelError | None = None
        if self.is_first:
            try:
                answer[0] = make()
            except ModelError as error:
                failure, answer[1] = error, str(error)
        dist.broadcast_object_list(answer, src=0)
        if failure is not None:
            raise failure
        if answer[1] is not None:
            raise SystemExit(2)  # the first process says why
        return cast(T, answer[0])

    def wrap(self, net: nn.Module) -> nn.Module:
        """`net`, its weights made those of the first process, its gradients averaged over all processes."""
        if self.size == 1:
            return net
        # a 1x1 convolution's gradient has two layouts that are one; torch warns of it once a run
        warnings.filterwarnings("ignore", message="Grad strides do not match bucket view")
        return nn.parallel.DistributedDataParallel(
            net, device_ids=[self.device] if self.device.type == "cuda" else None
        )


ALONE = Group()


def local_device(name: str) -> str:
    """`auto` and `cuda` under torchrun: the CUDA device of this process's number on its machine."""
    if name in ("auto", "cuda") and "LOCAL_RANK" in os.environ and torch.cuda.is_available():
        return f"cuda:{int(os.environ['LOCAL_RANK']) % torch.cuda.device_count()}"
    return name


@contextmanager
def join_group(device: torch.device) -> Iterator[Group]:
    """The group that torchrun's environment names (RANK, WORLD_SIZE), or this process alone; left at the end.

    SEGMEND_RENDEZVOUS replaces the meeting place, for instance by file:///shared/folder/name where there is no TCP
    store. Raises ModelError if another process is lost on the way.
    """
    size = _number("WORLD_SIZE", 1)
    if size == 1:
        yield Group(device=device)
        return
    rank = _number("RANK", 0)
    if device.type == "cuda":
        torch.cuda.set_device(device)
    try:
        dist.init_process_group(
            "nccl" if device.type == "cuda" else "gloo",
            init_method=os.environ.get("SEGMEND_RENDEZVOUS", "env://"),
            rank=rank,
            world_size=size,
            timeout=_PATIENCE,
        )
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"The {size} processes of this training did not find each other ({_first_line(error)})."
        ) from error
    try:
        yield Group(rank, size, device)
    except RuntimeError as error:
        if not _is_loss_of_a_process(error):
            raise
        raise ModelError(
            f"Process {rank} of {size} ends: another one is gone ({_first_line(error)}). "
            "Start all of them again with --resume."
        ) from error
    finally:
        dist.destroy_process_group()


def _number(name: str, otherwise: int) -> int:
    text = os.environ.get(name, str(otherwise))
    if not text.isdigit():
        raise ModelError(f"The environment says {name}={text!r}; torchrun sets it to a number.")
    return int(text)


def _is_loss_of_a_process(error: RuntimeError) -> bool:
    """gloo raises a bare RuntimeError that names itself or the connection."""
    words = ("gloo", "Connection", "connection", "NCCL", "Timed out")
    return isinstance(error, dist.DistError) or any(word in str(error) for word in words)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
