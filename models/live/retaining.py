"""What keeps live learning from undoing what the network knew: its memory, held lightly, and where it slips, firmly.

A sample of the remembered pixels always counts a little. The others count once the taught heads no longer say of
them, with some margin, what the loaded network did: few are in the equations, and those that are needed.
"""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from models.fcn import Fcn
from models.live.linear_heads import linear_scores
from models.networks.memory import Memory


@dataclass(frozen=True)
class Held:
    """M pixels of the memory: vectors (M, C) for each score layer, what was said (M, K), noise (M,), serials."""

    vectors: list[Tensor]
    said: Tensor
    noise: Tensor
    serials: list[int]


class Retention:
    """The pixels of a memory that live learning is held to. Grows firmer where teaching makes the heads forget."""

    def __init__(self, memory: Memory, net: Fcn, device: torch.device, *, each: int) -> None:
        """each: one pixel in so many counts from the beginning."""
        self._vectors = memory.vectors(net, device)
        count = len(self._vectors[0])
        self._is_sample = torch.arange(count, device=device) % each == 0
        self._is_slipping = torch.zeros(count, dtype=torch.bool, device=device)
        self._said: tuple[Fcn, Tensor] | None = None

    def held(self, base: Fcn, wanted: Collection[int], *, noise: float, firm_noise: float) -> Held:
        """The pixels that count, of those which `base`, the untaught network, gives to the classes `wanted`."""
        said = self._said_by(base)
        is_wanted = torch.isin(said.argmax(1), torch.tensor(sorted(wanted), device=said.device))
        kept = is_wanted & (self._is_sample | self._is_slipping)
        noises = torch.where(self._is_slipping, firm_noise, noise)
        serials = (kept.nonzero()[:, 0] - len(kept)).tolist()  # below zero: those of examples are not
        return Held([vector[kept] for vector in self._vectors], said[kept], noises[kept], serials)

    def watch(self, base: Fcn, taught: Fcn, *, margin: float) -> None:
        """Note the pixels whose label the taught network gives with less than a margin, or not at all."""
        labels = self._said_by(base).argmax(1, keepdim=True)
        now = linear_scores(taught, self._vectors)
        others = now.scatter(1, labels, -torch.inf).amax(1)
        self._is_slipping |= now.gather(1, labels)[:, 0] < others + margin

    def _said_by(self, base: Fcn) -> Tensor:
        if self._said is None or self._said[0] is not base:
            self._said = base, linear_scores(base, self._vectors)
        return self._said[1]
