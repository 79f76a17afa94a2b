from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from models.samples import read_data_set
from tests.benchmarks import cars
from tests.benchmarks.domains import DOMAINS, app, draw_one

SMALL = {"street": (160, 120), "fronts": (96, 112), "cars": (176, 120)}
ENOUGH = {"street": 4, "fronts": 12, "cars": 12}  # images in which every class is


@pytest.mark.parametrize("name", DOMAINS)
def test_every_class_is_in_a_few_images_and_no_other_label(name: str) -> None:
    found: set[int] = set()
    for number in range(ENOUGH[name]):
        image, labels = draw_one(name, 0, number, SMALL[name])
        assert image.shape == (*labels.shape, 3) == (SMALL[name][1], SMALL[name][0], 3)
        assert image.dtype == labels.dtype == np.dtype(np.uint8)
        assert image.std() > 10
        found |= set(np.unique(labels).tolist())
    assert found == set(range(len(DOMAINS[name].classes)))


@pytest.mark.parametrize("name", DOMAINS)
def test_the_same_seed_gives_the_same_image_and_another_seed_or_number_another(name: str) -> None:
    first, again = draw_one(name, 3, 1, SMALL[name]), draw_one(name, 3, 1, SMALL[name])
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    for seed, number in ((4, 1), (3, 2)):
        for one, other in zip(first, draw_one(name, seed, number, SMALL[name]), strict=True):
            assert (one != other).any()


def test_a_car_seen_from_one_side_shows_the_parts_of_that_side_with_the_front_where_it_belongs() -> None:
    for number in range(16):
        view = cars.VIEWS[3 * number % len(cars.VIEWS)]
        if view not in (90, 270):
            continue
        side, other = ("left", "right") if view == 90 else ("right", "left")
        _, labels = draw_one("cars", 0, number, SMALL["cars"])
        places = {part: np.nonzero(labels == index) for index, part in enumerate(cars.CLASSES)}
        front, back = (places[f"{which} {side} door"][1].mean() for which in ("front", "back"))
        assert (front < back) == (side == "left")
        for which in ("front", "back"):
            assert not places[f"{which} {other} door"][0].size


def test_the_program_writes_sets_that_are_read_and_more_images_change_none_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in SMALL.items():
        monkeypatch.setitem(DOMAINS, name, replace(DOMAINS[name], size=size))
    for images in (1, 2):
        done = CliRunner().invoke(app, [str(tmp_path / str(images)), "--images", str(images), "--seed", "5"])
        assert done.exit_code == 0, done.output
    for name, domain in DOMAINS.items():
        data = read_data_set(tmp_path / "2" / name)
        assert data.class_names == list(domain.classes)
        assert len(data.train) + len(data.val) == 2
        for sample in (*data.train, *data.val):
            stored, labels = sample.read(len(domain.classes))
            image, truth = draw_one(name, 5, int(sample.name.removeprefix(name)))
            np.testing.assert_array_equal(labels, truth)
            assert np.abs(stored.astype(float) - image).mean() < 8  # what JPEG loses
        for kind, ending in (("images", "jpg"), ("labels", "png")):
            file = f"{name}/{kind}/{name}000.{ending}"
            assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes()


def test_a_folder_that_holds_files_is_named_and_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "cars" / "labels" / "mine.png"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"mine")
    done = CliRunner().invoke(app, [str(tmp_path), "--images", "1"])
    assert done.exit_code == 2
    assert "cars" in done.output
    assert "delete" in done.output
    assert kept.read_bytes() == b"mine"
    assert not (tmp_path / "street").exists()


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    done = CliRunner().invoke(app, [str(tmp_path / "file"), "--images", "1"])
    assert done.exit_code == 2
    assert "cannot be written" in done.output
    assert (tmp_path / "file").read_bytes() == b"mine"
