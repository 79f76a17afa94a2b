import pytest
import torch

from models import devices
from models.devices import Engine, choose_engine
from models.errors import ModelError


@pytest.mark.parametrize(("is_better", "precision"), [(True, "bf16"), (False, "fp32")])
def test_a_processor_gets_the_precision_that_a_trial_shows_to_be_better(
    monkeypatch: pytest.MonkeyPatch, is_better: bool, precision: str
) -> None:
    monkeypatch.setattr(devices, "is_bfloat16_better", lambda: is_better)
    assert choose_engine("cpu") == Engine(torch.device("cpu"), precision)


def test_a_precision_that_is_asked_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "is_bfloat16_better", lambda: pytest.fail("nothing is to be tried"))
    assert choose_engine("cpu", "fp32") == Engine(torch.device("cpu"), "fp32")
    assert str(choose_engine("cpu", "bf16")) == "cpu, bf16"
    assert choose_engine("cpu", "bf16").dtype == torch.bfloat16


def test_auto_is_something_that_is_there() -> None:
    engine = choose_engine()
    assert torch.zeros(1, device=engine.device, dtype=engine.dtype).sum() == 0


@pytest.mark.parametrize(
    "name", ["gpu", "", "cpu:x", "tpu", "cuda:-1", "cuda:99999999999999", "meta", "xpu", "cuda:64"]
)
def test_a_device_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        choose_engine(name)
    assert "hoose" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_precision_that_is_not_known_or_not_for_the_device_is_told() -> None:
    with pytest.raises(ModelError, match="auto, fp32, bf16 or fp16"):
        choose_engine("cpu", "fp8")
    with pytest.raises(ModelError, match="not for the CPU"):
        choose_engine("cpu", "fp16")


def test_a_backend_is_taken_by_name_and_shown() -> None:
    assert str(choose_engine("cpu", "fp32", "auto")) == "cpu, fp32"
    assert choose_engine("cpu", "fp32", "torch").arithmetic == "fp32"
    assert Engine(torch.device("cpu"), "bf16", "openvino").arithmetic == "bf16, openvino"


def test_a_backend_that_is_not_known_or_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="auto, torch, inductor, openvino"):
        choose_engine("cpu", "fp32", "tensorrt")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install 'segmend\[openvino\]'"):
        choose_engine("cpu", "fp32", "openvino")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ModelError, match=r"needs a C\+\+ compiler"):
        choose_engine("cpu", "fp32", "inductor")
    assert devices.usable_backends(torch.device("cpu")) == ["torch"]
    with pytest.raises(ModelError, match="runs on the CPU"):
        devices.check_backend("openvino", torch.device("cuda", 0))
