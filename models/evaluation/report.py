"""What `evaluate` prints and writes: tables, JSON and the picture of the confusion matrix."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.data.image_files import write_png
from models.errors import ModelError
from models.evaluation.comparison import Comparison
from models.evaluation.confusion_picture import draw_confusion
from models.metrics import Measures


def print_report(model: str, engine: str, count: int, measures: Measures, boundary_f: dict[str, float | None]) -> None:
    """The measures of one network: per class, over all, and the confusion matrix."""
    table = Table("class", "IU", "boundary F", title=escape(f"{model}: {count} samples on {engine}"))
    for name, value in measures.iu.items():
        table.add_row(escape(name), _figure(value), _figure(boundary_f[name]))
    console = Console()
    console.print(table)
    known = [value for value in boundary_f.values() if value is not None]
    for label, figure in (
        ("pixel accuracy", measures.pixel_accuracy),
        ("mean accuracy", measures.mean_accuracy),
        ("mean IU", measures.mean_iu),
        ("frequency weighted IU", measures.frequency_weighted_iu),
        ("boundary F", float(np.mean(known)) if known else None),
    ):
        console.print(f"{label:<22} {_figure(figure)}", highlight=False)
    confusion = Table("truth \\ prediction", *map(escape, measures.iu), "other", title="confusion, pixels")
    for name, row in zip(measures.iu, measures.confusion, strict=True):
        confusion.add_row(escape(name), *map(str, row))
    console.print(confusion)


def print_comparison(first: str, second: str, found: Comparison) -> None:
    """The differences, first minus second."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table("class", "difference in IU", title=escape(f"{first} minus {second}"))
    for name, value in found.iu.items():
        table.add_row(escape(name), _signed(value))
    console.print(table)
    low, high = found.interval
    console.print(f"mean IU {_signed(found.mean_iu)}, 95 % interval {_signed(low)} to {_signed(high)}")
    console.print(
        f"better on {found.better} images, worse on {found.worse}, equal on {found.equal} "
        f"(sign test p = {found.sign_p:.3f})"
    )
    for label, images in (("best", found.best), ("worst", found.worst)):
        for name, delta in images:
            console.print(f"{label:<6} {_signed(delta)}  {name}", markup=False)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.4f}"


def write_confusion(path: Path, confusion: NDArray[np.int64], class_names: list[str]) -> None:
    """Draw the confusion matrix. Raises ModelError if the file cannot be written."""
    write_png(path, draw_confusion(confusion, class_names))


def write_json(path: Path, found: dict[str, Any]) -> None:
    """Raises ModelError if the file cannot be written."""
    try:
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror or error}.") from error
