"""Projects with drawn label maps: holes, islands, one-pixel classes, an empty map, many classes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import ImageState, Project
from tests.labels import load_labels, save_labels

Maps = dict[str, np.ndarray]


def drawn_maps() -> Maps:
    """Name of an image -> labels; classes 0 to 4."""
    rings = np.full((60, 80), UNLABELED, np.uint8)
    rows, cols = np.mgrid[:60, :80]
    distance = np.hypot(rows - 30, cols - 40)
    rings[distance < 28] = 1
    rings[distance < 20] = 2
    rings[distance < 14] = UNLABELED  # a hole without a class
    rings[distance < 6] = 1  # an island in it
    rings[0, 0], rings[59, 79], rings[0, 79] = 3, 3, 4  # one-pixel classes in the corners
    rings[5, 2:30], rings[50:58, 3] = 4, 4  # one pixel wide
    noise = np.random.default_rng(7).choice(np.array([0, 1, 2, UNLABELED], np.uint8), (33, 47), p=[0.3, 0.3, 0.2, 0.2])
    full = np.zeros((20, 31), np.uint8)
    full[3:9, 4:9] = 1
    full[4:8, 5:8] = 0
    full[5:7, 6] = 2
    return {
        "rings.png": rings,
        "sub/noise.png": noise,
        "full.jpg": full,
        "empty.png": np.full((9, 7), UNLABELED, np.uint8),
    }


def write_project(folder: Path, maps: Maps, names: list[str]) -> None:
    """Images and a stored project; pixels are painted, accepted and imported in turns."""
    for name, labels in maps.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        colors = np.random.default_rng(1).integers(0, 255, (*labels.shape, 3), np.uint8)
        Image.fromarray(colors).save(folder / name)
    project = Project.open(folder)
    for name in names:
        project.classes.add(name)
    for name, labels in maps.items():
        sources = np.resize(np.array([Source.PAINTED, Source.ACCEPTED, Source.IMPORTED], np.uint8), labels.shape)
        path = str(folder / name)
        save_labels(project, path, LabelMap(labels.copy(), sources), edit_number=1)
        project.set_state(path, ImageState.CORRECTED)
    project.close()


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Path]:
    """make_project(name, maps, class names) -> folder."""

    def make(
        name: str = "project",
        maps: Maps | None = None,
        names: tuple[str, ...] = ("background", "a person", "héron: 1,2", "tree", '<b> & "c"'),
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write_project(folder, drawn_maps() if maps is None else maps, list(names))
        return folder

    return make


def stored_labels(folder: Path) -> Maps:
    """The labels of every image of a project, by name, as class names' hashes would: indices as stored."""
    project = Project.open(folder)
    try:
        found = {}
        for path, _ in project.labeled_images():
            with Image.open(path) as image:
                found[project.relative(path)] = load_labels(project, path, (image.height, image.width)).labels.copy()
        return found
    finally:
        project.close()


def named_planes(folder: Path) -> dict[str, np.ndarray]:
    """The labels of every image as class names, (H, W) of text; "" is unlabeled."""
    project = Project.open(folder)
    names = np.array([""] * 256, dtype=object)
    for each in project.classes:
        names[each.index] = each.name
    project.close()
    return {key: names[labels] for key, labels in stored_labels(folder).items()}
