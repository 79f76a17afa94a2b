"""Label files of a project written and read in one call, as no part of the program does it."""

from pathlib import Path

from app.core.label_map import LabelMap
from app.core.project import Project


def load_labels(project: Project, path: str, shape: tuple[int, int]) -> LabelMap:
    """The stored label map of an image of `shape` (H, W)."""
    return project.read_labels(path, shape).label_map


def save_labels(project: Project, path: str, label_map: LabelMap, *, edit_number: int) -> Path | None:
    """Write a label map as the state after this edit, and record it; returns what was kept aside."""
    project.ensure_store()
    kept = project.write_labels(path, label_map.labels, label_map.provenance, edit_number=edit_number)
    project.record_edit(path, edit_number)
    return kept
