"""What is on the disk of a small Learn that was interrupted."""

import shutil
from pathlib import Path

import pytest

from models.training.transaction import Outcome, learn
from tests.unit.models.miniatures import ENGINE, checkpoint
from tests.unit.models.training.kept import RECIPE, begin, finish, images, run_to


@pytest.fixture(scope="session")
def straight() -> Outcome:
    """What comes of it when nothing interrupts it."""
    return finish(learn(checkpoint(), images(), ENGINE, RECIPE))[1]


@pytest.fixture(scope="session")
def kept_at(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """What is on the disk after each step, as a program that is killed there leaves it."""
    folder, copies = tmp_path_factory.mktemp("learn") / "learn", {}
    steps = begin(folder)
    for number in range(1, RECIPE.iterations + 1):
        run_to(steps, number)
        copies[number] = folder.with_name(f"killed{number}")
        shutil.copytree(folder, copies[number])
    steps.close()
    return copies


@pytest.fixture
def kept(kept_at: dict[int, Path], tmp_path: Path) -> Path:
    """A copy of what is kept of three of six steps."""
    return Path(shutil.copytree(kept_at[3], tmp_path / "learn"))
