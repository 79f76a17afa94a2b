"""Corrections of single images, as a checkpoint carries them: what was taught there beyond what the heads can say."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.errors import ModelError
from models.fcn import Fcn

MOST = 200  # images, the newest
_PARTS = ("places", "pulls", "shown")
_POWER = "corrections.power"
_NAME = re.compile(r"corrections\.([0-9a-f]{8}-\d+x\d+)\.(places|pulls|shown)")


@dataclass(frozen=True)
class Corrections:
    """power: (D,) float32, what the heads' input channels are divided by before pixels are compared.

    images: by `key_of` the image: places (P, 2) int16, rows and columns at the working size, and pulls (P, C) float32,
    what each of them adds to the scores of pixels like it, and shown (classes, h, w) uint8, what was first shown of the
    image (likeness.roots_of), of no class where that is not known.
    """

    power: Tensor
    images: Mapping[str, tuple[Tensor, Tensor, Tensor]]

    def tensors(self) -> dict[str, Tensor]:
        """As they stand in a file."""
        found = {_POWER: self.power}
        for key, parts in self.images.items():
            found |= {f"corrections.{key}.{name}": part for name, part in zip(_PARTS, parts, strict=True)}
        return {name: value.detach().cpu().contiguous() for name, value in found.items()}

    @classmethod
    def take(cls, state: dict[str, Tensor]) -> "Corrections | None":
        """Take them out of what a file holds; what is incomplete is left there, as keys too many."""
        if _POWER not in state:
            return None
        keys = [match[1] for name in state if (match := _NAME.fullmatch(name)) and match[2] == "places"]
        images = {}
        for key in keys:
            names = [f"corrections.{key}.{part}" for part in _PARTS]
            if all(name in state for name in names[:2]):
                shown = state.pop(names[2], torch.empty((0, 1, 1), dtype=torch.uint8))  # files of 0.1 lack it
                images[key] = (state.pop(names[0]), state.pop(names[1]), shown)
        return cls(state.pop(_POWER), images)

    def check(self, net: Fcn) -> None:
        """Raise ModelError unless they are of this network's heads."""
        width = sum(net.score_widths())
        is_right = self.power.shape == (width,) and self.power.dtype == torch.float32
        is_right = is_right and bool((self.power > 0).all() and torch.isfinite(self.power).all())
        for places, pulls, shown in self.images.values():
            is_right = is_right and shown.ndim == 3 and shown.dtype == torch.uint8 and 0 not in shown.shape[1:]
            is_right = is_right and places.dtype == torch.int16 and pulls.dtype == torch.float32
            is_right = is_right and places.shape == (len(pulls), 2) and pulls.ndim == 2 and len(pulls) > 0
            is_right = is_right and pulls.shape[1] <= net.config.classes and bool(torch.isfinite(pulls).all())
        if not is_right:
            raise ModelError("Its corrections of images are not of its network.")


def key_of(image: NDArray[np.uint8]) -> str:
    """Of an image at the working size, (h, w, 3): its content, wherever its file lies."""
    return f"{zlib.crc32(np.ascontiguousarray(image).data):08x}-{image.shape[0]}x{image.shape[1]}"
