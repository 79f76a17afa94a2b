"""Small networks, checkpoints and drawn images that the tests of the networks build for themselves."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from models.checkpoint import IMAGENET_RGB, Checkpoint, save_checkpoint
from models.devices import Engine
from models.fcn import Fcn, FcnConfig, build_network
from models.learning import train
from models.networks.memory import Memory, Moments
from models.predictor import Predictor
from models.training.recipes import Recipe
from models.weights import initialise

ENGINE = Engine(torch.device("cpu"), "fp32")
NAMES = ("background", "cat", "person", "tree", "sky")
COLORS = ((0, 0, 0), (200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30))

WIDTH = 256 + 512 + 512  # fc7, and the skips at strides 16 and 8

#: every kind of head: (stride, fusion, upsampling)
KINDS = list(itertools.product((8, 16, 32), ("sum", "concat"), ("fixed", "learned", "all")))


def config(classes: int = 3, **changes: Any) -> FcnConfig:
    return FcnConfig(classes=classes, **changes)


def network(classes: int = 3, *, seed: int = 0, **changes: Any) -> Fcn:
    """A network whose heads say something: random score layers, and random weights added to every other head."""
    torch.manual_seed(seed)
    net = build_network(config(classes, **changes))
    draw_heads(net)
    return net.eval()


@torch.no_grad()
def draw_heads(net: Fcn) -> None:
    for name, layer in net.heads.items():
        for parameter in layer.parameters():
            if name.startswith("score"):
                parameter.normal_(0, 0.5)
            else:
                parameter.add_(torch.randn_like(parameter) * 0.05)


def features_of(net: Fcn, size: tuple[int, int], *, seed: int = 1) -> tuple[torch.Tensor, ...]:
    """Random features of the right shapes for an input of `size`, without running the trunk."""
    with torch.device("meta"):
        ghost = build_network(net.config)
        shapes = [tuple(f.shape) for f in ghost.features(torch.empty(1, 3, *size))]
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(shape, generator=generator) for shape in shapes)


def checkpoint(net: Fcn | None = None, **changes: Any) -> Checkpoint:
    net = network() if net is None else net
    count = net.config.classes
    header: dict[str, Any] = {
        "classes": tuple(zip(NAMES[:count], COLORS[:count], strict=True)),
        "normalisation": IMAGENET_RGB,
        "provenance": "drawn",
        "license": "MIT",
        **changes,
    }
    state = {name: value.detach().clone() for name, value in net.state_dict().items()}
    return Checkpoint(config=net.config, state=state, **header)


def memory(count: int = 6, width: int = WIDTH) -> Memory:
    """Random levels, without moments."""
    generator = torch.Generator().manual_seed(0)
    levels = torch.randint(0, 256, (count, width), dtype=torch.uint8, generator=generator)
    return Memory(levels, torch.rand(width, generator=generator).half().float())


def moments(width: int = WIDTH) -> Moments:
    """Of random pixels."""
    generator = torch.Generator().manual_seed(1)
    values = torch.rand(40, width, generator=generator)
    values[:, 0] = 0.0  # a channel that never says anything
    values = torch.nn.functional.pad(values, (0, 1), value=1.0)
    return Moments.of(values.T @ values / 40)


def stored(path: Path, net: Fcn | None = None, **changes: Any) -> Path:
    """A checkpoint file of a drawn network."""
    save_checkpoint(checkpoint(net, **changes), path)
    return path


def predictor(net: Fcn | None = None, **changes: Any) -> Predictor:
    return Predictor(checkpoint(net, **changes), ENGINE)


def blocks(height: int = 64, width: int = 96, *, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """An image of a red and a blue block on grey, with noise; and its label map: 0 grey, 1 red, 2 blue."""
    noise = np.random.default_rng(seed)
    labels = np.zeros((height, width), np.uint8)
    labels[height // 8 : height // 2, width // 8 : width // 2] = 1
    labels[height // 2 : height - height // 8, width // 2 : width - width // 8] = 2
    if seed % 2:
        labels = np.ascontiguousarray(labels[:, ::-1])
    image = np.array([(90, 90, 90), (220, 40, 40), (40, 40, 220)], np.uint8)[labels]
    return (image + noise.integers(0, 20, image.shape)).astype(np.uint8), labels


def write_blocks(folder: Path, count: int = 2, *, size: tuple[int, int] = (64, 96)) -> Path:
    """A data set of drawn images in the layout images/ labels/ classes.txt."""
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True)
    for number in range(count):
        image, labels = blocks(*size, seed=number)
        Image.fromarray(image).save(folder / "images" / f"image{number}.png")
        Image.fromarray(labels).save(folder / "labels" / f"image{number}.png")
    write_classes(folder / "classes.txt")
    return folder


def write_classes(path: Path, count: int = 3) -> None:
    lines = [f"{i}\t{NAMES[i]}\t{COLORS[i][0]} {COLORS[i][1]} {COLORS[i][2]}\n" for i in range(count)]
    path.write_text("".join(lines), encoding="utf-8")


def parameters_of(net: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.detach().clone() for name, value in net.state_dict().items()}


def train_on_blocks(*, iterations: int = 70, seed: int = 0) -> tuple[Checkpoint, list[float]]:
    """A network that knows the classes of `blocks`, and the losses on the way there; about three seconds."""
    torch.manual_seed(seed)
    net = build_network(config())
    initialise(net, "none")
    recipe = Recipe(iterations=iterations, batch=2, crop=64, scales=(1.0, 1.0), rate=2e-3, average=0.8, seed=seed)
    examples = [lambda: blocks(seed=0), lambda: blocks(seed=1)]
    losses, learned = [], net
    for step in train(net, IMAGENET_RGB, examples, recipe, device=ENGINE.device):
        losses.append(step.loss)
        learned = step.network
    return checkpoint(learned.eval()), losses
