"""A confusion matrix as a picture: rows truth, columns prediction, each cell a share of the row's pixels."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

_CELL, _TEXT, _GAP = 56, 15, 10  # pixels
_LONGEST_NAME = 24  # letters


def draw_confusion(confusion: NDArray[np.int64], class_names: list[str]) -> Image.Image:
    """(K, K + 1) pixel counts -> an RGB picture with the classes' names and percentages of each row.

    The last column, `other`, is drawn only where a class the truth does not know was predicted. A row that never
    occurs is marked with dashes. Darker is more.
    """
    has_other = bool(confusion[:, -1].any())
    columns = [*class_names, "other"] if has_other else list(class_names)
    font = ImageFont.load_default(_TEXT)
    names = [_short(name) for name in columns]
    room = max(int(font.getlength(name)) for name in names) + 2 * _GAP
    top = room + _TEXT + _GAP
    title = "truth \\ prediction, % of the truth"
    width = max(room + _CELL * len(columns), int(font.getlength(title))) + 2 * _GAP
    sheet = Image.new("RGB", (width, top + _CELL * len(class_names) + _GAP), "white")
    drawing = ImageDraw.Draw(sheet)
    drawing.text((_GAP, _GAP), title, fill="black", font=font, anchor="lt")
    for number, name in enumerate(names):
        _write_upright(sheet, name, room + _CELL * number + _CELL // 2, top - 4, font)
    for row, counts in enumerate(confusion):
        y = top + _CELL * row
        drawing.text((room - _GAP, y + _CELL // 2), names[row], fill="black", font=font, anchor="rm")
        total = int(counts.sum())
        for column in range(len(columns)):
            share = counts[column] / total if total else None
            _draw_cell(drawing, room + _CELL * column, y, share, font)
    return sheet


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _draw_cell(
    drawing: ImageDraw.ImageDraw,
    x: int,
    y: int,
    share: float | None,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    strength = 0.0 if share is None else float(share)
    low, high = np.array([247, 251, 255]), np.array([8, 48, 107])  # white-blue to dark blue
    red, green, blue = (int(v) for v in low + (high - low) * strength)
    drawing.rectangle((x, y, x + _CELL - 2, y + _CELL - 2), fill=(red, green, blue))
    text = "–" if share is None else f"{100 * share:.1f}"
    ink = "white" if strength > 0.45 else "black"
    drawing.text((x + _CELL // 2, y + _CELL // 2), text, fill=ink, font=font, anchor="mm")


def _write_upright(
    sheet: Image.Image, text: str, x: int, bottom: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> None:
    """Text that runs upwards, ending above a column."""
    strip = Image.new("L", (int(font.getlength(text)) + 2, _TEXT + 8), 255)
    ImageDraw.Draw(strip).text((0, strip.height // 2), text, fill=0, font=font, anchor="lm")
    turned = strip.rotate(90, expand=True)
    sheet.paste(turned.convert("RGB"), (x - turned.width // 2, bottom - turned.height))
