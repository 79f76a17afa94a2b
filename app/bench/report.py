"""Rows of figures with their reference, printed and written as the networks' benches do."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.core.errors import SegmendError


@dataclass(frozen=True)
class Row:
    """One figure. ratio: value / the reference's value, both measured in this run."""

    name: str
    value: float
    unit: str
    reference: str
    ratio: float


def describe_machine() -> str:
    """Processor, cores and versions, for whoever reads the figures."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [line.split(":", 1)[1] for line in info.read_text().splitlines() if line.startswith("model name")]
        name = models[0].strip() if models else name
    return f"{os.cpu_count()} cores of {name}, Python {platform.python_version()}, {platform.system()}"


def peak_megabytes() -> float:
    """The most memory this process has had so far; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def report(rows: list[Row], json_file: Path | None) -> None:
    """Print the rows, and write them if a file is named. SegmendError if it cannot be written."""
    machine = describe_machine()
    table = Table("figure", "value", "unit", "reference", "ratio", title=machine)
    for row in rows:
        table.add_row(row.name, f"{row.value:.2f}", row.unit, row.reference, f"{row.ratio:.3f}")
    Console().print(table)
    if json_file is None:
        return
    text = json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=2)
    try:
        json_file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise SegmendError(f"{json_file} cannot be written: {error.strerror or error}.") from error
