import pytest
import torch

from models.errors import ModelError
from models.live.regression import LinearKernel, Solver
from models.live.stiffness import Stiffness

WIDTH, CLASSES = 12, 3


def pixels(count: int = 400) -> torch.Tensor:
    """Of a training set that varies along the first four of its channels alone."""
    generator = torch.Generator().manual_seed(0)
    return torch.nn.functional.pad(torch.randn(count, 4, generator=generator), (0, WIDTH - 4))


def stiffness(strength: float) -> Stiffness:
    generator = torch.Generator().manual_seed(1)
    moments = pixels().T @ pixels() / len(pixels())
    return Stiffness(moments, torch.randn(WIDTH, CLASSES, generator=generator), strength)


@pytest.mark.parametrize("strength", [0.1, 1000.0])
def test_it_learns_in_what_the_training_images_leave_free(strength: float) -> None:
    generator = torch.Generator().manual_seed(2)
    lesson, targets = torch.randn(5, WIDTH, generator=generator), torch.randn(5, CLASSES, generator=generator)

    def changes(factor: torch.Tensor | None) -> tuple[float, float]:
        """By how much the training pixels' scores change, and the lesson's miss their targets."""
        kernel = LinearKernel(factor)
        pulls = Solver(kernel.of(list(range(5)), lesson), torch.full((5,), 0.001)).pulls(targets)
        weights = kernel.weights(pulls)
        return float((pixels() @ weights).square().mean()), float((lesson @ weights - targets).square().mean())

    (before, _), (after, missed) = changes(None), changes(stiffness(strength).factor)
    assert missed < 0.01
    assert after < before
    assert (after < before / 100) is (strength > 1)


def test_scores_are_turned_less_the_more_was_said() -> None:
    weak, strong = stiffness(0.01).turning(5), stiffness(1000.0).turning(5)
    assert weak.shape == (5, 5)
    assert torch.allclose(weak, torch.eye(5), atol=0.2)
    assert torch.equal(strong[3:], torch.eye(5)[3:])  # nothing was said of classes that are new
    along = torch.ones(3) / 3**0.5  # a score added to all is none
    assert torch.allclose(strong[:3, :3] @ along, along, atol=1e-3)
    assert float(torch.linalg.eigvalsh(strong)[:2].max()) < 0.01


def test_moments_that_no_pixels_have_are_refused() -> None:
    with pytest.raises(ModelError, match="memory of this checkpoint is damaged"):
        Stiffness(-torch.eye(WIDTH), torch.zeros(WIDTH, CLASSES), 10.0)
