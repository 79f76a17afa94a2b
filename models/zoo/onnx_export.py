"""The command `models onnx`: a checkpoint as one ONNX file, normalisation inside, checked against ONNX Runtime.

Input `pixels`: (1, H, W, 3) uint8 RGB. Output `scores`: (1, C, H, W) float32, before softmax. The file's metadata says
the classes, their colours and what else the checkpoint knows.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.checkpoint import Checkpoint, Normalisation
from models.errors import ModelError
from models.fcn import Fcn
from models.zoo.plugins import open_model

_TRACED = (224, 288)  # rows and columns the network is traced at where the size is left open
_CHECKED = ((224, 288), (97, 131), (333, 240))  # and compared at; odd sizes crop otherwise than even ones
_LEAST, _MOST = 32, 16384  # rows or columns of an input whose size is left open
_TOLERANCE = 1e-4  # greatest error over greatest score


class PixelScores(nn.Module):
    """What is exported: pixels (1, H, W, 3) uint8 RGB -> scores (1, C, H, W) float32."""

    def __init__(self, net: Fcn, normalisation: Normalisation) -> None:
        super().__init__()
        self.net, self.normalisation = net, normalisation
        self.reads_companion = net.uses_companion()  # asked once: a traced network cannot ask its weights

    def forward(self, pixels: Tensor) -> Tensor:
        x = self.normalisation(pixels.permute(0, 3, 1, 2))
        features = self.net.features(x) if self.reads_companion else self.net.trunk_features(x)
        return self.net.score(features, (x.shape[2], x.shape[3]))


def export_onnx(model: str, out: Path, *, size: str = "") -> int:
    """The command. size: "HxW" for a fixed size, "" for any. Prints what the file takes and how far it is from torch.

    Raises ModelError if the extra `onnx` is not installed, the exporter cannot follow the network, the scores differ
    or the file cannot be written; nothing is left at `out` then.
    """
    fixed = _parsed(size)
    onnx, runtime = _libraries()
    checkpoint = open_model(model)
    whole = PixelScores(checkpoint.network(), checkpoint.normalisation).eval()
    proto = _traced(whole, fixed)
    _name_sizes(proto, fixed)
    onnx.helper.set_model_props(proto, metadata(checkpoint))
    proto.doc_string = __doc__ or ""
    _check_room(proto, model)
    content = proto.SerializeToString()
    error = relative_error(runtime, content, whole, [fixed] if fixed else list(_CHECKED))
    if not error <= _TOLERANCE:  # not >, which a NaN would pass
        raise ModelError(
            f"{model} is not exported: ONNX Runtime's scores differ from torch's by {error:.1e} of the greatest one. "
            "Try a fixed size, --size HxW."
        )
    _write(out, content)
    taken = f"{fixed[0]} x {fixed[1]} (rows x columns)" if fixed else f"any size from {_LEAST} x {_LEAST}"
    print(f"{out}: pixels (1, H, W, 3) uint8 RGB, {taken}, to scores (1, {len(checkpoint.classes)}, H, W) float32.")
    print(f"ONNX Runtime differs from torch by at most {error:.1e} of the greatest score.")
    return 0


def _parsed(size: str) -> tuple[int, int] | None:
    if not size:
        return None
    rows, _, cols = size.lower().partition("x")
    if not (rows.isdecimal() and cols.isdecimal() and 1 <= int(rows) <= _MOST and 1 <= int(cols) <= _MOST):
        raise ModelError(f"--size is {size!r}; it must be rows x columns, like 480x640, each at most {_MOST}.")
    return int(rows), int(cols)


def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import onnx
        import onnxruntime
        import onnxscript  # noqa: F401  # torch's exporter needs it
    except ImportError as error:
        raise ModelError(
            f"Exporting needs the extra `onnx` ({error.name} is missing): pip install -e '.[onnx]' -c constraints.txt"
        ) from error
    return onnx, onnxruntime


def _traced(whole: PixelScores, fixed: tuple[int, int] | None) -> Any:
    """The network as an ONNX ModelProto. Raises ModelError if the exporter cannot follow it."""
    example = torch.zeros((1, *(fixed or _TRACED), 3), dtype=torch.uint8)
    shapes = None
    if fixed is None:
        rows, cols = (torch.export.Dim(name, min=_LEAST, max=_MOST) for name in ("height", "width"))
        shapes = ({1: rows, 2: cols},)
    try:
        program = torch.onnx.export(
            whole,
            (example,),
            dynamo=True,
            dynamic_shapes=shapes,
            input_names=["pixels"],
            output_names=["scores"],
            verbose=False,
        )
    except (RuntimeError, torch.onnx.OnnxExporterError) as error:
        reason = str(error).strip().splitlines()[0]
        other = "" if fixed else " Try a fixed size, --size HxW."
        raise ModelError(f"The exporter cannot follow this network ({reason}).{other}") from error
    if program is None:
        raise ModelError("The exporter gave no network back.")
    return program.model_proto


def _name_sizes(proto: Any, fixed: tuple[int, int] | None) -> None:
    """The scores have the image's rows and columns; the exporter writes the sum of all crops instead."""
    dims = proto.graph.output[0].type.tensor_type.shape.dim
    for number, name in enumerate(("height", "width")):
        if fixed is None:
            dims[2 + number].dim_param = name
        else:
            dims[2 + number].dim_value = fixed[number]


def metadata(checkpoint: Checkpoint) -> dict[str, str]:
    """What stands in the file beside the weights; numbers and lists as JSON."""
    return {
        "classes": json.dumps(checkpoint.class_names),
        "colors": json.dumps([color for _, color in checkpoint.classes]),
        "normalisation": json.dumps({**asdict(checkpoint.normalisation), "is_inside": True}),
        "max_side": json.dumps(checkpoint.max_side),
        "network": json.dumps(asdict(checkpoint.config)),
        "provenance": checkpoint.provenance,
        "license": checkpoint.license,
    }


def _check_room(proto: Any, model: str) -> None:
    if proto.ByteSize() >= 2**31 - 1:  # protobuf's limit for one file
        raise ModelError(f"{model} has more than 2 GB of weights, which one ONNX file cannot hold.")


@torch.no_grad()
def relative_error(runtime: ModuleType, content: bytes, whole: PixelScores, sizes: list[tuple[int, int]]) -> float:
    """The greatest difference between ONNX Runtime's and torch's scores over the greatest score, for noise images."""
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
    noise, worst = np.random.default_rng(0), 0.0
    for size in sizes:
        pixels = noise.integers(0, 256, (1, *size, 3), dtype=np.uint8)
        expected = whole(torch.from_numpy(pixels)).numpy()
        found = session.run(None, {"pixels": pixels})[0]
        if found.shape != expected.shape:
            return float("inf")
        greatest = max(float(np.abs(expected).max()), 1e-6)
        worst = max(worst, float(np.abs(found - expected).max()) / greatest)
    return worst


def _write(out: Path, content: bytes) -> None:
    temporary = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ModelError(f"{out} cannot be written: {error.strerror or error}.") from error
