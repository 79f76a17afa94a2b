import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.thumbnail_cache import ThumbnailCache

SMALL = np.full((20, 30, 3), (200, 40, 90), np.uint8)


@pytest.fixture
def image(tmp_path: Path) -> str:
    path = tmp_path / "image.png"
    Image.fromarray(SMALL).save(path)
    return str(path)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.thumb"))


def test_what_was_put_in_comes_out_again_in_another_run(tmp_path: Path, image: str) -> None:
    ThumbnailCache(tmp_path / "cache").put(image, 32, SMALL)
    found = ThumbnailCache(tmp_path / "cache").get(image, 32)
    assert found is not None
    assert found.shape == SMALL.shape
    assert np.abs(found.astype(int) - SMALL).max() <= 4


def test_an_entry_belongs_to_one_state_of_the_file_and_one_size(tmp_path: Path, image: str) -> None:
    cache = ThumbnailCache(tmp_path / "cache")
    cache.put(image, 32, SMALL)
    assert cache.get(image, 64) is None
    os.utime(image, ns=(1, 1))
    assert cache.get(image, 32) is None
    assert cache.get(str(tmp_path / "gone.png"), 32) is None


def test_pages_of_a_file_have_entries_of_their_own(tmp_path: Path) -> None:
    path = str(tmp_path / "stack.tif")
    Path(path).write_bytes(b"x")
    cache = ThumbnailCache(tmp_path / "cache")
    cache.put(path, 32, SMALL)
    assert cache.get(f"{path}#2", 32) is None
    assert cache.get(path, 32) is not None


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied"])
def test_a_damaged_entry_is_as_none_and_is_replaced(tmp_path: Path, image: str, damage: str) -> None:
    cache = ThumbnailCache(tmp_path / "cache")
    cache.put(image, 32, SMALL)
    (entry,) = entries(tmp_path / "cache")
    data = bytearray(entry.read_bytes())
    if damage == "cut":
        del data[-20:]
    elif damage == "flipped":
        data[len(data) // 2] ^= 1
    else:
        data.clear()
    entry.write_bytes(bytes(data))
    assert cache.get(image, 32) is None
    cache.put(image, 32, SMALL)
    assert cache.get(image, 32) is not None


def test_the_folder_stays_within_its_bound_and_loses_what_was_not_asked_for_longest(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    cache = ThumbnailCache(tmp_path / "cache", limit_bytes=20_000)
    paths = []
    for number in range(30):
        path = tmp_path / f"{number}.png"
        path.write_bytes(bytes([number]))
        paths.append(str(path))
        cache.put(str(path), 64, noise.integers(0, 256, (30, 30, 3), np.uint8))
        for entry in entries(tmp_path / "cache"):
            os.utime(entry, ns=(entry.stat().st_mtime_ns - 10**9,) * 2)  # time passes
        assert cache.get(paths[0], 64) is not None
        assert sum(entry.stat().st_size for entry in entries(tmp_path / "cache")) <= 20_000
    assert cache.get(paths[-1], 64) is not None
    assert cache.get(paths[1], 64) is None


def test_a_folder_that_cannot_be_written_costs_the_cache_and_nothing_else(
    tmp_path: Path, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("in the way")
    cache = ThumbnailCache(tmp_path / "cache")
    cache.put(image, 32, SMALL)
    cache.put(image, 32, SMALL)
    assert cache.get(image, 32) is None
    assert caplog.text.count("thumbnails are not kept") == 1
