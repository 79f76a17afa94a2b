import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from models import trials
from models.trials import cache_folder, drawn_image, interleaved, is_bfloat16_better, recall, remember, remembered


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins as a process that has found out nothing yet."""
    forget(monkeypatch)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "_answers_of_this_process", {})


def test_an_answer_outlives_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recall("sky") is None
    remember("sky", "blue")
    remember("grass", "green")
    forget(monkeypatch)
    assert (recall("sky"), recall("grass")) == ("blue", "green")
    assert [path.name for path in cache_folder().iterdir()] == ["trials.json"]


def test_another_number_of_threads_or_another_torch_is_another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    remember("sky", "blue")
    forget(monkeypatch)
    with monkeypatch.context() as other:
        other.setattr(torch, "get_num_threads", lambda: 99)
        assert recall("sky") is None
    assert recall("sky") == "blue"
    monkeypatch.setattr(torch, "__version__", "9.9")
    assert recall("sky") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"a": 7}', "\udcff", "[" * 100_000])
def test_a_damaged_cache_is_found_out_again_and_mended(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    remember("sky", "blue")
    forget(monkeypatch)
    file = cache_folder() / "trials.json"
    file.write_bytes(text.encode(errors="surrogateescape"))
    assert recall("sky") is None
    assert remembered("sky", lambda: "grey", ("grey", "blue")) == "grey"
    forget(monkeypatch)
    assert remembered("sky", lambda: pytest.fail("it is known"), ("grey", "blue")) == "grey"
    assert "grey" in json.loads(file.read_text()).values()


def test_an_answer_that_makes_no_sense_is_found_out_again() -> None:
    remember("sky", "sour")
    assert remembered("sky", lambda: "blue", ("grey", "blue")) == "blue"
    assert recall("sky") == "blue"


def test_a_cache_that_cannot_be_written_costs_only_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert remembered("sky", lambda: "blue", ("blue",)) == "blue"
    assert recall("sky") == "blue"  # this process knows it all the same
    forget(monkeypatch)
    assert recall("sky") is None


def test_bfloat16_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    def find_better() -> bool:
        tried.append(True)
        return True

    monkeypatch.setattr(trials, "_try_bfloat16", find_better)
    assert is_bfloat16_better()
    forget(monkeypatch)
    assert is_bfloat16_better()
    assert len(tried) == 1


def test_bfloat16_that_computes_wrongly_is_worse_however_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    convolve = F.conv2d

    def wrong(x: torch.Tensor, *rest: object, **named: object) -> torch.Tensor:
        found = convolve(x, *rest, **named)  # type: ignore[arg-type]
        return found if x.dtype == torch.float32 else found.flip(3)

    monkeypatch.setattr(trials, "interleaved", lambda functions, rounds: [[100.0], [1.0]])
    assert trials._try_bfloat16()
    monkeypatch.setattr(F, "conv2d", wrong)
    assert not trials._try_bfloat16()


def test_bfloat16_that_is_slower_is_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "interleaved", lambda functions, rounds: [[1.0], [1.0]])
    assert not trials._try_bfloat16()


def test_functions_are_run_in_turn_after_one_run_each() -> None:
    order: list[str] = []
    taken = interleaved([lambda: order.append("a"), lambda: order.append("b")], 3)
    assert "".join(order) == "ab" + "ab" * 3
    assert [len(times) for times in taken] == [3, 3]
    assert all(time >= 0 for times in taken for time in times)


def test_the_drawn_image_is_the_same_every_time() -> None:
    image = drawn_image(40, 60)
    assert image.shape == (40, 60, 3)
    assert (image == drawn_image(40, 60)).all()
    assert image.std() > 20
