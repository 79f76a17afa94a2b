import os
import pickle
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from models.errors import ModelError
from models.zoo.pth_files import read_pth

MUTATIONS = int(os.environ.get("SEGMEND_MUTATIONS", "150"))
SAID = "holds more than weights"


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_pth(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


def small_state() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {name: torch.randn(4, 3, generator=generator) for name in ("a.weight", "b.weight", "c.bias")}


@pytest.mark.parametrize("is_zip", [True, False])
def test_weights_are_read_from_new_and_old_files(tmp_path: Path, is_zip: bool) -> None:
    torch.save(small_state(), tmp_path / "a.pth", _use_new_zipfile_serialization=is_zip)
    found = read_pth(tmp_path / "a.pth")
    assert list(found) == list(small_state())
    assert all(torch.equal(found[name], value) for name, value in small_state().items())


def test_parameters_and_an_ordered_dictionary_are_weights_too(tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 3).state_dict(), tmp_path / "a.pth")
    assert list(read_pth(tmp_path / "a.pth")) == ["weight", "bias"]
    torch.save({"a": torch.nn.Parameter(torch.ones(2))}, tmp_path / "a.pth")
    assert not read_pth(tmp_path / "a.pth")["a"].requires_grad


class Attack:
    """Pickled, it writes a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.system, (f"echo run > '{self.path}'",)


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_pickle_that_runs_code_does_not_run_it(tmp_path: Path, is_zip: bool) -> None:
    torch.save({"a": Attack(tmp_path / "run")}, tmp_path / "a.pth", _use_new_zipfile_serialization=is_zip)
    assert SAID in refused(tmp_path / "a.pth")
    (tmp_path / "b.pth").write_bytes(pickle.dumps(Attack(tmp_path / "run")))
    assert SAID in refused(tmp_path / "b.pth")
    torch.save(torch.nn.Linear(2, 3), tmp_path / "c.pth")
    assert SAID in refused(tmp_path / "c.pth")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (torch.zeros(3), "no dictionary"),
        ([torch.zeros(3)], "no dictionary"),
        ({}, "no dictionary"),
        ({"a": 1}, "int under 'a'"),
        ({1: torch.zeros(3)}, "not weights by name"),
        ({"state_dict": {"a": torch.zeros(3)}}, "dict under 'state_dict'"),
        ({"a": torch.zeros(3, 3).to_sparse()}, "no plain array"),
        ({"a": torch.empty(3, device="meta")}, "no plain array"),
    ],
)
def test_what_is_no_dictionary_of_weights_is_refused(tmp_path: Path, content: object, said: str) -> None:
    torch.save(content, tmp_path / "a.pth")
    assert said in refused(tmp_path / "a.pth")


def repacked(path: Path, target: Path, compression: int, **replaced: bytes) -> Path:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", compression) as packed:
        for entry in source.infolist():
            stem = Path(entry.filename).stem
            packed.writestr(entry.filename, replaced.get(stem, source.read(entry)))
    return target


def test_a_packed_archive_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """40 MB of zeros in 40 kB: a bomb is one of these that does not end."""
    torch.save(small_state(), tmp_path / "a.pth")
    bomb = repacked(tmp_path / "a.pth", tmp_path / "b.pth", zipfile.ZIP_DEFLATED, data=bytes(40_000_000))
    assert bomb.stat().st_size < 100_000
    assert SAID in refused(bomb)
    large = repacked(tmp_path / "a.pth", tmp_path / "c.pth", zipfile.ZIP_STORED, data=bytes(17_000_000))
    assert SAID in refused(large)


def test_an_archive_with_a_table_of_millions_is_refused(tmp_path: Path) -> None:
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 400_000
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 4, 0)
    (tmp_path / "a.pth").write_bytes(b"PK\x03\x04" + entry * count + end)
    assert SAID in refused(tmp_path / "a.pth")


@pytest.mark.parametrize(
    "content", [b"]" * 3_000_000, b"c" + b"a" * 3_000_000, b"X\xff\xff\xff\x7f" + bytes(3_000_000)]
)
def test_an_old_file_with_a_pickle_without_end_is_refused(tmp_path: Path, content: bytes) -> None:
    """Each of these bytes would become a list of 56."""
    torch.save(small_state(), tmp_path / "a.pth", _use_new_zipfile_serialization=False)
    whole = (tmp_path / "a.pth").read_bytes()
    at = whole.index(b"\x80\x02}")  # the dictionary
    (tmp_path / "a.pth").write_bytes(whole[: at + 2] + content + whole[at + 2 :])
    tracemalloc.start()
    assert SAID in refused(tmp_path / "a.pth")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_an_old_file_that_claims_a_terabyte_is_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(77)}, tmp_path / "a.pth", _use_new_zipfile_serialization=False)
    whole = (tmp_path / "a.pth").read_bytes()
    assert whole.count(b"K\x4d") == 2  # as BININT1: the size of the storage, and of the tensor
    claimed = whole.replace(b"K\x4d", b"\x8a\x06" + (10**12).to_bytes(6, "little"))
    (tmp_path / "a.pth").write_bytes(claimed)
    assert SAID in refused(tmp_path / "a.pth")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    assert SAID in refused(path)
    for content in (b"", b"PK", b"PK\x03\x04", b"text", bytes(1000), b"\x80\x02", b"\x80\x02}q\x00."):
        path.write_bytes(content)
        assert path.name in refused(path)
    assert str(tmp_path) in refused(tmp_path)


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_damaged_file_is_refused_or_read_as_numbers(tmp_path: Path, is_zip: bool) -> None:
    torch.save(small_state(), tmp_path / "whole.pth", _use_new_zipfile_serialization=is_zip)
    whole, noise = (tmp_path / "whole.pth").read_bytes(), random.Random(0)
    refusals = 0
    for _ in range(MUTATIONS):
        (tmp_path / "a.pth").write_bytes(mutated(whole, noise))
        found = read_or_refuse(tmp_path / "a.pth")
        if isinstance(found, str):
            refusals += 1
            assert "\n" not in found
        else:
            assert all(isinstance(value, torch.Tensor) for value in found.values())
    assert refusals > MUTATIONS // 4


def read_or_refuse(path: Path) -> dict[str, torch.Tensor] | str:
    try:
        return read_pth(path)
    except ModelError as error:
        return str(error)


def mutated(whole: bytes, noise: random.Random) -> bytes:
    """Cut off, some bytes changed, a part taken out or doubled, or a number made huge."""
    data = bytearray(whole)
    at = noise.randrange(len(data))
    match noise.randrange(5):
        case 0:
            return bytes(data[:at])
        case 1:
            for _ in range(noise.randrange(1, 6)):
                data[noise.randrange(len(data))] = noise.randrange(256)
        case 2:
            del data[at : at + noise.randrange(1, 100)]
        case 3:
            data[at:at] = data[at : at + noise.randrange(1, 100)]
        case 4:
            data[at : at + noise.choice((2, 4, 8))] = b"\xff" * noise.choice((2, 4, 8))
    return bytes(data)
