import os
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ModelError
from models.zoo.caffemodel import read_caffemodel
from tests.unit.models.plain import double_blob, legacy_blob, message, new_blob, varint, write_caffemodel
from tests.unit.models.zoo.test_pth_files import mutated

MUTATIONS = int(os.environ.get("SEGMEND_MUTATIONS", "400"))


def small_state() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    shapes = {"conv1.weight": (4, 3, 2, 2), "conv1.bias": (4,), "fc6.weight": (5, 4, 1, 1), "fc6.bias": (5,)}
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_caffemodel(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


def read_or_refuse(path: Path) -> dict[str, list[torch.Tensor]] | str:
    try:
        return read_caffemodel(path)
    except ModelError as error:
        return str(error)


def stored(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("is_legacy", [False, True])
@pytest.mark.parametrize("blob", [new_blob, legacy_blob, double_blob])
def test_layers_and_their_numbers_are_read(tmp_path: Path, is_legacy: bool, blob: object) -> None:
    path = write_caffemodel(tmp_path / "a.caffemodel", small_state(), blob=blob, is_legacy=is_legacy)  # type: ignore[arg-type]
    found = read_caffemodel(path)
    assert list(found) == ["conv1", "fc6"]
    for name, value in small_state().items():
        layer, kind = name.split(".")
        read = found[layer][("weight", "bias").index(kind)]
        assert torch.equal(read.flatten(), value.flatten())
        assert tuple(read.shape) == tuple(value.shape) or blob is legacy_blob
    if blob is legacy_blob:
        assert [tuple(each.shape) for each in found["conv1"]] == [(4, 3, 2, 2), (1, 1, 1, 4)]


def test_what_is_not_needed_is_skipped(tmp_path: Path) -> None:
    blob = new_blob(np.ones((2, 2), np.float32)) + message(6, b"\0" * 16) + varint(11 << 3) + b"\1"
    layer = message(1, b"a") + message(7, blob) + message(106, b"anything") + varint(10 << 3) + varint(1)
    content = varint(5 << 3 | 5) + b"1234" + varint(8 << 3 | 1) + b"12345678" + message(100, layer) + message(8, b"x")
    found = read_caffemodel(stored(tmp_path / "a.caffemodel", content))
    assert torch.equal(found["a"][0], torch.ones(2, 2))


def layer(blob: bytes) -> bytes:
    return message(100, message(1, b"a") + message(7, blob))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff" * 50, "too long"),
        (b"<html><body>not found</body></html>", "not known"),
        (message(100, b"")[:-1] + b"\xff\xff\xff\xff\x7f", "longer than what it lies in"),
        (varint(100 << 3 | 2) + varint(2**62) + b"x", "longer than what it lies in"),
        (message(1, b"a net"), "no layer with weights"),
        (
            layer(message(7, message(1, varint(2**40))) + message(5, bytes(8))),
            "2 numbers for the shape [1099511627776]",
        ),
        (layer(message(7, message(1, varint(2))) + message(5, bytes(7))), "1 numbers for the shape"),
        (layer(message(7, message(1, varint(1) * 9)) + message(5, bytes(4))), "too many dimensions"),
        (layer(varint(1 << 3) + varint(2**63) + message(5, bytes(4))), "1 numbers for the shape"),
        (layer(new_blob(np.ones(2, np.float32))) * 2, "two layers 'a'"),
        (varint(1 << 3 | 3), "wire type 3"),
        (b"\x00\x00", "longer than"),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(stored(tmp_path / "a.caffemodel", content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.caffemodel")
    assert str(tmp_path) in refused(tmp_path)


def test_a_file_of_a_million_fields_is_refused(tmp_path: Path) -> None:
    assert "too many fields" in refused(stored(tmp_path / "a.caffemodel", b"\x08\x00" * 1_000_001))


def test_a_shape_that_is_claimed_takes_no_memory(tmp_path: Path) -> None:
    shapes = message(7, message(1, varint(2**33)))
    path = stored(tmp_path / "a.caffemodel", layer(shapes + message(5, bytes(4000))) + layer(bytes(0)))
    tracemalloc.start()
    refused(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_damaged_file_is_refused_or_read_as_numbers(tmp_path: Path) -> None:
    noise, refusals = random.Random(0), 0
    kinds = [
        write_caffemodel(tmp_path / "a.caffemodel", small_state(), blob=blob, is_legacy=old).read_bytes()
        for blob, old in ((new_blob, False), (legacy_blob, True))
    ]
    for number in range(MUTATIONS):
        path = stored(tmp_path / "a.caffemodel", mutated(kinds[number % 2], noise))
        found = read_or_refuse(path)
        if isinstance(found, str):
            refusals += 1
            assert "\n" not in found
        else:
            assert all(blob.numel() < 1000 for blobs in found.values() for blob in blobs)
    assert refusals > MUTATIONS // 4


@given(content=st.binary(max_size=300))
def test_any_bytes_end_in_numbers_or_in_a_sentence(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.caffemodel"
    path.write_bytes(content)
    found = read_or_refuse(path)
    assert not isinstance(found, str) or "any.caffemodel" in found
