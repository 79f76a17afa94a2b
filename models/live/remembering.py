"""The command `models remember`: give a checkpoint a memory of the data set it was trained on."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from rich.console import Console
from rich.progress import track
from torch import Tensor

from models.checkpoint import save_checkpoint
from models.devices import choose_engine
from models.errors import ModelError
from models.live.linear_heads import vectors_at
from models.networks.memory import Memory, Moments
from models.predictor import Predictor
from models.samples import Sample, read_data_set
from models.zoo.plugins import open_model

_LEVELS = 255
_DRAWN = 120  # pixels of an image, for the moments


@dataclass
class _Sums:
    """Of each class: (C, D + 1, D + 1) sums over pixels of outer products of what the heads read and 1, and counts."""

    sums: Tensor
    counts: Tensor

    def add(self, vectors: Tensor, labels: Tensor) -> None:
        vectors = F.pad(vectors, (0, 1), value=1.0)
        for label in labels.unique().tolist():
            of_class = vectors[labels == label]
            self.sums[label].addmm_(of_class.T, of_class)
            self.counts[label] += len(of_class)

    def mean(self) -> Tensor:
        """(D + 1, D + 1): every class counts the same."""
        found = self.counts > 0
        return (self.sums[found] / self.counts[found, None, None]).mean(0)


def remember(predictor: Predictor, samples: list[Sample], classes: int, *, count: int, seed: int = 0) -> Memory:
    """Draw `count` pixels from samples that the network has right, every class alike as far as there are any.

    It takes 4 C (D + 1)^2 bytes for C classes and D channels: 0.1 GB for the bundled network, 2 GB for VGG16 and 21.
    """
    generator = np.random.default_rng(seed)
    width = sum(predictor.net.score_widths()) + 1
    sums = _Sums(torch.zeros(classes, width, width), torch.zeros(classes))
    each, kept = -(-count // max(1, len(samples))), []
    for sample in track(samples, "remembering", console=Console(stderr=True), transient=True):
        vectors, labels = _drawn(predictor, sample, classes, max(each, _DRAWN), generator)
        sums.add(vectors, labels)
        kept += list(vectors[torch.from_numpy(generator.permutation(len(vectors))[:each])])
    if not kept:
        raise ModelError("There is nothing to remember: the network has no pixel of these samples right.")
    # Spread over all of them: samples lie in order of their sources.
    even = torch.linspace(0, len(kept) - 1, min(count, len(kept))).round().long()
    values = torch.stack(kept)[even].clamp(min=0)  # what leaves a ReLU
    scales = values.amax(0).clamp(min=1e-6) / _LEVELS
    return Memory((values / scales).round_().to(torch.uint8), scales, Moments.of(sums.mean()))


def _drawn(
    predictor: Predictor, sample: Sample, classes: int, count: int, generator: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """What the heads read (P, D) at P pixels that the network has right, and their labels; as many of each class."""
    image, truth = sample.read(classes)
    features, working = predictor.features(image)
    labels = predictor.predict_from(features, working, (image.shape[0], image.shape[1])).labels
    right = np.argwhere((labels == truth) & (truth < classes))
    given = truth[right[:, 0], right[:, 1]]
    places = [right[given == label] for label in np.unique(given)]
    if not places:
        return torch.empty(0, sum(predictor.net.score_widths())), torch.empty(0, dtype=torch.long)
    drawn = np.concatenate([each[generator.integers(len(each), size=count // len(places) + 1)] for each in places])
    at = torch.from_numpy(drawn).to(features[0].device)
    rows, cols = (at[:, axis] * working[axis] / truth.shape[axis] for axis in (0, 1))
    vectors = torch.cat(vectors_at(predictor.net, features, rows, cols), 1).float().cpu()
    return vectors, torch.from_numpy(truth[drawn[:, 0], drawn[:, 1]].astype(np.int64))


def remember_data_set(model: str, dataset: Path, out: Path, *, count: int, device: str, is_half: bool) -> int:
    """Write a copy of a checkpoint with a memory of `count` pixels of the data set's training samples."""
    checkpoint = open_model(model)
    data = read_data_set(dataset)
    if data.class_names != checkpoint.class_names:
        raise ModelError(f"{dataset} and {model} do not have the same classes in the same order.")
    predictor = Predictor(checkpoint, choose_engine(device, "fp32"))
    memory = remember(predictor, data.train, len(data.classes), count=count)
    save_checkpoint(replace(checkpoint, memory=memory, own_classes=None), out, is_half=is_half)  # it knows all
    return 0
