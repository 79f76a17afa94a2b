"""Stiffness: what a change of the heads costs that would change what they say of the images they were trained on.

Kernel ridge regression asks for small changes of the heads, all alike. Asked instead for changes W for which |W|^2 + k
times the mean square of x W over the training images' pixels x is small, it learns in what they leave free. That is the
linear kernel x (I + k S)^-1 x' with their second moments S (Rasmussen and Williams 2006, 2.1: the covariance of the
weights).
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from models.errors import ModelError
from models.live.regression import lower_factor


class Stiffness:
    """factor: (D, D) lower, L L^T = I + k S."""

    def __init__(self, moments: Tensor, heads: Tensor, strength: float) -> None:
        """moments: S, (D, D), of scaled vectors; heads: (D, C), what the untaught network says of them, in margins;
        strength: k. Raises ModelError if they are the moments of nothing."""
        one = torch.eye(len(moments), device=moments.device)
        factor, failed = lower_factor(one + strength * moments)
        if failed:
            raise ModelError("The memory of this checkpoint is damaged: take another network, or load it anew.")
        self.factor = factor.to(moments.device)
        heads = heads - heads.mean(1, keepdim=True)
        self._turns = strength * heads.T @ moments @ heads

    def turning(self, classes: int) -> Tensor:
        """(classes, classes): the same for what turns the scores that were said into others."""
        more = classes - len(self._turns)
        turns = F.pad(self._turns, (0, more, 0, more))
        return torch.linalg.inv(torch.eye(classes, device=turns.device) + turns)
