from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.errors import ModelError
from models.live.linear_heads import linear_scores, vectors_at
from models.live.remembering import remember, remember_data_set
from models.networks.growing import grow_classes
from models.networks.memory import Memory, Moments
from models.predictor import Predictor
from models.samples import read_data_set
from tests.unit.models.miniatures import (
    COLORS,
    ENGINE,
    KINDS,
    WIDTH,
    checkpoint,
    features_of,
    memory,
    moments,
    network,
    stored,
    write_blocks,
)

Trained = tuple[Checkpoint, list[float]]
CPU = torch.device("cpu")


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
    vectors = memory().vectors(net, CPU)
    before, after = linear_scores(net, vectors), linear_scores(grow_classes(net, 5), vectors)
    assert torch.allclose(after[:, 1:3] - after[:, :1], before[:, 1:] - before[:, :1], atol=1e-2)
    assert float(after[:, 3:].abs().max()) < 1e-5 * float(after.abs().max())


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
    vectors = held.vectors(net, CPU)
    assert [vector.shape for vector in vectors] == [(6, 256), (6, 512), (6, 512)]
    assert torch.equal(torch.cat(vectors, 1), held.levels.float() * held.scales)


def test_moments_are_what_they_were_made_of() -> None:
    generator = torch.Generator().manual_seed(1)
    values = torch.nn.functional.pad(torch.rand(60, 20, generator=generator), (0, 1), value=1.0)
    second = values.T @ values / 60
    assert torch.allclose(Moments.of(second).second(CPU), second, atol=2e-4)
    assert float(torch.linalg.eigvalsh(moments().second(CPU).double()).min()) > -1e-6


def test_a_memory_without_moments_has_those_of_its_pixels() -> None:
    held = memory()
    values = torch.nn.functional.pad(torch.cat(held.vectors(network(), CPU), 1), (0, 1), value=1.0)
    assert torch.allclose(held.second_moments(CPU), values.T @ values / len(values), rtol=1e-4)
    more = replace(held, moments=moments())
    assert torch.equal(more.second_moments(CPU), moments().second(CPU))


@pytest.mark.parametrize("more", [None, moments()])
def test_a_checkpoint_carries_its_memory(tmp_path: Path, more: Moments | None) -> None:
    made = replace(checkpoint(), memory=replace(memory(), moments=more))
    for is_half in (False, True):
        save_checkpoint(made, tmp_path / "a.safetensors", is_half=is_half)
        read = load_checkpoint(tmp_path / "a.safetensors")
        assert made.memory is not None
        assert read.memory is not None
        assert torch.equal(read.memory.levels, made.memory.levels)
        assert torch.equal(read.memory.scales, made.memory.scales)
        assert (read.memory.moments is None) is (more is None)
        if more is not None:
            assert torch.equal(read.memory.second_moments(CPU), more.second(CPU))
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


@pytest.mark.parametrize(
    "wrong",
    [
        moments(WIDTH - 1),
        replace(moments(), means=moments().means.double()),
        replace(moments(), deviations=moments().deviations * float("inf")),
        replace(moments(), correlations=moments().correlations[1:]),
        replace(moments(), correlations=moments().correlations.int()),
    ],
)
def test_moments_that_do_not_fit_are_refused(tmp_path: Path, wrong: Moments) -> None:
    made = replace(checkpoint(), memory=replace(memory(), moments=wrong))
    save_checkpoint(made, tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match=r"a\.safetensors: The moments of its memory are not of 1280 channels"):
        load_checkpoint(tmp_path / "a.safetensors")


def test_moments_that_are_incomplete_are_weights_too_many(tmp_path: Path) -> None:
    save_checkpoint(replace(checkpoint(), memory=replace(memory(), moments=moments())), tmp_path / "a.safetensors")
    tensors = load_file(tmp_path / "a.safetensors")
    with safe_open(str(tmp_path / "a.safetensors"), framework="pt") as file:
        metadata = file.metadata()
    del tensors["memory.means"]
    save_file(tensors, tmp_path / "a.safetensors", metadata=metadata)
    with pytest.raises(ModelError, match=r"2 weights its network does not have, the first memory\.correlations"):
        load_checkpoint(tmp_path / "a.safetensors")


def test_pixels_the_network_has_right_are_remembered(tmp_path: Path, trained: Trained) -> None:
    data = read_data_set(write_blocks(tmp_path / "data", 3))
    predictor = Predictor(trained[0], ENGINE)
    held = remember(predictor, data.train + data.val, 3, count=9)
    assert held.levels.shape == (9, WIDTH)
    held.check(predictor.net)
    with torch.no_grad():
        said = linear_scores(predictor.net, held.vectors(predictor.net, CPU)).argmax(1)
    assert len(set(said.tolist())) > 1


def test_the_moments_are_those_of_many_more_pixels_every_class_alike(tmp_path: Path, trained: Trained) -> None:
    data = read_data_set(write_blocks(tmp_path / "data", 3))
    predictor = Predictor(trained[0], ENGINE)
    samples = data.train + data.val
    held = remember(predictor, samples, 3, count=4)
    found = [(sample.read(3), predictor.features(sample.read(3)[0])) for sample in samples]
    of_class: list[list[torch.Tensor]] = [[], [], []]
    for (image, truth), (features, _) in found:
        labels = predictor.predict(image).labels
        for label in range(3):
            rows, cols = (torch.from_numpy(at) for at in np.nonzero((truth == label) & (labels == label)))
            of_class[label].append(torch.cat(vectors_at(predictor.net, features, rows, cols), 1))
    means = torch.stack([torch.cat(each).mean(0) for each in of_class if sum(map(len, each))]).mean(0)
    assert held.moments is not None
    assert torch.allclose(held.moments.means, means, atol=0.15 * float(means.max()))
    assert torch.corrcoef(torch.stack((held.moments.means, means)))[0, 1] > 0.99


def test_the_command_writes_a_copy_with_a_memory(tmp_path: Path, trained: Trained) -> None:
    data, model, out = write_blocks(tmp_path / "data", 3), tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    save_checkpoint(replace(trained[0], own_classes=2), model)
    assert remember_data_set(str(model), data, out, count=4, device="cpu", is_half=True) == 0
    read = load_checkpoint(out)
    assert read.memory is not None
    assert len(read.memory.levels) == 4
    assert read.own_classes is None  # it knows all of them
    assert load_checkpoint(model).memory is None
    names = ("cat", "background", "person")
    other = stored(tmp_path / "c.safetensors", classes=tuple(zip(names, COLORS[:3], strict=True)))
    with pytest.raises(ModelError, match="same classes in the same order"):
        remember_data_set(str(other), data, out, count=4, device="cpu", is_half=True)
