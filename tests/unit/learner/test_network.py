import itertools
from pathlib import Path

import numpy as np
import pytest

from app.learner.network import Network
from models.checkpoint import save_checkpoint
from tests.unit.models.networks import blocks, checkpoint, network

IMAGE, _ = blocks(53, 78)


def looked(folder: Path, project_indices: list[int], **changes: object) -> Network:
    """A network that has looked at IMAGE under the key "a"."""
    made = checkpoint(network(**changes), max_side=60)
    save_checkpoint(made, folder / "a.safetensors")
    found = Network()
    found.load(folder / "a.safetensors", "cpu", "fp32", 1)
    found.map_classes(project_indices, list(made.classes))
    found.look("a", IMAGE)
    return found


@pytest.mark.parametrize(("stride", "count"), [(32, 1), (16, 2), (8, 3)])
def test_an_explanation_ends_with_the_heatmap(tmp_path: Path, stride: int, count: int) -> None:
    made = looked(tmp_path, [4, 7, 2], stride=stride, has_companion=True)
    for index in (4, 7, 2):
        planes = made.explain("a", index)
        assert planes is not None
        assert len(planes) == count
        last = made.heatmap("a", index)
        assert last is not None
        assert np.array_equal(planes[-1], last)
        assert all(plane.shape == last.shape and plane.dtype == np.uint8 for plane in planes)
        for before, after in itertools.pairwise(planes):
            assert (before != after).any()


def test_what_the_network_does_not_know_is_not_explained(tmp_path: Path) -> None:
    made = looked(tmp_path, [4, 255, 2])
    assert made.explain("a", 7) is None
    assert made.explain("b", 4) is None
    assert made.explain("a", 2) is not None
