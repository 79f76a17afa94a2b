"""Two real processes that train one network over gloo: the same result as one process, and no hang when one dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.multiprocessing

from models.checkpoint import IMAGENET_RGB, load_checkpoint
from models.distributed import ALONE, Group, join_group
from models.errors import ModelError
from models.learning import Trainer
from models.metrics import UNLABELED
from models.samples import Example
from models.training.recipes import Recipe
from models.training.run_state import state_path
from tests.unit.models.miniatures import blocks, network, write_blocks
from tests.unit.models.training.test_run_state import ROOT, ended, figures, iteration_in, wait_until

CPU = torch.device("cpu")
PLAIN = {"iterations": 9, "batch": 4, "crop": 48, "clip": None, "precision": "fp32"}
CASES: dict[str, dict[str, Any]] = {
    "mean": {},
    "sum": {"loss": "sum", "optimizer": "sgd", "rate": 1e-9},
    "whole images of different sizes": {"crop": 0},
    "a batch that cannot be halved": {"batch": 3},
    "weighted": {"class_weights": "balanced"},
    "without the trunk": {"trunk_rate": 0.0},
}


def examples() -> list[Any]:
    """Images whose labelled parts differ much in size, one with no label at all."""

    def read(number: int) -> Example:
        image, labels = blocks(64 + 8 * number, 96, seed=number)
        labels[:, : (0, 90, 40, 96)[number]] = UNLABELED
        return image, labels

    return [lambda number=number: read(number) for number in range(4)]


def first_step(case: str, group: Group) -> dict[str, torch.Tensor]:
    """The gradients and the loss of the first iteration; the masks of dropout included."""
    recipe = Recipe(**{**PLAIN, **CASES[case]})
    weights = torch.tensor([0.5, 3.0, 1.0]) if recipe.class_weights == "balanced" else None
    net = network(seed=7 + group.rank)  # only the first process's weights must count
    trainer = Trainer(net, IMAGENET_RGB, examples(), recipe, device=CPU, group=group, class_weights=weights)
    loss = trainer.step().loss
    gradients = {name: p.grad.clone() for name, p in net.named_parameters() if p.grad is not None}
    return {"loss": torch.tensor(loss), **gradients}


def share_first_steps(rank: int, folder: str) -> None:
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "SEGMEND_RENDEZVOUS": f"file://{folder}/meeting"}
    torch.set_num_threads(1)
    with join_group(CPU) as group:
        found = {case: first_step(case, group) for case in CASES}
        total = group.sum(torch.tensor([1.0, rank]))
        together = (group.gather(rank), group.any(rank == 1), group.any(False), total.tolist(), list(group.slots(5)))
        told = group.from_first(lambda: f"made by {rank}")
        if rank == 0:
            torch.save({"steps": found, "together": [*together, told]}, f"{folder}/found")
        try:
            group.from_first(refuse)
        except (ModelError, SystemExit) as error:
            Path(folder, f"refused{rank}").write_text(f"{type(error).__name__} {error}")


def refuse() -> None:
    raise ModelError("No.")


@pytest.fixture(scope="module")
def shared_steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    torch.multiprocessing.spawn(share_first_steps, (str(folder),), nprocs=2)
    return folder


@pytest.mark.parametrize("case", CASES)
def test_two_processes_have_the_gradients_of_one(case: str, shared_steps: Path) -> None:
    shared = torch.load(shared_steps / "found", weights_only=True)["steps"][case]
    alone = first_step(case, ALONE)
    assert shared.keys() == alone.keys()
    assert ("trunk.stage8.conv1.weight" in alone) == (case != "without the trunk")
    for name, value in alone.items():
        assert float((shared[name] - value).abs().max()) <= 1e-6 * max(1.0, float(value.abs().max())), name
    assert any(float(value.abs().max()) > 1e-3 for value in alone.values())


def test_processes_share_values_and_flags(shared_steps: Path) -> None:
    found = torch.load(shared_steps / "found", weights_only=True)["together"]
    assert found == [[0, 1], True, False, [2.0, 1.0], [0, 2, 4], "made by 0"]


def test_a_mistake_of_the_first_process_ends_all_and_is_told_once(shared_steps: Path) -> None:
    assert (shared_steps / "refused0").read_text() == "ModelError No."
    assert (shared_steps / "refused1").read_text() == "SystemExit 2"


def test_one_process_is_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with join_group(CPU) as group:
        assert (group.size, group.is_first, list(group.slots(3)), group.gather("a")) == (1, True, [0, 1, 2], ["a"])
    monkeypatch.setenv("WORLD_SIZE", "many")
    with pytest.raises(ModelError, match="WORLD_SIZE='many'"), join_group(CPU):
        pass


def started(data: Path, out: Path, rank: int, *options: object) -> subprocess.Popen[str]:
    """One of two processes of `train`, as torchrun would start it; each has its own standard error."""
    recipe = ("--init", "none", "--batch", 4, "--crop", 48, "--device", "cpu", "--precision", "fp32")
    length = ("--iterations", 16, "--evaluate-every", 4)
    words = ["train", data, "--out", out, *recipe, *length, *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    if rank >= 0:
        environment |= {"RANK": str(rank), "WORLD_SIZE": "2"}
        environment["SEGMEND_RENDEZVOUS"] = f"file://{out.parent}/meeting-{out.name}-{len(options)}"
    command = [sys.executable, "-m", "models", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_lost_process_ends_the_run_and_it_goes_on_to_the_result_of_one(tmp_path: Path) -> None:
    data = write_blocks(tmp_path / "data", 6)
    alone, shared = tmp_path / "alone.safetensors", tmp_path / "shared.safetensors"
    assert ended(started(data, alone, -1))[0] == 0
    first, second = (started(data, shared, rank, "--save-every", 3) for rank in range(2))
    wait_until(lambda: iteration_in(shared) >= 6)
    os.kill(second.pid, signal.SIGKILL)
    code, said = ended(first)
    assert code == 2
    assert "another one is gone" in said
    assert "--resume" in said
    second.communicate()
    assert 6 <= iteration_in(shared) < 16
    for code, said in map(ended, [started(data, shared, rank, "--save-every", 3, "--resume") for rank in range(2)]):
        assert code == 0, said
    assert not state_path(shared).exists()
    one, other = load_checkpoint(alone), load_checkpoint(shared)
    assert one.step == other.step
    assert all(float((value - other.state[name]).abs().max()) < 1e-3 for name, value in one.state.items())
    losses = [[line["loss"] for line in figures(out) if "loss" in line] for out in (alone, shared)]
    assert np.allclose(*losses, rtol=1e-3)


@pytest.mark.slow
def test_torchrun_trains_in_two_processes_and_passes_on_a_mistake(tmp_path: Path) -> None:
    data = write_blocks(tmp_path / "data", 6)
    (data / "labels" / "image5.png").write_bytes(b"x")
    out = tmp_path / "a.safetensors"
    words = ("-m", "models", "train", data, "--out", out, "--init", "none", "--crop", 32, "--iterations", 3)
    launch = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", 2)
    for batch, code, sentence in ((2, 1, "Training FCN-8s on cpu in 2 processes"), (1, 1, "cannot be shared by 2")):
        command = [str(word) for word in (*launch, *words, "--batch", batch, "--overwrite")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250)
        assert done.returncode == code
        assert done.stderr.count("image5.png is no image") == 1
        assert done.stderr.count(sentence) == 1, done.stderr
    assert load_checkpoint(out.with_name("a-last.safetensors")).step == 3
