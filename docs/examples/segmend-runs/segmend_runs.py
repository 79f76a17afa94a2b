"""Label maps as CSV: one row for each run of pixels of one class, `class,row,col,length`."""

import csv
import io
from pathlib import Path

import numpy as np

from app.core.formats.records import ReadImage, Region, Unreadable


class Runs:
    name, title, summary = "runs", "Runs (CSV)", "one .csv per image: class, row, col, length"
    keeps = frozenset({"void"})

    def write(self, sheet, target):
        text = io.StringIO()
        rows = csv.writer(text)
        for label_class, row, col, mask in sheet.regions():
            for y, line in enumerate(mask):
                edges = np.flatnonzero(np.diff(np.concatenate(([0], line, [0])).astype(np.int8)))
                for start, end in edges.reshape(-1, 2):
                    rows.writerow([label_class.name, row + y, col + start, end - start])
        target.write(f"{sheet.stem}.csv", text.getvalue().encode())

    def finish(self, parts, target, classes):
        """Every file is complete in itself."""

    def read(self, source: Path):
        for file in sorted(source.rglob("*.csv")) if source.is_dir() else [source]:
            name = file.relative_to(source if source.is_dir() else source.parent).with_suffix("").as_posix()
            try:
                with file.open(newline="", encoding="utf-8") as stream:
                    runs = [(label, *map(int, place)) for label, *place in csv.reader(stream)]
                yield ReadImage(name, lambda size, runs=runs: regions(runs))
            except ValueError as error:
                yield Unreadable(name, f"{file} is no file of runs: {error}.")


def regions(runs):
    for name, row, col, length in runs:
        yield Region(name, row, col, np.ones((1, length), bool))


FORMAT = Runs()
