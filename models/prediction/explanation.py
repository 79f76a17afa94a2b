"""How the network sees it: what each skip adds to the scores (Long et al. 2015, figure 3), as heatmaps and picture."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from models.data.image_files import write_png
from models.fcn import Fcn, Features
from models.prediction.tiled_predictor import shrunk
from models.predictor import Predictor, heatmap

_LONGEST = 2048  # pixels, where the checkpoint states no max_side: an explanation keeps every stage's scores
_PANEL = 640  # pixels, the long side of one panel of the picture at most
_BAR = 28  # pixels, the height of the captions


@dataclass(frozen=True)
class Stage:
    """The scores as far as one stride: (C, h, w) float, those of the network whose shallower skips say nothing."""

    stride: int
    scores: Tensor

    @property
    def caption(self) -> str:
        return "stride 32" if self.stride == 32 else f"+ stride {self.stride}"

    def heatmap(self, index: int) -> NDArray[np.uint8]:
        """(h, w) uint8, probability x 255 of one class."""
        return heatmap(self.scores, index)


@torch.no_grad()
def explain(net: Fcn, features: Features, working: tuple[int, int], added: Tensor | None = None) -> list[Stage]:
    """The stages of a prediction, deepest first; the last one's scores are the network's.

    features: of one image, companion included if there is one; working: (h, w) they were computed at. An FCN-32s has
    one stage, an FCN-8s three. A fusion by concatenation gives its bias to every stage, and so does
    `added`, (1, C, h, w): what the strokes on this image add beyond the heads.
    """
    strides = [stride for stride in (32, 16, 8) if stride >= net.config.stride]
    stages = [net.score(features, working, skips=skips) for skips in range(len(strides))]
    if added is not None:
        stages = [scores + added for scores in stages]
    return [Stage(stride, scores[0]) for stride, scores in zip(strides, stages, strict=True)]


def explain_image(predictor: Predictor, image: NDArray[np.uint8]) -> list[Stage]:
    """(H, W, 3) uint8 RGB -> its stages at the working size, at most 2048 pixels long."""
    features, working = predictor.features(_small(predictor, image))
    return explain(predictor.net, features, working)


def _small(predictor: Predictor, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    if max(predictor.working_size(height, width)) <= _LONGEST:
        return image
    scale = _LONGEST / max(height, width)
    return shrunk(image, (max(1, round(height * scale)), max(1, round(width * scale))))


def picture(image: NDArray[np.uint8], stages: list[Stage], index: int) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 RGB: the image and the heatmap of one class after each stage, side by side, with captions.

    Heatmaps run from black (impossible) over red to light yellow (certain).
    """
    scale = min(1.0, _PANEL / max(image.shape[:2]))
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    panels = [("image", shrunk(image, (height, width)))]
    for stage in stages:
        heat = cv2.resize(stage.heatmap(index), (width, height), interpolation=cv2.INTER_AREA)
        panels.append((stage.caption, cv2.applyColorMap(heat, cv2.COLORMAP_INFERNO)[:, :, ::-1].astype(np.uint8)))
    wide = max(width, 96)  # or a caption would not fit
    sheet = Image.new("RGB", (wide * len(panels) + 4 * (len(panels) - 1), height + _BAR), "white")
    drawing, font = ImageDraw.Draw(sheet), ImageFont.load_default(18)
    for number, (caption, panel) in enumerate(panels):
        left = number * (wide + 4)
        drawing.text((left + 4, _BAR // 2), caption, fill="black", font=font, anchor="lm")
        sheet.paste(Image.fromarray(np.ascontiguousarray(panel)), (left, _BAR))
    return np.array(sheet)


def write_explanations(paths: list[Path], predictor: Predictor, image: NDArray[np.uint8]) -> None:
    """One picture per class, in the order of the scores. Raises ModelError if one cannot be written."""
    stages = explain_image(predictor, image)
    for index, path in enumerate(paths):
        write_png(path, picture(image, stages, index))
