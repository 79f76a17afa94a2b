"""What keeps Learn from undoing what the network knew: its heads are held to what they said of its training images.

A checkpoint's memory has the second moments S of what its heads read there. So the mean square by which other heads
differ there is known without the images: with S = L L^T and W the difference, it is |L^T W|^2.
"""

import torch
from torch import Tensor

from models.checkpoint import Checkpoint
from models.errors import ModelError
from models.fcn import Fcn
from models.live.linear_heads import constant, linear_scores
from models.live.regression import lower_factor

_ROUNDED = 1e-3  # of the variances: rounding, and pixels fewer than channels, leave directions without any


class HeadKeeping:
    """A loss: the mean square by which a network's scores, centred, differ from those of `checkpoint` where it learned.

    That is what it remembers of its training images.
    """

    def __init__(self, checkpoint: Checkpoint, device: torch.device) -> None:
        """It takes a moment: D^3 / 3 multiplications. Raises ModelError where the memory is damaged."""
        assert checkpoint.memory is not None
        net = checkpoint.network().to(device).requires_grad_(False)
        moments = checkpoint.memory.second_moments(torch.device("cpu")).double()
        moments.diagonal().mul_(1 + _ROUNDED)
        factor, has_failed = lower_factor(moments)
        if has_failed:
            raise ModelError("The memory of this checkpoint is damaged: take another network, or load it anew.")
        rows = factor.T.float().to(device)  # as pixels of which the squares add up
        self._vectors, self._ones = list(rows[:, :-1].split(net.score_widths(), 1)), rows[:, -1:]
        self._said = self._said_by(net)

    def __call__(self, net: Fcn) -> Tensor:
        return (self._said_by(net) - self._said).square().sum() / self._said.shape[1]

    def _said_by(self, net: Fcn) -> Tensor:
        """(D + 1, C)."""
        scores = linear_scores(net, self._vectors) + (self._ones - 1) * constant(net)
        return scores - scores.mean(1, keepdim=True)
