import importlib.util
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from models import trials
from models.devices import Engine, usable_backends
from models.errors import ModelError
from models.fcn import Converted, Features
from models.prediction import runners
from models.prediction.contest import hold_contest
from models.prediction.runners import (
    CompiledRunner,
    TorchRunner,
    is_measured,
    make_runner,
    remember_quickest,
    settled,
)
from models.predictor import Predictor
from tests.unit.models.miniatures import ENGINE, blocks, checkpoint, config, network

ROOT = Path(__file__).resolve().parents[4]
AUTO = replace(ENGINE, backend="auto")
IMAGE, _ = blocks(40, 56)
needs_openvino = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="needs the extra openvino, which is not installed"
)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "_answers_of_this_process", {})


@pytest.mark.parametrize("padding", [0, 1, 3])
@pytest.mark.parametrize("count", [1, 2])
def test_a_product_of_matrices_is_the_convolution(padding: int, count: int) -> None:
    layer = Converted(6, 10, 7, padding=padding).to(memory_format=torch.channels_last)
    x = torch.randn(count, 6, 9, 12).contiguous(memory_format=torch.channels_last)
    expected = layer(x)
    layer.is_product = True
    assert layer(x).shape == expected.shape
    assert torch.allclose(layer(x), expected, atol=1e-5)


@pytest.mark.parametrize(
    "changes",
    [{"trunk": "vgg16", "padding": "paper"}, {"trunk": "alexnet"}, {"has_companion": True}, {"padding": "paper"}],
)
@torch.no_grad()
def test_torch_gives_the_features_of_the_network(changes: dict[str, object]) -> None:
    net = network(**changes)
    x = torch.randn(1, 3, 33, 47)
    expected = net.features(x)
    runner = make_runner(net, ENGINE)
    own = runner.own(x)
    got = own if net.companion is None else runners_joined(own, runner.beside(x))
    for one, other in zip(got, expected, strict=True):
        assert torch.allclose(one, other, atol=1e-4 * float(other.abs().max()) + 1e-6)


def runners_joined(own: Features, beside: Features) -> Features:
    return tuple(torch.cat(pair, 1) for pair in zip(own, beside, strict=True))


def test_how_fc6_is_computed_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def take_turns(functions: list[Callable[[], object]], rounds: int) -> list[list[float]]:
        tried.append(rounds)
        return [[2.0], [1.0]]

    monkeypatch.setattr(runners, "interleaved", take_turns)
    for _ in range(2):
        net = network(trunk="alexnet")
        TorchRunner(net, ENGINE).own(torch.randn(1, 3, 30, 30))
        assert net.fc6.is_product
        assert net.fc7.is_product
    assert len(tried) == 1
    monkeypatch.setattr(runners, "recall", lambda question: None)
    small = network()
    TorchRunner(small, ENGINE).own(torch.randn(1, 3, 30, 30))
    assert not small.fc6.is_product
    assert len(tried) == 1


def counting(compiled: list[tuple[int, ...]]) -> runners.Compile:
    def compile_part(runner: TorchRunner, part: str, x: Tensor) -> Callable[[Tensor], Features]:
        compiled.append((x.shape[2], x.shape[3]))
        return lambda x: getattr(runner, part)(x)  # type: ignore[no-any-return]

    return compile_part


def test_a_size_is_compiled_for_when_it_has_come_often_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[tuple[int, ...]] = []
    runner = CompiledRunner(TorchRunner(network(), ENGINE), counting(compiled), 2)
    for size in (20, 24, 20, 24, 28):
        runner.own(torch.randn(1, 3, size, 20))
    assert compiled == []
    for _ in range(3):
        runner.own(torch.randn(1, 3, 24, 20))
    assert compiled == [(24, 20)]
    monkeypatch.setattr(runners, "_PARTS", 1)
    for _ in range(5):
        runner.own(torch.randn(1, 3, 20, 20))  # one more than is kept: torch goes on with it
    assert compiled == [(24, 20)]


def test_without_patience_the_first_image_is_compiled_for() -> None:
    compiled: list[tuple[int, ...]] = []
    runner = CompiledRunner(TorchRunner(network(has_companion=True), ENGINE), counting(compiled), 0)
    x = torch.randn(1, 3, 20, 20)
    runner.own(x)
    runner.beside(x)
    assert compiled == [(20, 20), (20, 20)]


def wait_for_compilers() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("compiling for"):
            thread.join(30)


def test_beside_torch_a_size_is_compiled_for_while_torch_goes_on() -> None:
    compiled: list[tuple[int, ...]] = []
    may_end = threading.Event()

    def compile_part(runner: TorchRunner, part: str, x: Tensor) -> Callable[[Tensor], Features]:
        assert may_end.wait(30)
        return counting(compiled)(runner, part, x)

    runner = CompiledRunner(TorchRunner(network(), ENGINE), compile_part, 1, beside=True)
    x = torch.randn(1, 3, 20, 20)
    for _ in range(4):
        runner.own(x)
        runner.own(torch.randn(1, 3, 24, 20))  # waits its turn
    assert compiled == []
    assert not runner._compiled
    may_end.set()
    wait_for_compilers()
    assert compiled == [(20, 20)]
    expected = runner._plain.own(x)
    assert all(torch.equal(got, part) for got, part in zip(runner.own(x), expected, strict=True))
    runner.own(torch.randn(1, 3, 24, 20))
    wait_for_compilers()
    assert compiled == [(20, 20), (24, 20)]


def test_where_compiling_beside_torch_fails_torch_goes_on_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def compile_part(runner: TorchRunner, part: str, x: Tensor) -> Callable[[Tensor], Features]:
        raise RuntimeError("no such instruction")

    runner = CompiledRunner(TorchRunner(network(), ENGINE), compile_part, 0, beside=True)
    x = torch.randn(1, 3, 20, 20)
    expected = runner.own(x)
    wait_for_compilers()
    assert "no such instruction" in caplog.text
    assert all(torch.equal(got, part) for got, part in zip(runner.own(x), expected, strict=True))
    assert "compiling" not in "".join(thread.name for thread in threading.enumerate())


def test_auto_is_torch_until_another_was_measured_to_be_quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "usable_backends", lambda device: ["torch", "openvino"])
    assert not is_measured(AUTO, config())
    assert settled(AUTO, config()).backend == "torch"
    assert remember_quickest(AUTO, config(), {"torch": 10.0, "openvino": 9.9}) == "torch"
    assert settled(AUTO, config()).backend == "torch"
    assert remember_quickest(AUTO, config(), {"torch": 10.0, "openvino": 5.0}) == "openvino"
    assert is_measured(AUTO, config())
    assert settled(AUTO, config()).backend == "openvino"
    assert settled(ENGINE, config()).backend == "torch"  # asked for by name
    assert settled(AUTO, config(trunk="vgg16")).backend == "torch"
    assert settled(replace(AUTO, precision="bf16"), config()).backend == "torch"
    monkeypatch.setattr(runners, "usable_backends", lambda device: ["torch"])
    assert settled(AUTO, config()).backend == "torch"  # no longer installed


def test_a_contest_is_remembered() -> None:
    assert hold_contest(checkpoint(), AUTO, IMAGE, ["torch"], rounds=1) == "torch"
    assert is_measured(AUTO, config())


def test_what_is_not_there_is_not_usable() -> None:
    assert usable_backends(torch.device("cpu"))[0] == "torch"
    assert "openvino" not in usable_backends(torch.device("cuda", 0))
    assert usable_backends(torch.device("mps")) == ["torch"]


def predictors_agree(backend: str, precision: str, *, has_companion: bool, padding: str = "same") -> None:
    made = checkpoint(network(has_companion=has_companion, padding=padding))
    expected = Predictor(made, Engine(ENGINE.device, precision))
    got = Predictor(made, Engine(ENGINE.device, precision, backend))
    assert str(got.engine) == f"cpu, {precision}, {backend}"
    limit = 1e-3 if precision == "fp32" else 0.05
    for image in (IMAGE, IMAGE[:30]):
        one, other = got.predict(image).scores, expected.predict(image).scores
        assert float((one - other).norm() / other.norm()) < limit
        for feature, same in zip(got.features(image)[0], expected.features(image)[0], strict=True):
            assert float((feature.float() - same.float()).norm() / same.float().norm()) < limit


@needs_openvino
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_openvino_predicts_what_torch_does(precision: str) -> None:
    predictors_agree("openvino", precision, has_companion=True)


@needs_openvino
def test_openvino_does_not_report_its_use() -> None:
    """Its makers' telemetry starts a thread when it is imported and writes into the person's home."""
    code = (
        "import sys; from models.prediction.runners import _openvino; _openvino().convert_model;"
        "sys.exit(sys.modules.get('openvino_telemetry') is not None)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@needs_openvino
def test_openvino_runs_padding_100_over_vgg16() -> None:
    made = checkpoint(network(trunk="vgg16", padding="paper"))
    one = Predictor(made, Engine(ENGINE.device, "fp32", "openvino")).predict(IMAGE[:17, :20]).scores
    other = Predictor(made, ENGINE).predict(IMAGE[:17, :20]).scores
    assert float((one - other).norm() / other.norm()) < 1e-3


@pytest.mark.slow
@pytest.mark.skipif("inductor" not in usable_backends(torch.device("cpu")), reason="needs a C++ compiler")
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_inductor_predicts_what_torch_does(precision: str) -> None:
    """In a process of its own, because torch's compiler keeps threads."""
    code = (
        "from tests.unit.models.prediction.test_runners import predictors_agree;"
        f"predictors_agree('inductor', '{precision}', has_companion=False)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_compiler_that_does_not_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **named: object) -> Callable[[Tensor], Features]:
        def fail(x: Tensor) -> Features:
            raise RuntimeError("g++: fatal error\nmany lines")

        return fail

    monkeypatch.setattr(torch, "compile", broken)
    made = Predictor(checkpoint(), replace(ENGINE, backend="inductor"))
    with pytest.raises(ModelError, match=r"inductor cannot compile .*fatal error\): choose --engine torch"):
        made.predict(IMAGE)
