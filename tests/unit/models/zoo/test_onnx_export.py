import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelError
from models.predictor import Predictor
from models.zoo.onnx_export import _parsed, export_onnx
from tests.unit.models.miniatures import COLORS, ENGINE, NAMES, checkpoint, network, stored

onnx = pytest.importorskip("onnx", reason="needs the extra onnx")
runtime = pytest.importorskip("onnxruntime", reason="needs the extra onnx")
pytest.importorskip("onnxscript", reason="needs the extra onnx")


@pytest.mark.timeout(900)
def test_an_exported_network_says_what_the_predictor_says_at_any_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    net = network(has_companion=True)
    model = stored(tmp_path / "a.safetensors", net, max_side=640)
    out = tmp_path / "below" / "a.onnx"
    assert export_onnx(str(model), out) == 0
    assert "any size from 32 x 32" in capsys.readouterr().out
    assert [path.name for path in out.parent.iterdir()] == ["a.onnx"]
    session = runtime.InferenceSession(out, providers=["CPUExecutionProvider"])
    (taken,), (given,) = session.get_inputs(), session.get_outputs()
    assert (taken.name, taken.shape, taken.type) == ("pixels", [1, "height", "width", 3], "tensor(uint8)")
    assert (given.name, given.shape, given.type) == ("scores", [1, 3, "height", "width"], "tensor(float)")
    predictor = Predictor(replace(checkpoint(net), max_side=None), ENGINE)
    for size in ((32, 32), (61, 200), (150, 99)):
        image = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
        expected = predictor.predict(image).scores.numpy()
        (found,) = session.run(None, {"pixels": image[None]})
        assert found.shape == (1, 3, *size)
        assert np.abs(found[0] - expected).max() < 1e-4 * np.abs(expected).max()
    notes = session.get_modelmeta().custom_metadata_map
    assert json.loads(notes["classes"]) == list(NAMES[:3])
    assert json.loads(notes["colors"]) == [list(color) for color in COLORS[:3]]
    assert json.loads(notes["normalisation"])["is_inside"] is True
    assert json.loads(notes["max_side"]) == 640
    assert (notes["license"], notes["provenance"]) == ("MIT", "drawn")
    onnx.checker.check_model(onnx.load(out))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("padding", "fusion", "stride"), [("paper", "concat", 8), ("same", "sum", 32)])
def test_every_kind_of_head_is_exported_at_a_fixed_size(
    tmp_path: Path, padding: str, fusion: str, stride: int, capsys: pytest.CaptureFixture[str]
) -> None:
    net = network(padding=padding, fusion=fusion, stride=stride, upsampling="fixed")
    model = stored(tmp_path / "a.safetensors", net)
    assert export_onnx(str(model), tmp_path / "a.onnx", size="75x110") == 0
    assert "75 x 110 (rows x columns)" in capsys.readouterr().out
    session = runtime.InferenceSession(tmp_path / "a.onnx", providers=["CPUExecutionProvider"])
    assert session.get_outputs()[0].shape == [1, 3, 75, 110]


def test_scores_that_differ_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = stored(tmp_path / "a.safetensors", network(stride=32))
    for error in (1e-2, float("nan")):
        monkeypatch.setattr("models.zoo.onnx_export.relative_error", lambda *_, error=error: error)
        with pytest.raises(ModelError, match="scores differ from torch's"):
            export_onnx(str(model), tmp_path / "a.onnx", size="40x56")
    assert not (tmp_path / "a.onnx").exists()


@pytest.mark.parametrize("size", ["97", "0x5", "x", "5x", "-3x4", "99999x9", "axb"])
def test_a_size_that_cannot_be_is_told(size: str) -> None:
    with pytest.raises(ModelError, match="rows x columns"):
        _parsed(size)


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match="extra `onnx`"):
        export_onnx(str(stored(tmp_path / "a.safetensors")), tmp_path / "a.onnx")


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint moon"):
        export_onnx("moon", tmp_path / "a.onnx")
