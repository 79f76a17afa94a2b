"""What runs the trunk of a network: torch as it is, torch compiled by inductor, or OpenVINO. The heads stay torch's."""

import copy
import logging
import sys
import threading
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from models.devices import Engine, usable_backends
from models.errors import ModelError
from models.fcn import Fcn, FcnConfig, Features
from models.prediction.borders import BorderedVgg16
from models.trials import interleaved, recall, remember, remembered
from models.trunks import Vgg16

_PARTS = 8  # that are compiled, of all sizes: dynamo gives up beyond eight
_SIZES_SEEN = 1000
_LARGE_KERNEL = 5  # from which on fc6 is tried as a matrix product
_log = logging.getLogger(__name__)


class Runner(Protocol):
    """The features of normalised images (N, 3, h, w) in the engine's precision, without gradient."""

    def own(self, x: Tensor) -> Features:
        """What the network's own trunk, fc6 and fc7 give."""
        ...

    def beside(self, x: Tensor) -> Features:
        """What the companion gives; the network has one."""
        ...


class TorchRunner:
    """torch, operation by operation, with the work left out that no image changes.

    The weights of `net` below its heads must stay as they are.
    """

    def __init__(self, net: Fcn, engine: Engine) -> None:
        self.net, self.engine = net, engine
        self._trunk = _quick_trunk(net.trunk, net.config)
        self._companion = None if net.companion is None else _quick_trunk(net.companion, net.config)
        self._is_settled = engine.device.type != "cpu" or net.fc_kernel < _LARGE_KERNEL

    @torch.no_grad()
    def own(self, x: Tensor) -> Features:
        maps = self._trunk(x)
        if not self._is_settled:
            self._settle(maps[2])
        return self.net.converted(maps)

    @torch.no_grad()
    def beside(self, x: Tensor) -> Features:
        if self._companion is None:
            raise ModelError("This network has no companion trunk.")
        return self.net.companion_read(self._companion(x))

    def in_full_precision(self) -> "TorchRunner":
        """The same over a float32 copy of the network, fc6 and fc7 as convolutions: what other compilers start from."""
        made = TorchRunner(copy.deepcopy(self.net).float(), replace(self.engine, precision="fp32"))
        made.net.multiply(False)
        made._is_settled = True
        return made

    def _settle(self, at32: Tensor) -> None:
        """Choose how fc6 and fc7 are computed, by trying both on this map unless the answer is known."""
        net = self.net

        def run(is_product: bool) -> None:
            net.multiply(is_product)
            net.fc7(net.fc6(at32))

        def find_out() -> str:
            convolved, multiplied = interleaved((lambda: run(False), lambda: run(True)), 2)
            return "product" if min(multiplied) < min(convolved) else "convolution"

        question = f"fc6 of {net.config.trunk}, {self.engine.precision}"
        answer = remembered(question, find_out, ("product", "convolution"))
        net.multiply(answer == "product")
        self._is_settled = True


def _quick_trunk(trunk: nn.Module, config: FcnConfig) -> Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]:
    return BorderedVgg16(trunk) if isinstance(trunk, Vgg16) and config.padding == "paper" else trunk


class _Part(nn.Module):
    """One function of a network as a module, which is what compilers take."""

    def __init__(self, net: Fcn, function: Callable[[Tensor], Features]) -> None:
        super().__init__()
        self.net = net
        self.function = function

    def forward(self, x: Tensor) -> Features:
        return self.function(x)


Compile = Callable[[TorchRunner, str, Tensor], Callable[[Tensor], Features]]


class CompiledRunner:
    """A backend that compiles for one size at a time. Sizes that do not come back are left to torch.

    compile_part: compiles `own` or `beside` of a TorchRunner for an input of this size. patience: how many images of a
    size torch predicts before it is compiled for. beside: compile on a thread while torch goes on predicting.
    """

    def __init__(self, plain: TorchRunner, compile_part: Compile, patience: int, *, beside: bool = False) -> None:
        self._plain, self._compile_part, self._patience, self._beside = plain, compile_part, patience, beside
        self._under_way: set[tuple[object, ...]] = set()
        self._seen: OrderedDict[tuple[object, ...], int] = OrderedDict()
        self._compiled: dict[tuple[object, ...], Callable[[Tensor], Features]] = {}

    def own(self, x: Tensor) -> Features:
        return self._run("own", x)

    def beside(self, x: Tensor) -> Features:
        return self._run("beside", x)

    def _run(self, part: str, x: Tensor) -> Features:
        key = (part, *x.shape)
        if key in self._compiled:
            return self._compiled[key](x)
        self._seen[key] = self._seen.pop(key, 0) + 1
        if len(self._seen) > _SIZES_SEEN:
            self._seen.popitem(last=False)
        features: Features = getattr(self._plain, part)(x)  # the first call also settles what is compiled in
        if self._seen[key] <= self._patience or len(self._compiled) + len(self._under_way) >= _PARTS:
            return features
        if self._beside:
            self._compile_beside(part, x, key)
            return features
        self._compiled[key] = self._compile_part(self._plain, part, x)
        return self._compiled[key](x)

    def _compile_beside(self, part: str, x: Tensor, key: tuple[object, ...]) -> None:
        """Compile on a thread, one size at a time, and change over when it is done; torch stays where it fails."""
        if self._under_way:
            return
        self._under_way.add(key)

        def work() -> None:
            try:
                self._compiled[key] = self._compile_part(self._plain, part, x)
            except (ModelError, RuntimeError, OSError, ValueError) as error:
                _log.warning("compiling for %s failed, torch goes on: %s", key, error)
                self._compiled[key] = getattr(self._plain, part)
            finally:
                self._under_way.discard(key)

        # no daemon: a process that ends while a compiler works in its libraries is aborted, so it waits for it
        threading.Thread(target=work, name=f"compiling for {key}").start()


def _compile_by_inductor(runner: TorchRunner, part: str, x: Tensor) -> Callable[[Tensor], Features]:
    """torch.compile with frozen weights: convolutions and what follows them in one kernel. Half a minute per size."""
    made = torch.compile(_Part(runner.net, getattr(runner, part)), dynamic=False, options={"freezing": True})

    @torch.no_grad()
    def run(x: Tensor) -> Features:
        return tuple(made(x))

    try:
        run(x)
    except (RuntimeError, OSError) as error:  # a compiler that is there and does not work
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(f"inductor cannot compile this network here ({first}): choose --engine torch.") from error
    return run


def _compile_by_openvino(runner: TorchRunner, part: str, x: Tensor) -> Callable[[Tensor], Features]:
    """OpenVINO on the CPU, in the engine's precision; features come back as float32."""
    openvino = _openvino()
    full = runner.in_full_precision()  # OpenVINO rounds the weights itself
    function = getattr(full, part)
    example = x.float().contiguous()
    function(example)  # fills what a tracer must not record
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing says of every size that it is fixed; it is meant to be
        module = _Part(full.net, function).eval()
        converted = openvino.convert_model(module, example_input=example, input=list(example.shape))
    settings: dict[str, Any] = {
        "INFERENCE_PRECISION_HINT": {"fp32": "f32", "bf16": "bf16"}[runner.engine.precision],
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
    }
    request = openvino.compile_model(converted, "CPU", settings).create_infer_request()

    def run(x: Tensor) -> Features:
        found = request.infer([x.float().contiguous().numpy()], share_inputs=True)
        return tuple(torch.from_numpy(found[index]) for index in range(len(found)))

    return run


def _openvino() -> Any:
    """The library, kept from reporting its use to its makers: without this module it falls back on a stub."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


_COMPILERS: dict[str, Compile] = {"inductor": _compile_by_inductor, "openvino": _compile_by_openvino}


def make_runner(net: Fcn, engine: Engine, *, patience: int = 0) -> Runner:
    """The runner of an engine whose backend is settled."""
    plain = TorchRunner(net, engine)
    if engine.backend == "torch":
        return plain
    # OpenVINO takes up to 20 s for a size; inductor is not made for being run beside torch
    beside = patience > 0 and engine.backend == "openvino"
    return CompiledRunner(plain, _COMPILERS[engine.backend], patience, beside=beside)


def settled(engine: Engine, config: FcnConfig) -> Engine:
    """The engine with backend `auto` replaced by what was measured to be quickest here, else by torch."""
    if engine.backend != "auto":
        return engine
    best = recall(_question(engine, config))
    return replace(engine, backend=best if best in usable_backends(engine.device) else "torch")


def is_measured(engine: Engine, config: FcnConfig) -> bool:
    """Whether it is known which backend is quickest for such a network on this machine."""
    return recall(_question(engine, config)) is not None


def remember_quickest(engine: Engine, config: FcnConfig, milliseconds: dict[str, float]) -> str:
    """Keep which backend was quickest, for `auto`; one that gains less than a twentieth over torch is not worth it."""
    best = min(milliseconds, key=lambda name: milliseconds[name])
    if milliseconds[best] > 0.95 * milliseconds["torch"]:
        best = "torch"
    remember(_question(engine, config), best)
    return best


def _question(engine: Engine, config: FcnConfig) -> str:
    companion = ", companion" * config.has_companion
    where = f"{engine.device.type}, {engine.precision}"
    return f"backend of {config.trunk}, stride {config.stride}, padding {config.padding}{companion} on {where}"
