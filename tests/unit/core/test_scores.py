from pathlib import Path

import numpy as np
import pytest

from app.core.database import Database
from app.core.project import ImageState, Project
from app.core.scores import Digest, Score, Scores, sketch


def test_the_most_uncertain_comes_first_and_what_has_no_score_last() -> None:
    scores = Scores({"b": Score(0.2, 0.9, "v"), "c": Score(0.7, 0.1, "v")})
    paths = ["x/a", "x/b", "x/c", "x/d"]
    key_of = lambda path: path[2:]  # noqa: E731
    assert scores.ordered(paths, key_of, "entropy") == ["x/c", "x/b", "x/a", "x/d"]
    assert scores.ordered(paths, key_of, "margin") == ["x/b", "x/c", "x/a", "x/d"]


def test_scores_are_kept_with_the_project_and_the_version_that_made_them(tiny_folder: Path) -> None:
    project = Project.open(tiny_folder)
    project.set_state(str(tiny_folder / "one.png"), ImageState.REVIEWED)
    project.scores.set("one.png", Score(0.25, 0.5, "learned 1"))
    project.store_scores()
    assert not project.scores.unstored
    project.scores.set("two.png", Score(0.75, 1.0, "learned 2"))
    project.close()
    project = Project.open(tiny_folder)
    assert project.scores.get("one.png") == Score(0.25, 0.5, "learned 1")
    assert project.scores.get("two.png") == Score(0.75, 1.0, "learned 2")
    assert project.scores.get("three.png") is None
    project.close()


def test_a_score_alone_makes_no_store(tiny_folder: Path) -> None:
    project = Project.open(tiny_folder)
    project.scores.set("one.png", Score(0.25, 0.5, "bundled"))
    project.store_scores()
    project.close()
    assert not (tiny_folder / ".segmend").exists()


@pytest.mark.parametrize(("measure", "value"), [("entropy", 0.25), ("margin", 0.5)])
def test_a_score_knows_both_measures(measure: str, value: float) -> None:
    assert Score(0.25, 0.5, "v").by(measure) == value


def digest(*values: int) -> Digest:
    """Of a prediction whose rows are of these classes, in equal shares."""
    labels = np.repeat(np.array(values, np.uint8), 48 // len(values))[:, None].repeat(60, axis=1)
    return Digest(np.array([1, 2], "<f2").tobytes(), sketch(labels))


def test_a_score_by_another_version_tells_how_much_of_the_image_is_predicted_otherwise() -> None:
    scores = Scores()
    scores.set("a", Score(0.5, 0.5, "bundled", digest(0, 1)))
    first = scores.get("a")
    assert first is not None
    assert first.digest is not None
    assert first.digest.disagreement is None  # there was no version before
    for version in ("learned 1", "learned 1"):  # a second look by the same version changes nothing
        scores.set("a", Score(0.5, 0.5, version, digest(0, 2)))
        now = scores.get("a")
        assert now is not None
        assert now.digest is not None
        assert now.digest.disagreement == 0.5


def test_digests_are_kept_with_the_project(tiny_folder: Path) -> None:
    project = Project.open(tiny_folder)
    project.set_state(str(tiny_folder / "one.png"), ImageState.REVIEWED)
    for version in ("bundled", "learned 1"):
        project.scores.set("one.png", Score(0.25, 0.5, version, digest(3)))
    project.scores.set("two.png", Score(0.25, 0.5, "bundled"))
    kept = project.scores.get("one.png")
    project.close()
    project = Project.open(tiny_folder)
    assert project.scores.get("one.png") == kept
    assert project.scores.get("two.png") == Score(0.25, 0.5, "bundled")
    project.close()


def test_a_digest_that_makes_no_sense_is_none_and_the_score_stays(tmp_path: Path) -> None:
    database = Database(tmp_path / "project.db")
    broken = Digest(b"odd", b"")
    database.write_scores({"one.png": Score(0.25, 0.5, "bundled", broken)})
    assert database.scores() == {"one.png": Score(0.25, 0.5, "bundled")}
    database.close()
    scores = Scores({"one.png": Score(0.25, 0.5, "bundled", Digest(b"", b"no sketch"))})
    scores.set("one.png", Score(0.25, 0.5, "learned 1", digest(0)))
    now = scores.get("one.png")
    assert now is not None
    assert now.digest is not None
    assert now.digest.disagreement is None
