import numpy as np
import torch

from models.checkpoint import Checkpoint
from models.devices import Engine
from models.live.teaching import Teacher
from models.metrics import UNLABELED
from models.predictor import Predictor
from tests.unit.models.miniatures import blocks


def test_scores_asked_for_single_pixels_are_those_that_are_shown(trained: tuple[Checkpoint, list[float]]) -> None:
    image, labels = blocks(seed=0)
    teacher = Teacher(Predictor(trained[0], Engine(torch.device("cpu"), "fp32")))
    teacher.look("image", image)
    teacher.add_classes(4)
    painted = np.full_like(labels, UNLABELED)
    painted[20:22, 10:40] = 3  # thinner than the cells in which a correction is computed
    teacher.mark("image", painted)
    assert len(list(teacher.teach("image"))) == 2
    lesson = teacher.lessons["image"]
    assert lesson.correction is not None
    rows, cols, _ = lesson.places()
    shown = teacher.predict("image").scores[:, rows, cols]
    assert torch.allclose(lesson.scores_at(teacher.net, rows, cols, corrected=True), shown, atol=1e-3)
    assert (shown.argmax(0) == 3).float().mean() > 0.9
