"""The command `models remember`: give a checkpoint a memory of the data set it was trained on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.progress import track

from models.checkpoint import save_checkpoint
from models.devices import choose_engine
from models.errors import ModelError
from models.live.linear_heads import vectors_at
from models.networks.memory import Memory
from models.predictor import Predictor
from models.samples import Sample, read_data_set
from models.zoo.plugins import open_model

_LEVELS = 255


def remember(predictor: Predictor, samples: list[Sample], classes: int, *, count: int, seed: int = 0) -> Memory:
    """Draw `count` pixels from samples, every class alike as far as there are any, that the network has right."""
    generator = np.random.default_rng(seed)
    each = -(-count // max(1, len(samples)))
    rows = []
    for sample in track(samples, "remembering", console=Console(stderr=True), transient=True):
        image, truth = sample.read(classes)
        predictor_labels = predictor.predict(image).labels
        features, working = predictor.features(image)
        right = np.argwhere((predictor_labels == truth) & (truth < classes))
        if not len(right):
            continue
        labels = truth[right[:, 0], right[:, 1]]
        found = np.unique(labels)
        for _ in range(each):
            of_class = right[labels == generator.choice(found)]
            row, col = of_class[generator.integers(len(of_class))]
            at = torch.tensor([[row * working[0] / truth.shape[0]], [col * working[1] / truth.shape[1]]])
            rows.append(torch.cat(vectors_at(predictor.net, features, *at.to(features[0].device)), 1)[0].cpu())
    if not rows:
        raise ModelError("There is nothing to remember: the network has no pixel of these samples right.")
    # Spread over all of them: samples lie in order of their sources.
    even = torch.linspace(0, len(rows) - 1, min(count, len(rows))).round().long()
    values = torch.stack(rows)[even].clamp(min=0)  # what leaves a ReLU
    scales = values.amax(0).clamp(min=1e-6) / _LEVELS
    return Memory((values / scales).round_().to(torch.uint8), scales)


def remember_data_set(model: str, dataset: Path, out: Path, *, count: int, device: str, is_half: bool) -> int:
    """Write a copy of a checkpoint with a memory of `count` pixels of the data set's training samples."""
    checkpoint = open_model(model)
    data = read_data_set(dataset)
    if data.class_names != checkpoint.class_names:
        raise ModelError(f"{dataset} and {model} do not have the same classes in the same order.")
    samples = data.train[:: max(1, len(data.train) // count)]
    predictor = Predictor(checkpoint, choose_engine(device, "fp32"))
    memory = remember(predictor, samples, len(data.classes), count=count)
    save_checkpoint(replace(checkpoint, memory=memory), out, is_half=is_half)
    return 0
