"""Dropout whose draws can be told, so that a training does not depend on how its batch is shared out."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ChannelDropout(nn.Dropout2d):
    """Dropout of whole channels, as nn.Dropout2d; with `generators`, one for each image of the batch, drawn from those.

    A mask that is drawn for the batch as a whole would be another one in each process of a training on many machines,
    and another one after a resumed run.
    """

    generators: Sequence[torch.Generator] | None = None

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> the same, some channels zero and the others 1 / (1 - p) times as large."""
        if not self.training or self.generators is None or self.p == 0:
            return super().forward(input)
        drawn = [torch.rand(input.shape[1], generator=generator) for generator in self.generators]
        kept = (torch.stack(drawn) >= self.p).to(input.device, input.dtype) / (1 - self.p)  # (N, C)
        return input * kept[:, :, None, None]
