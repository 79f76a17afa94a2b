"""A project of three small images with one class."""

from pathlib import Path

import pytest

from app.core.project import Project


@pytest.fixture
def image(tiny_folder: Path) -> str:
    return str(tiny_folder / "one.png")


@pytest.fixture
def project(tiny_folder: Path):
    project = Project.open(tiny_folder)
    project.classes.add("cat")
    yield project
    project.close()
