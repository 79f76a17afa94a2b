import json
import os
import pickle
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from models.checkpoint import (
    CAFFE_BGR,
    IMAGENET_RGB,
    SQUEEZENET_BGR,
    Normalisation,
    check_writable,
    describe_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from models.errors import ModelError
from tests.unit.models.miniatures import checkpoint, memory, moments, network, stored
from tests.unit.models.zoo.test_pth_files import mutated

MUTATIONS = int(os.environ.get("SEGMEND_MUTATIONS", "100"))
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("checkpoints") / "good.safetensors", max_side=320, step=7)


@pytest.fixture(scope="module")
def tensors(good: Path) -> dict[str, torch.Tensor]:
    return load_file(good)


def header_of(path: Path) -> dict[str, Any]:
    from safetensors import safe_open

    with safe_open(str(path), framework="pt") as file:
        return json.loads(file.metadata()["header"])


def refusal(path: Path) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(ModelError) as caught:
        load_checkpoint(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def written(path: Path, tensors: dict[str, torch.Tensor], text: str, **metadata: str) -> Path:
    save_file(tensors, path, metadata={"format": "segmend-fcn", "version": "1", "header": text, **metadata})
    return path


@pytest.mark.parametrize(
    "changes", [{}, {"stride": 16, "fusion": "concat", "upsampling": "all"}, {"has_companion": True}]
)
def test_a_checkpoint_comes_back_bit_for_bit(tmp_path: Path, changes: dict[str, Any]) -> None:
    made = checkpoint(
        network(**changes), max_side=512, step=42, measures={"mean_iu": 0.5, "iu": {"cat": None}}, provenance="déjà vu",
        learned_from=frozenset(["0a1b2c3d-96x128", "00000000-1x1"]), own_classes=2,
    )  # fmt: skip
    save_checkpoint(made, tmp_path / "a.safetensors")
    read = load_checkpoint(tmp_path / "a.safetensors")
    assert read.config == made.config
    assert (read.classes, read.normalisation, read.max_side, read.step) == (made.classes, IMAGENET_RGB, 512, 42)
    assert (read.measures, read.provenance, read.license) == (made.measures, "déjà vu", "MIT")
    assert (read.learned_from, read.own_classes) == (made.learned_from, 2)
    assert read.state.keys() == made.state.keys()
    assert all(torch.equal(value, made.state[name]) for name, value in read.state.items())
    assert all(torch.equal(value, made.state[name]) for name, value in read.network().state_dict().items())


def test_half_precision_rounds_to_float16_and_halves_the_file(tmp_path: Path, good: Path) -> None:
    made = checkpoint()
    save_checkpoint(made, tmp_path / "half.safetensors", is_half=True)
    read = load_checkpoint(tmp_path / "half.safetensors")
    assert all(torch.equal(value.half(), read.state[name]) for name, value in made.state.items())
    assert {parameter.dtype for parameter in read.network().parameters()} == {torch.float32}
    assert 0.45 < (tmp_path / "half.safetensors").stat().st_size / good.stat().st_size < 0.55


def test_a_network_in_channels_last_is_stored_like_any_other(tmp_path: Path) -> None:
    net = network()
    plain = checkpoint(net).state
    net.to(memory_format=torch.channels_last)
    save_checkpoint(checkpoint(net), tmp_path / "a.safetensors")
    read = load_checkpoint(tmp_path / "a.safetensors")
    assert all(torch.equal(value, plain[name]) for name, value in read.state.items())


def test_the_network_of_a_checkpoint_is_a_copy_in_evaluation_mode() -> None:
    made = checkpoint()
    net = made.network()
    assert not net.training
    with torch.no_grad():
        net.fc6.weight.add_(1.0)
    assert not torch.equal(net.fc6.weight, made.state["fc6.weight"])


def test_saving_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = stored(tmp_path / "new" / "a.safetensors")
    stored(path, step=2)
    assert load_checkpoint(path).step == 2
    assert [file.name for file in path.parent.iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("place", ["file/a.safetensors", "folder", "/proc/none/a.safetensors"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ModelError, match="cannot be written"):
        save_checkpoint(checkpoint(), tmp_path / place)
    with pytest.raises(ModelError, match="cannot be written"):
        check_writable(tmp_path / place)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]


def test_asking_whether_a_place_can_be_written_leaves_no_file(tmp_path: Path) -> None:
    check_writable(tmp_path / "a.safetensors")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("value", "is_half"), [(float("nan"), False), (float("inf"), False), (1e6, True)])
def test_weights_that_could_not_be_read_again_are_not_written(tmp_path: Path, value: float, is_half: bool) -> None:
    path = stored(tmp_path / "a.safetensors", step=1)
    net = network()
    with torch.no_grad():
        net.fc7.weight[3, 4] = value
    with pytest.raises(ModelError, match=r"fc7\.weight holds a value that is not finite"):
        save_checkpoint(checkpoint(net, step=2), path, is_half=is_half)
    assert load_checkpoint(path).step == 1


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "There is no checkpoint" in refusal(tmp_path / "none.safetensors")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_a_name_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "There is no checkpoint" in refusal(tmp_path / ("a" * 5000))
    assert "There is no checkpoint" in refusal(tmp_path / "a\0b")


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 100, 3000, 20_000, -1, -100_000])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, good: Path, length: int) -> None:
    path = tmp_path / "cut.safetensors"
    path.write_bytes(good.read_bytes()[:length])
    assert "no readable checkpoint" in refusal(path)


def test_a_file_with_something_behind_it_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.safetensors"
    path.write_bytes(good.read_bytes() + b"more")
    assert "no readable checkpoint" in refusal(path)


def test_noise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.safetensors"
    for seed in range(5):
        path.write_bytes(np.random.default_rng(seed).bytes(5000))
        assert "no readable checkpoint" in refusal(path)


class Trap:
    """Unpickling it creates a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.target,))


@pytest.mark.parametrize("has_memory", [False, True])
def test_a_damaged_file_is_refused_or_read_as_numbers(tmp_path: Path, good: Path, has_memory: bool) -> None:
    """The table of contents is damaged more often than the weights, which are most of the file."""
    if has_memory:
        good = stored(tmp_path / "good.safetensors", memory=replace(memory(), moments=moments()))
    whole, noise, refusals = good.read_bytes(), random.Random(0), 0
    table = 8 + struct.unpack("<Q", whole[:8])[0]
    for number in range(MUTATIONS):
        is_table = number % 10
        content = mutated(whole[:table], noise) + whole[table:] if is_table else mutated(whole, noise)
        (tmp_path / "a.safetensors").write_bytes(content)
        sentence = read_or_refuse(tmp_path / "a.safetensors")
        refusals += bool(sentence)
        assert "\n" not in sentence
    assert refusals > MUTATIONS // 2


def read_or_refuse(path: Path) -> str:
    try:
        load_checkpoint(path)
    except ModelError as error:
        return str(error)
    return ""


def test_a_pickle_is_refused_and_never_run(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    for name in ("evil.safetensors", "evil.pth"):
        (tmp_path / name).write_bytes(pickle.dumps(Trap(sprung)))
        assert "is no readable" in refusal(tmp_path / name)
    torch.save({"weight": torch.zeros(3), "trap": Trap(sprung)}, tmp_path / "torch.safetensors")
    assert "no readable checkpoint" in refusal(tmp_path / "torch.safetensors")
    assert not sprung.exists()


def test_another_safetensors_file_is_refused(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(2)}, tmp_path / "other.safetensors")
    assert "not a Segmend checkpoint" in refusal(tmp_path / "other.safetensors")


def test_another_version_is_refused(tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor]) -> None:
    path = written(tmp_path / "a.safetensors", tensors, json.dumps(header_of(good)), version="2")
    assert "version '2'" in refusal(path)


def test_weights_that_are_missing_are_named(tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor]) -> None:
    fewer = {name: value for name, value in tensors.items() if name != "fc7.bias"}
    assert "lacks 1 weights, the first fc7.bias" in refusal(
        written(tmp_path / "a.safetensors", fewer, json.dumps(header_of(good)))
    )


def test_weights_too_many_are_named(tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor]) -> None:
    path = written(tmp_path / "a.safetensors", tensors | {"spy": torch.zeros(1)}, json.dumps(header_of(good)))
    assert "has 1 weights its network does not have, the first spy" in refusal(path)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (torch.zeros(255), "has shape (255,), not (256,)"),
        (torch.zeros(1, 256), "has shape (1, 256)"),
        (torch.zeros(()), "has shape ()"),
        (torch.zeros(256, dtype=torch.int64), "holds torch.int64"),
        (torch.zeros(256, dtype=torch.bool), "holds torch.bool"),
        (torch.full((256,), float("nan")), "not finite"),
        (torch.full((256,), float("-inf")), "not finite"),
    ],
)
def test_a_wrong_weight_is_named(
    tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor], value: torch.Tensor, said: str
) -> None:
    path = written(tmp_path / "a.safetensors", tensors | {"fc7.bias": value}, json.dumps(header_of(good)))
    sentence = refusal(path)
    assert said in sentence
    assert "fc7.bias" in sentence


def test_other_floating_point_weights_are_read(tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor]) -> None:
    mixed = tensors | {"fc7.bias": tensors["fc7.bias"].double(), "fc6.bias": tensors["fc6.bias"].bfloat16()}
    read = load_checkpoint(written(tmp_path / "a.safetensors", mixed, json.dumps(header_of(good))))
    assert torch.equal(read.network().fc7.bias, tensors["fc7.bias"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"text"',
        "{}",
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"config": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"config": 1, "classes": [], "normalisation": {}}',
        '{"config": {"classes": 3}, "classes": [], "normalisation": {}}',
        '{"step": ' + "9" * 5000 + "}",
    ],
)
def test_a_header_that_is_no_header_is_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "a.safetensors", {"a": torch.zeros(1)}, text)
    assert "damaged checkpoint header" in refusal(path)


def set_config(name: str, value: Any) -> Edit:
    return lambda header: header["config"].update({name: value})


def set_normalisation(name: str, value: Any) -> Edit:
    return lambda header: header["normalisation"].update({name: value})


def set_top(name: str, value: Any) -> Edit:
    return lambda header: header.update({name: value})


@pytest.mark.parametrize(
    "edit",
    [
        set_config("classes", 4),
        set_config("classes", 3.0),
        set_config("classes", "3"),
        set_config("classes", 0),
        set_config("classes", 10**9),
        set_config("classes", None),
        set_config("stride", 64),
        set_config("stride", [8]),
        set_config("trunk", "resnet"),
        set_config("trunk", {}),
        set_config("trunk", "vgg16"),
        set_config("fusion", None),
        set_config("has_companion", "yes"),
        set_config("has_companion", True),
        set_config("feature_scales", [1, 1]),
        set_config("feature_scales", [1, float("nan"), 1]),
        set_config("feature_scales", [1, 10**400, 1]),
        set_config("feature_scales", "abc"),
        set_config("surprise", 1),
        set_normalisation("order", "GBR"),
        set_normalisation("divisor", 0),
        set_normalisation("divisor", float("nan")),
        set_normalisation("divisor", 1e-300),
        set_normalisation("std", [1, 1, 0]),
        set_normalisation("std", [1e-320, 1, 1]),
        set_normalisation("mean", [1, 2, float("inf")]),
        set_normalisation("mean", [1, 2]),
        lambda header: header["normalisation"].update(mean=[1, 2], std=[1, 1, 1, 1]),
        set_normalisation("surprise", 1),
        set_top("normalisation", None),
        set_top("classes", [["a", [0, 0, 0]]]),
        set_top("classes", [["a", [0, 0, 0]]] * 4),
        set_top("classes", [["a", [0, 0, 256]], ["b", [0, 0, 0]], ["c", [0, 0, 0]]]),
        set_top("classes", [["a", [0, 0]], ["b", [0, 0, 0]], ["c", [0, 0, 0]]]),
        set_top("classes", [["a", [float("inf"), 0, 0]], ["b", [0, 0, 0]], ["c", [0, 0, 0]]]),
        set_top("classes", {"a": 1}),
        set_top("classes", None),
        set_top("max_side", 0),
        set_top("max_side", -5),
        set_top("max_side", float("inf")),
        set_top("max_side", "wide"),
        set_top("step", float("inf")),
        set_top("step", []),
        set_top("measures", "good"),
        set_top("learned_from", "all"),
        set_top("own_classes", "all"),
        set_top("learned_from", None),
        lambda header: header.pop("classes"),
    ],
)
def test_a_header_with_a_wrong_entry_is_refused(
    tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor], edit: Edit
) -> None:
    header = header_of(good)
    edit(header)
    refusal(written(tmp_path / "a.safetensors", tensors, json.dumps(header)))


def test_fewer_class_names_than_scores_are_told(tmp_path: Path, good: Path, tensors: dict[str, torch.Tensor]) -> None:
    header = header_of(good)
    del header["classes"][1]
    path = written(tmp_path / "a.safetensors", tensors, json.dumps(header))
    assert "names 2 classes, but its network has 3" in refusal(path)


def raw(path: Path, header: bytes, body: bytes = b"") -> Path:
    """A safetensors file written by hand."""
    path.write_bytes(struct.pack("<Q", len(header)) + header + body)
    return path


@pytest.mark.parametrize(
    "header",
    [
        b"{" * 20_000,
        b'{"a":' * 20_000,
        b"\xff\xfe\xfd",
        b'{"__metadata__": {"format": 7}}',
        b'{"a": {"dtype": "F4x", "shape": [1], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 400]}}',
        b'{"a": {"dtype": "F32", "shape": [9223372036854775807, 8], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}',
    ],
)
def test_a_damaged_table_of_weights_is_refused(tmp_path: Path, header: bytes) -> None:
    refusal(raw(tmp_path / "a.safetensors", header, b"\0\0\0\0"))


@pytest.mark.parametrize("dtype", ["F4", "F6_E2M3", "F8_E8M0", "C64", "U16", "F8_E4M3"])
def test_weights_of_a_strange_type_are_refused(tmp_path: Path, good: Path, dtype: str) -> None:
    """What safetensors allows is more than what torch can hold and far more than what a network can use."""
    table = {
        "__metadata__": {"format": "segmend-fcn", "version": "1", "header": json.dumps(header_of(good))},
        "a": {
            "dtype": dtype,
            "shape": [8],
            "data_offsets": [0, {"F4": 4, "F6_E2M3": 6, "C64": 64, "U16": 16}.get(dtype, 8)],
        },
    }
    length = table["a"]["data_offsets"][1]  # type: ignore[index]
    refusal(raw(tmp_path / "a.safetensors", json.dumps(table).encode(), bytes(length)))


def test_a_header_that_promises_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", 2**62) + b"{}")
    refusal(path)


@pytest.mark.parametrize("normalisation", [IMAGENET_RGB, CAFFE_BGR, SQUEEZENET_BGR])
def test_normalisation_is_value_over_divisor_minus_mean_over_deviation(normalisation: Normalisation) -> None:
    image = torch.randint(0, 256, (2, 3, 4, 5), dtype=torch.uint8)
    ordered = image.flip(1) if normalisation.order == "BGR" else image
    mean, std = (torch.tensor(values)[:, None, None] for values in (normalisation.mean, normalisation.std))
    expected = (ordered.double() / normalisation.divisor - mean) / std
    got = normalisation(image)
    assert got.dtype == torch.float32
    assert torch.allclose(got.double(), expected, atol=1e-4)


def test_the_release_reads_blue_first() -> None:
    red = torch.zeros(1, 3, 1, 1, dtype=torch.uint8)
    red[0, 0] = 255
    assert CAFFE_BGR(red).flatten().tolist() == pytest.approx([-104.00698793, -116.66876762, 255 - 122.67891434])


def test_a_checkpoint_is_described_by_its_header_alone(good: Path, tmp_path: Path) -> None:
    """Weights are not read: a file whose weights are all spoilt is described as the good one."""
    whole = load_checkpoint(good)
    spoilt = tmp_path / "good.safetensors"
    data = bytearray(good.read_bytes())
    begin = 8 + struct.unpack("<Q", data[:8])[0]
    data[begin:] = b"\xff" * (len(data) - begin)  # NaN, as 16 and as 32 bits
    spoilt.write_bytes(data)
    with pytest.raises(ModelError, match="not finite"):
        load_checkpoint(spoilt)
    described = describe_checkpoint(spoilt)
    assert described.config == whole.config
    assert (described.classes, described.step, described.max_side) == (whole.classes, 7, 320)
    assert {name: value.shape for name, value in described.state.items()} == {
        name: value.shape for name, value in whole.state.items()
    }
    assert all(value.device.type == "meta" for value in described.state.values())


def test_a_description_names_what_is_wrong_with_shapes_and_length(good: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(good.read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"cut\.safetensors is no readable checkpoint"):
        describe_checkpoint(cut)
    tensors = load_file(good)
    name = next(iter(tensors))
    other = written(
        tmp_path / "other.safetensors", {**tensors, name: torch.zeros(1, 2, 3)}, json.dumps(header_of(good))
    )
    with pytest.raises(ModelError, match=r"has shape \(1, 2, 3\)"):
        describe_checkpoint(other)
