"""Labels of a small image, and the folder in which a project keeps them."""

from pathlib import Path

import numpy as np

from app.core.label_map import LabelMap, Source

ROOT = Path(__file__).resolve().parents[4]
SHAPE = (48, 64)
PALETTE = np.arange(768, dtype=np.uint32).reshape(256, 3).astype(np.uint8)


def painted(value: int = 0) -> LabelMap:
    label_map = LabelMap.empty(*SHAPE)
    label_map.write(5, 6, np.ones((10, 12), np.bool_), value, Source.PAINTED)
    label_map.commit("Brush")
    return label_map


def store_of(folder: Path) -> Path:
    return folder / ".segmend"
