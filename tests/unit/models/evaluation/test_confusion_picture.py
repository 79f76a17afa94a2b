import numpy as np

from models.evaluation.confusion_picture import _CELL, draw_confusion


def cell(shown: np.ndarray, rows: int, columns: int, row: int, column: int) -> np.ndarray:
    """The fill of a cell, read at its corner, where no text stands."""
    height, width = shown.shape[:2]
    top, left = height - 10 - _CELL * rows, width - 20 - _CELL * columns
    return shown[top + _CELL * row + 3, left + _CELL * column + 3].astype(int)


def test_cells_are_darker_the_greater_the_share_of_the_truth() -> None:
    counts = np.array([[75, 25, 0, 0], [0, 10, 0, 0], [0, 0, 0, 0]], np.int64)
    names = ["a class with a long name", "person", "never seen"]
    shown = np.asarray(draw_confusion(counts, names))
    sums = [[cell(shown, 3, 3, row, column).sum() for column in range(3)] for row in range(3)]
    assert sums[1][1] < sums[0][0] < sums[0][1] < sums[0][2]
    assert sums[2] == [sums[0][2]] * 3


def test_names_and_figures_are_written() -> None:
    counts = np.array([[75, 25, 0], [0, 10, 0]], np.int64)
    one, other = (np.asarray(draw_confusion(counts, ["background", name])) for name in ("cat", "dog"))
    assert one.shape == other.shape
    assert (one != other).any()
    height, width = one.shape[:2]
    last = one[height - 10 - _CELL : height - 12, width - 20 - _CELL : width - 22].reshape(-1, 3)
    assert (last.astype(int).sum(1) > 700).any()  # white figures on the dark cell


def test_a_class_the_truth_does_not_know_gets_a_column() -> None:
    plain = draw_confusion(np.array([[5, 5, 0], [0, 9, 0]], np.int64), ["a", "b"])
    other = draw_confusion(np.array([[5, 5, 3], [0, 9, 0]], np.int64), ["a", "b"])
    assert other.height >= plain.height
    assert other.width >= plain.width


def test_many_classes_with_long_names_are_drawn() -> None:
    count = 40
    shown = draw_confusion(
        np.ones((count, count + 1), np.int64), [f"class number {n} of a great many" for n in range(count)]
    )
    assert shown.width > count * _CELL
    assert draw_confusion(np.ones((1, 2), np.int64), ["[/b] \n ü"]).height > _CELL
