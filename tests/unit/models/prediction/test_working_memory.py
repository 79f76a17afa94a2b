import sys

import pytest
import torch

from models.devices import Engine
from models.fcn import FcnConfig, build_network
from models.prediction.working_memory import (
    WORKSPACE,
    free_bytes,
    half_of,
    is_out_of_memory,
    longest_side,
    needed_bytes,
)

CONFIG = FcnConfig(classes=3)


def test_what_is_needed_follows_the_pixels_and_the_numbers() -> None:
    small, large = needed_bytes(CONFIG, 512, 512), needed_bytes(CONFIG, 1024, 1024)
    assert 3.8 < large / small < 4.2
    vgg = FcnConfig(classes=3, trunk="vgg16")
    assert needed_bytes(vgg, 512, 512) > 2 * small
    assert needed_bytes(vgg, 512, 512, item=2) < 0.7 * needed_bytes(vgg, 512, 512)


def test_the_widest_layers_of_vgg16_are_what_is_needed() -> None:
    """conv1_2 reads 64 channels of float32 at every pixel and writes as many, while the image stands by."""
    height, width = 320, 480
    found = needed_bytes(FcnConfig(classes=3, trunk="vgg16"), height, width) / WORKSPACE / (height * width)
    assert 2 * 64 * 4 <= found <= 2 * 64 * 4 + 3 * 4 + 3 + 1


def test_a_companion_that_runs_needs_more() -> None:
    both = FcnConfig(classes=3, has_companion=True)
    assert needed_bytes(both, 512, 512, companion=True) > needed_bytes(both, 512, 512)


def test_what_torch_says_it_allocated_is_within_what_was_told() -> None:
    """The profiler's account of a real run: its greatest sum of living bytes, without the library's workspaces."""
    net, x = build_network(CONFIG).eval(), torch.rand(1, 3, 384, 512)
    with torch.no_grad():
        net(x)
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
            scores = net(x)
            labels = scores.argmax(1)
    del labels
    now = most = 0
    for event in sorted(profile.profiler.kineto_results.events(), key=lambda event: event.start_ns()):
        if event.name() == "[memory]":
            now += event.nbytes()
            most = max(most, now)
    told = needed_bytes(CONFIG, 384, 512)
    assert 0.4 * told < most < 1.1 * told


def test_there_is_memory_on_this_machine() -> None:
    assert 10**7 < free_bytes(torch.device("cpu")) < sys.maxsize


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), True),
        (MemoryError(), True),
        (RuntimeError("[enforce fail at alloc_cpu.cpp:124] . DefaultCPUAllocator: can't allocate memory"), True),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_memory_that_ran_out_is_told_from_other_errors(error: Exception, is_it: bool) -> None:
    assert is_out_of_memory(error) is is_it


def test_the_allocator_of_this_machine_is_understood() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)


def test_half_of_an_engine_is_what_its_device_does_well() -> None:
    assert half_of(Engine(torch.device("cpu"), "fp32")) == "bf16"
    assert half_of(Engine(torch.device("cuda", 0), "fp32")) == "fp16"
    assert half_of(Engine(torch.device("cuda", 0), "fp16")) is None


def test_the_longest_side_is_what_fits_into_a_share_of_the_memory() -> None:
    engine = Engine(torch.device("cpu"), "fp32")
    sides = [longest_side(CONFIG, engine, most_bytes=most) for most in (1, 10**8, 10**9, 10**12)]
    assert sides[0] == 256
    assert sides == sorted(sides)
    assert sides[2] > 256
    assert needed_bytes(CONFIG, sides[2], sides[2]) <= 10**9
