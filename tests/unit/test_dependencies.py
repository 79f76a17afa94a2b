"""The check of what is installed finds what is wrong with it."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dependencies() -> ModuleType:
    specification = importlib.util.spec_from_file_location("dependencies", ROOT / ".ci" / "dependencies.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def pins(dependencies: ModuleType) -> dict[str, str]:
    return dependencies.pinned((ROOT / "constraints.txt").read_text("utf-8"))


def test_requirements_of_requirements_are_followed(dependencies: ModuleType) -> None:
    found = dependencies.needed(["scikit-image>=0.25"])
    assert {"scikit-image", "numpy", "pillow", "lazy-loader"} <= set(found)
    assert "pytest" not in found  # of an extra that nobody asked for


def test_another_version_than_the_tested_one_is_named(dependencies: ModuleType, pins: dict[str, str]) -> None:
    assert dependencies.problems(["numpy>=2.0"], pins) == []
    (sentence,) = dependencies.problems(["numpy>=2.0"], {**pins, "numpy": "1.0"})
    assert "1.0 is what constraints.txt names" in sentence
    (sentence,) = dependencies.problems(["numpy>=2.0"], {name: pins[name] for name in pins if name != "numpy"})
    assert "is not in constraints.txt" in sentence


def test_a_version_that_is_not_allowed_and_a_package_that_is_missing_are_named(
    dependencies: ModuleType, pins: dict[str, str]
) -> None:
    (sentence,) = dependencies.problems(["numpy<1.0"], pins)
    assert "is not what is required" in sentence
    (sentence,) = dependencies.problems(["no-such-package-at-all"], pins)
    assert "is required and not installed" in sentence


def test_a_licence_that_is_not_in_the_list_is_named(
    dependencies: ModuleType, pins: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "ALLOWED", re.compile("no licence at all"))
    (sentence,) = dependencies.problems(["numpy>=2.0"], pins)
    assert "its licence" in sentence
