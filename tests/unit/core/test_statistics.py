from pathlib import Path

import numpy as np
import pytest

from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import Project
from app.core.statistics import compare, count_file, count_project
from tests.labels import save_labels


def planes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    labels = np.full((4, 10), UNLABELED, np.uint8)
    labels[0], labels[1] = 0, 1
    provenance = np.where(labels == UNLABELED, Source.NONE, Source.PAINTED).astype(np.uint8)
    prediction = np.zeros((4, 10), np.uint8)
    prediction[1, :3] = 1
    return labels, provenance, prediction


def test_agreement_is_counted_over_what_was_decided() -> None:
    found = compare(*planes())
    assert found.classes == [0, 1]
    assert found.confusion[:2, :2].tolist() == [[10, 0], [7, 3]]
    assert found.overall == pytest.approx(13 / 20)
    assert (found.of(0), found.of(1), found.of(2)) == (1.0, pytest.approx(0.3), None)
    assert found.painted == pytest.approx(13 / 20)


def test_what_was_accepted_is_told_apart_because_it_agrees_by_itself() -> None:
    labels, provenance, prediction = planes()
    provenance[0] = Source.ACCEPTED
    assert compare(labels, provenance, prediction).painted == pytest.approx(0.3)
    provenance[1] = Source.ACCEPTED
    assert compare(labels, provenance, prediction).painted is None


def test_nothing_decided_or_predicted_agrees_with_nothing() -> None:
    labels, provenance, prediction = planes()
    empty = np.full_like(labels, UNLABELED)
    assert compare(empty, np.zeros_like(empty), prediction).overall is None
    assert compare(labels, provenance, empty).overall is None


def test_counting_in_strips_counts_every_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compare(*planes())
    monkeypatch.setattr("app.core.statistics._STRIP", 7)
    assert np.array_equal(compare(*planes()).confusion, whole.confusion)


def test_a_project_is_counted_file_by_file(tiny_folder: Path) -> None:
    project = Project.open(tiny_folder)
    labels = LabelMap.empty(48, 64)
    labels.write(0, 0, np.ones((2, 5), bool), 3, Source.PAINTED)
    labels.commit("x")
    for name in ("one.png", "two.png"):
        save_labels(project, str(tiny_folder / name), labels, edit_number=1)
    project.labels_path(str(tiny_folder / "two.png")).write_bytes(b"no label map")
    known = {"three.png": np.arange(256)}
    job = count_project(project, known)
    assert [next(job), next(job)] == [(1, 2), (2, 2)]
    with pytest.raises(StopIteration) as end:
        next(job)
    counts = end.value.value
    assert sorted(counts) == ["one.png", "three.png"]  # the damaged one is left out
    assert (counts["one.png"][3], counts["one.png"][UNLABELED]) == (10, 48 * 64 - 10)
    assert count_file(tiny_folder / "nothing.png") is None
    project.close()
