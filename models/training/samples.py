"""The samples of a training: checked before it begins, named where they cannot be used, kept in memory."""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from torch import Tensor

from models.distributed import ALONE, Group
from models.errors import ModelError
from models.samples import DataSet, Example, Sample

_CACHE_BYTES = 3_000_000_000  # decoded samples kept in memory


class SampleCache:
    """Decoded samples, the first read ones kept as far as memory is given."""

    def __init__(self, classes: int, limit_bytes: int = _CACHE_BYTES) -> None:
        self.classes, self.room = classes, limit_bytes
        self.kept: dict[str, Example] = {}

    def reader(self, sample: Sample) -> Callable[[], Example]:
        """A function that reads `sample`, from memory after the first time."""

        def read() -> Example:
            if sample.name in self.kept:
                return self.kept[sample.name]
            example = sample.read(self.classes)
            size = sum(array.nbytes for array in example)
            if size <= self.room:
                self.room -= size
                self.kept[sample.name] = example
            return example

        return read


@dataclass(frozen=True)
class Readable:
    """A data set without the samples that cannot be used, how many those were, and what was read on the way.

    pixels: (C,) labelled pixels of each class in the training samples; shared: (C,) labelled pixels of those samples
    in which the class occurs.
    """

    data: DataSet
    failures: int
    cache: SampleCache
    pixels: NDArray[np.int64]
    shared: NDArray[np.int64]

    def balanced_weights(self, table: list[int], classes: int) -> Tensor:
        """(classes,) float: the median of the classes' frequencies over each one's own (Eigen and Fergus 2015).

        table: the network's index of each class of the data set. A class that does not occur weighs 1.
        """
        occurs = self.pixels > 0
        frequency = self.pixels[occurs] / self.shared[occurs]
        weights = torch.ones(classes)
        indices = [index for index, is_there in zip(table, occurs, strict=True) if is_there]
        weights[indices] = torch.from_numpy(np.median(frequency) / frequency).float()
        return weights


def check_samples(data: DataSet, group: Group = ALONE) -> Readable:
    """Read every sample once; each that cannot be used is named on stderr, once. Raises ModelError if none is left.

    The processes of a group share the reading. What cannot be told sample by sample is told as a sentence with a count.
    """
    _check_same_everywhere(data, group)
    cache = SampleCache(len(data.classes))
    pixels, shared = np.zeros((2, len(data.classes)), np.int64)
    samples = list(dict.fromkeys([*data.train, *data.val]))
    learned, bad = set(data.train), []
    console = Console(stderr=True, quiet=not group.is_first)
    for sample in track(samples[group.rank :: group.size], "checking the samples", console=console, transient=True):
        try:
            labels = cache.reader(sample)()[1]
        except ModelError as error:
            print(error, file=sys.stderr)
            bad.append(sample)
            continue
        if sample in learned:
            counts = np.bincount(labels.ravel(), minlength=256)[: len(data.classes)]
            pixels += counts
            shared[counts > 0] += counts.sum()
    refused = {sample for part in group.gather(bad) for sample in part}
    pixels, shared = sum(group.gather(pixels)), sum(group.gather(shared))  # type: ignore[assignment]
    train, val = ([sample for sample in split if sample not in refused] for split in (data.train, data.val))
    if not train:
        raise ModelError(f"{data.folder} has no sample to train on.")
    if not pixels.any():
        raise ModelError(f"{data.folder}: not one pixel of the {len(train)} training samples is labelled.")
    if group.is_first:
        _print_notes(data, len(samples), len(refused), val)
    return Readable(replace(data, train=train, val=val), len(refused), cache, pixels, shared)


def _check_same_everywhere(data: DataSet, group: Group) -> None:
    if len(set(group.gather(digest_of(data)))) > 1:
        raise ModelError(f"{data.folder} is not the same data set for all processes of this training.")


def digest_of(data: DataSet) -> str:
    """A short text that changes with the classes, the samples' names and their splits."""
    lines = [*data.class_names, "", *(s.name for s in data.train), "", *(s.name for s in data.val)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _print_notes(data: DataSet, count: int, refused: int, val: list[Sample]) -> None:
    notes = list(data.notes)
    if refused:
        notes.append(f"{refused} of {count} samples cannot be used and are left out.")
    twice = len(set(data.train) & set(data.val))
    if twice:
        notes.append(f"{twice} samples are both trained on and measured on: the measures are too good.")
    if not val:
        notes.append("No sample is held out: nothing is measured, and the last network is kept.")
    for note in notes:
        print(note, file=sys.stderr)


def relabeled(read: Callable[[], Example], table: list[int]) -> Callable[[], Example]:
    """`read` with each class index i of the data set replaced by table[i], the network's index."""
    if table == list(range(len(table))):
        return read
    lookup = np.full(256, 255, np.uint8)
    lookup[: len(table)] = table

    def read_relabeled() -> Example:
        image, labels = read()[:2]
        return image, lookup[labels]

    return read_relabeled
