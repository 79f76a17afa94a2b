from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.errors import ModelError
from models.samples import read_data_set
from models.training.samples import SampleCache, check_samples, relabeled
from tests.unit.models.miniatures import blocks, write_blocks


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = write_blocks(tmp_path / "data", 3)
    (folder / "train.txt").write_text("image0\nimage1\n")
    (folder / "val.txt").write_text("image2\n")
    return folder


def write_labels(folder: Path, stem: str, labels: np.ndarray) -> None:
    Image.fromarray(labels.astype(np.uint8)).save(folder / "labels" / f"{stem}.png")


def test_samples_are_read_once_as_far_as_memory_is_given(data: Path) -> None:
    samples = read_data_set(data).train
    size = 64 * 96 * 4
    cache = SampleCache(3, limit_bytes=size)
    readers = [cache.reader(sample) for sample in samples]
    first = [read()[0] for read in readers]
    assert list(cache.kept) == ["image0"]
    assert readers[0]()[0] is first[0]
    assert readers[1]()[0] is not first[1]


def test_labels_are_carried_over_to_the_networks_classes() -> None:
    image, labels = blocks(8, 8)
    labels[0, 0] = 255
    read = relabeled(lambda: (image, labels), [4, 0, 2])
    assert np.array_equal(read()[1], np.array([4, 0, 2, *[255] * 253], np.uint8)[labels])
    same = relabeled(lambda: (image, labels), [0, 1, 2])
    assert same()[1] is labels


def test_balanced_weights_are_the_median_frequency_over_each_ones_own(data: Path) -> None:
    left, right = np.zeros((64, 96)), np.zeros((64, 96))
    left[:, 48:] = 1  # half of one image
    right[:, 84:], right[:, :12] = 2, 255  # a seventh of the labelled pixels of the other
    write_labels(data, "image0", left)
    write_labels(data, "image1", right)
    readable = check_samples(read_data_set(data))
    frequency = np.array([(48 + 72) / (96 + 84), 48 / 96, 12 / 84])
    expected = np.median(frequency) / frequency
    assert np.allclose(readable.balanced_weights([0, 1, 2], 3).numpy(), expected)
    moved = readable.balanced_weights([3, 1, 0], 5)
    assert torch.allclose(moved, torch.tensor([expected[2], expected[1], 1, expected[0], 1]).float())


def test_a_class_that_does_not_occur_weighs_one(data: Path) -> None:
    for stem in ("image0", "image1"):
        write_labels(data, stem, np.zeros((64, 96)))
    assert check_samples(read_data_set(data)).balanced_weights([0, 1, 2], 3).tolist() == [1, 1, 1]


def test_nothing_labelled_is_told(data: Path) -> None:
    for stem in ("image0", "image1"):
        write_labels(data, stem, np.full((64, 96), 255))
    with pytest.raises(ModelError, match="not one pixel of the 2 training samples"):
        check_samples(read_data_set(data))


def test_what_is_no_sample_is_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_blocks(tmp_path / "data", 9)
    for number in range(7):
        (folder / "labels" / f"image{number}.png").unlink()
    (folder / "images" / "image8.png").unlink()
    check_samples(read_data_set(folder))
    said = capsys.readouterr().err
    assert "7 images without a label map, left out: image0.png, image1.png" in said
    assert "image4.png and 2 more" in said
    assert "1 label maps without an image, left out: image8.png" in said
    assert "No sample is held out" in said
