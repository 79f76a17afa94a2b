from pathlib import Path

import pytest

from app.core.project import ImageState, Project
from app.core.scores import Score, Scores


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
