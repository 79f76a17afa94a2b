import itertools
from pathlib import Path

import numpy as np
import pytest

from app.learner.network import Network
from models.checkpoint import save_checkpoint
from tests.unit.models.miniatures import blocks, checkpoint, network

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


def test_a_network_that_states_no_size_does_not_fill_the_memory_with_a_large_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The features of the whole image are kept: they must not follow its size without end."""
    monkeypatch.setattr("models.prediction.working_memory.free_bytes", lambda _device: 1)
    made = checkpoint(network(), max_side=None)
    save_checkpoint(made, tmp_path / "a.safetensors")
    found = Network()
    found.load(tmp_path / "a.safetensors", "cpu", "fp32", 1)
    found.map_classes([0, 1, 2], list(made.classes))
    shown = found.look("a", np.zeros((600, 900, 3), np.uint8))
    assert shown is not None
    assert shown.labels.shape == (600, 900)
    assert max(shown.confidence.shape) <= 256
    assert found.checkpoint().max_side is None  # a version that is kept states none either
