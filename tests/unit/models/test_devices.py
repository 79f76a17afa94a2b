import pytest
import torch

from models.devices import Engine, choose_engine
from models.errors import ModelError


def test_a_named_processor_is_taken_with_full_precision() -> None:
    assert choose_engine("cpu") == Engine(torch.device("cpu"), "fp32")
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
