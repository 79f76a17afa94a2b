"""What keeps live learning from undoing what the network knew: heads that are stiff where its training images vary, and
remembered pixels, held firmly where they slip.

A pixel slips once the taught heads no longer say of it, with some margin, what the loaded network did: few are in the
equations, and those that are needed.
"""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor

from models.fcn import Fcn
from models.live.linear_heads import constant, linear_scores
from models.live.scaling import Scaling
from models.live.stiffness import Stiffness
from models.networks.memory import Memory


@dataclass(frozen=True)
class Held:
    """M pixels of the memory: vectors (M, C) for each score layer, what was said (M, K), serials."""

    vectors: list[Tensor]
    said: Tensor
    serials: list[int]


class Retention:
    """What a memory asks of live learning. Grows firmer where teaching makes the heads forget."""

    def __init__(self, memory: Memory, net: Fcn, device: torch.device) -> None:
        self._memory = memory
        self._vectors = memory.vectors(net, device)
        self._is_slipping = torch.zeros(len(self._vectors[0]), dtype=torch.bool, device=device)
        self._said: tuple[Fcn, Tensor] | None = None

    def stiffness(self, base: Fcn, scaling: Scaling, *, margin: float, strength: float) -> Stiffness:
        """That of `base`, the untaught network. It takes a moment: D^3 / 3 multiplications. Raises ModelError."""
        moments = self._memory.second_moments(self._is_slipping.device)
        one = torch.eye(len(moments), device=moments.device)
        zero = constant(base)
        said = linear_scores(base, list(one[:, :-1].split(base.score_widths(), 1))) + (one[:, -1:] - 1) * zero
        scale = scaling.factors()
        return Stiffness(scale[:, None] * moments * scale, said / scale[:, None] / margin, strength)

    def held(self, base: Fcn, wanted: Collection[int]) -> Held:
        """The slipping pixels which `base`, the untaught network, gives to the classes `wanted`."""
        said = self._said_by(base)
        is_wanted = torch.isin(said.argmax(1), torch.tensor(sorted(wanted), device=said.device))
        kept = is_wanted & self._is_slipping
        serials = (kept.nonzero()[:, 0] - len(kept)).tolist()  # below zero: those of examples are not
        return Held([vector[kept] for vector in self._vectors], said[kept], serials)

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
