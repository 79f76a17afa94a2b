from pathlib import Path

import numpy as np
import pytest
import torch

from models.data.image_files import read_labels
from models.errors import ModelError
from models.prediction.score_files import ScoreFiles
from models.prediction.tiling import Part


@pytest.mark.parametrize("limit", [10**9, 0])
def test_parts_become_whole_files_in_memory_or_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr("models.prediction.score_files._IN_MEMORY", limit)
    monkeypatch.setattr("models.prediction.score_files._STRIP_BYTES", 4 * 2 * 30 * 7)
    scores = torch.randn(2, 40, 50, generator=torch.Generator().manual_seed(0)) * 3
    heatmaps = [tmp_path / "a.png", tmp_path / "b.png"]
    files = ScoreFiles((40, 50), 2, heatmaps=heatmaps, scores=tmp_path / "s.npz")
    for part in (Part(0, 0, 40, 30), Part(0, 30, 25, 50), Part(25, 30, 40, 50)):
        files.take(part, scores[:, *part.slices])
    files.write()
    assert np.array_equal(np.load(tmp_path / "s.npz")["scores"], scores.numpy())
    for index, path in enumerate(heatmaps):
        assert np.abs(read_labels(path) - scores.softmax(0)[index].numpy() * 255).max() <= 0.51
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png", "s.npz"]


def test_what_was_not_wanted_is_not_written(tmp_path: Path) -> None:
    files = ScoreFiles((4, 5), 2, scores=tmp_path / "s.npz")
    files.take(Part(0, 0, 4, 5), torch.zeros(2, 4, 5))
    files.write()
    assert [path.name for path in tmp_path.iterdir()] == ["s.npz"]


def test_a_disk_that_cannot_take_the_scores_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.prediction.score_files._IN_MEMORY", 0)
    with pytest.raises(ModelError, match="free some space"):
        ScoreFiles((4, 5), 2, scores=tmp_path / "none" / "s.npz")
