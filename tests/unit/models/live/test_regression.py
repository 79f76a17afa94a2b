import pytest
import torch

from models.errors import ModelError
from models.live.regression import AS_SAID, LinearKernel, Solver, lower_factor, residuals


@pytest.mark.parametrize("has_factor", [False, True])
def test_products_are_those_of_the_vectors_whatever_was_kept_or_added(has_factor: bool) -> None:
    generator = torch.Generator().manual_seed(0)
    vectors, some = torch.randn(9, 5, generator=generator), torch.randn(5, 5, generator=generator)
    matrix = torch.eye(5) + some @ some.T if has_factor else torch.eye(5)
    kernel = LinearKernel(lower_factor(matrix)[0] if has_factor else None)
    for serials in ([0, 1, 2, 3], [0, 2, 3, 5, 6], [8, 6, 0], [1, 4], [4, 1]):
        chosen, pulls = vectors[serials], torch.randn(len(serials), 2, generator=generator)
        freed = chosen @ torch.linalg.inv(matrix)
        assert torch.allclose(kernel.of(serials, chosen), freed @ chosen.T, atol=1e-5)
        assert torch.allclose(kernel.weights(pulls), freed.T @ pulls, atol=1e-5)


def test_the_vectors_that_are_given_are_left_as_they_are() -> None:
    kernel, given = LinearKernel(), torch.ones(1, 3)
    kernel.of([0], torch.zeros(1, 3))
    kernel.of([0], given)
    assert torch.equal(given, torch.ones(1, 3))


def test_the_solver_is_the_inverse_of_kernel_and_noise() -> None:
    generator = torch.Generator().manual_seed(0)
    some = torch.randn(6, 4, generator=generator)
    kernel, noise, targets = some @ some.T, torch.linspace(0.1, 1, 6), torch.randn(6, 2, generator=generator)
    found = Solver(kernel, noise).pulls(targets)
    assert torch.allclose((kernel + torch.diag(noise)) @ found, targets, atol=1e-4)


def test_a_matrix_with_a_variance_below_zero_has_no_factor() -> None:
    assert lower_factor(torch.eye(3))[1] is False
    for wrong in (-1.0, float("inf"), float("nan")):
        assert lower_factor(torch.diag(torch.tensor([1.0, wrong, 1.0])))[1] is True


def test_what_is_left_is_what_the_margin_lacks_and_nothing_for_what_was_only_said() -> None:
    now = torch.tensor([[1.0, -4.0, 0.0], [1.0, -4.0, 0.0]])
    found = residuals(now, torch.tensor([0, AS_SAID]), 3.0)
    assert found.tolist() == [[2.0, 0.0, -3.0], [0.0, 0.0, 0.0]]


def test_what_is_too_large_to_calculate_with_is_told() -> None:
    with pytest.raises(ModelError, match="cannot be taught"):
        Solver(torch.full((2, 2), torch.inf), torch.ones(2))
