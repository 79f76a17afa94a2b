from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.errors import ModelError
from models.live.linear_heads import linear_scores, vectors_at
from models.live.remembering import remember, remember_data_set
from models.networks.growing import grow_classes
from models.networks.memory import Memory
from models.predictor import Predictor
from models.samples import read_data_set
from tests.unit.models.miniatures import COLORS, ENGINE, KINDS, checkpoint, features_of, network, stored, write_blocks

Trained = tuple[Checkpoint, list[float]]
WIDTH = 256 + 512 + 512  # fc7, and the skips at strides 16 and 8


def memory(count: int = 6, width: int = WIDTH) -> Memory:
    generator = torch.Generator().manual_seed(0)
    levels = torch.randint(0, 256, (count, width), dtype=torch.uint8, generator=generator)
    return Memory(levels, torch.rand(width, generator=generator).half().float())


@torch.no_grad()
@pytest.mark.parametrize(("stride", "fusion", "upsampling"), [kind for kind in KINDS if kind[2] == "fixed"])
@pytest.mark.parametrize("has_companion", [False, True])
def test_the_scores_of_vectors_are_those_of_even_maps(
    stride: int, fusion: str, upsampling: str, has_companion: bool
) -> None:
    net = network(stride=stride, fusion=fusion, upsampling=upsampling, has_companion=has_companion)
    features = [torch.randn(1, f.shape[1], 1, 1).expand(f.shape) for f in features_of(net, (100, 120))]
    expected = net.score(tuple(features), (100, 120))[:, :, 50, 60]
    got = linear_scores(net, [feature[:, :, 0, 0] for feature in features])
    assert torch.allclose(got, expected, atol=1e-3 * float(expected.abs().max()))


@torch.no_grad()
def test_growing_leaves_what_is_said_of_vectors() -> None:
    net = network()
    vectors = memory().vectors(net, torch.device("cpu"))
    before, after = linear_scores(net, vectors), linear_scores(grow_classes(net, 5), vectors)
    assert torch.allclose(after[:, 1:3] - after[:, :1], before[:, 1:] - before[:, :1], atol=1e-2)
    assert not after[:, 3:].any()


@torch.no_grad()
def test_a_vector_is_what_the_heads_read_at_a_pixel() -> None:
    net = network()
    features = features_of(net, (64, 64))
    grids = net.feature_grids()
    assert [grid.stride for grid in grids] == [32, 16, 8]
    at8 = grids[2]
    row, col = at8.origin + 3 * at8.stride, at8.origin + 2 * at8.stride
    vector = torch.cat(vectors_at(net, features, torch.tensor([row]), torch.tensor([col])), 1)[0]
    assert vector.shape == (WIDTH,)
    assert torch.allclose(vector[256 + 512 :], features[2][0, :, 3, 2], atol=1e-5)


def test_vectors_are_levels_times_scales_split_by_score_layer() -> None:
    net, held = network(), memory()
    held.check(net)
    vectors = held.vectors(net, torch.device("cpu"))
    assert [vector.shape for vector in vectors] == [(6, 256), (6, 512), (6, 512)]
    assert torch.equal(torch.cat(vectors, 1), held.levels.float() * held.scales)


def test_a_checkpoint_carries_its_memory(tmp_path: Path) -> None:
    made = replace(checkpoint(), memory=memory())
    for is_half in (False, True):
        save_checkpoint(made, tmp_path / "a.safetensors", is_half=is_half)
        read = load_checkpoint(tmp_path / "a.safetensors")
        assert made.memory is not None
        assert read.memory is not None
        assert torch.equal(read.memory.levels, made.memory.levels)
        assert torch.equal(read.memory.scales, made.memory.scales)
        assert read.state.keys() == made.state.keys()
    assert load_checkpoint(stored(tmp_path / "b.safetensors")).memory is None


@pytest.mark.parametrize(
    "wrong",
    [
        memory(width=WIDTH - 1),
        memory(count=0),
        replace(memory(), levels=memory().levels.float()),
        replace(memory(), levels=memory().levels[0]),
        replace(memory(), scales=memory().scales[:-1]),
        replace(memory(), scales=memory().scales * float("nan")),
    ],
)
def test_a_memory_that_does_not_fit_is_refused(tmp_path: Path, wrong: Memory) -> None:
    save_checkpoint(replace(checkpoint(), memory=wrong), tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match=r"a\.safetensors: Its memory is not 1280 values a pixel"):
        load_checkpoint(tmp_path / "a.safetensors")


def test_pixels_the_network_has_right_are_remembered(tmp_path: Path, trained: Trained) -> None:
    data = read_data_set(write_blocks(tmp_path / "data", 3))
    predictor = Predictor(trained[0], ENGINE)
    held = remember(predictor, data.train + data.val, 3, count=9)
    assert held.levels.shape == (9, WIDTH)
    held.check(predictor.net)
    with torch.no_grad():
        said = linear_scores(predictor.net, held.vectors(predictor.net, torch.device("cpu"))).argmax(1)
    assert len(set(said.tolist())) > 1


def test_the_command_writes_a_copy_with_a_memory(tmp_path: Path, trained: Trained) -> None:
    data, model, out = write_blocks(tmp_path / "data", 3), tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    save_checkpoint(trained[0], model)
    assert remember_data_set(str(model), data, out, count=4, device="cpu", is_half=True) == 0
    read = load_checkpoint(out)
    assert read.memory is not None
    assert len(read.memory.levels) == 4
    assert load_checkpoint(model).memory is None
    names = ("cat", "background", "person")
    other = stored(tmp_path / "c.safetensors", classes=tuple(zip(names, COLORS[:3], strict=True)))
    with pytest.raises(ModelError, match="same classes in the same order"):
        remember_data_set(str(other), data, out, count=4, device="cpu", is_half=True)
