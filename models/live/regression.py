"""Kernel ridge regression: what live learning solves after every stroke, in closed form (Rasmussen and Williams 2006,
2.2: the mean of a Gaussian process)."""

import torch
from torch import Tensor

from models.errors import ModelError

AS_SAID = -1  # in place of a truth


class LinearKernel:
    """Inner products of the examples' vectors, kept from one solution to the next by the examples' serial numbers."""

    def __init__(self, factor: Tensor | None = None) -> None:
        """factor: (D, D) lower, L: the products are x (L L^T)^-1 x'; those of the vectors themselves where None."""
        self.factor = factor
        self._places: dict[int, int] = {}
        self._vectors = torch.empty(0, 0)  # L^-1 x, of the examples asked for last
        self._products = torch.empty(0, 0)

    def of(self, serials: list[int], vectors: Tensor) -> Tensor:
        """(N, N) of vectors (N, D); only those of serials that were not there last time are computed. To be copied."""
        known = [place for place, serial in enumerate(serials) if serial in self._places]
        fresh = [place for place, serial in enumerate(serials) if serial not in self._places]
        places = [self._places[serials[place]] for place in known]
        old, here, new = (
            torch.tensor(each, device=vectors.device, dtype=torch.long) for each in (places, known, fresh)
        )
        products = torch.empty(len(serials), len(serials), device=vectors.device)
        freed = vectors
        if self.factor is not None:
            freed = torch.empty_like(vectors)
            freed[new] = torch.linalg.solve_triangular(self.factor, vectors[new].T, upper=False).T
            if known:
                freed[here] = self._vectors[old]
        if known:
            products[here[:, None], here] = self._products[old[:, None], old]
        found = freed[new] @ freed.T
        products[new] = found
        products[:, new] = found.T
        self._places = {serial: place for place, serial in enumerate(serials)}
        self._products, self._vectors = products, freed
        return products

    def weights(self, pulls: Tensor) -> Tensor:
        """(D, C): what the N examples asked for last, which pull with (N, C), make of the heads."""
        weights = self._vectors.T @ pulls
        return weights if self.factor is None else torch.linalg.solve_triangular(self.factor.T, weights, upper=True)


class Solver:
    """(K + noise)^-1 for an (N, N) kernel and (N,) noise variances, factorised once.

    Raises ModelError where the kernel is not finite.
    """

    def __init__(self, kernel: Tensor, noise: Tensor) -> None:
        self._device = kernel.device
        self._factor, failed = lower_factor(kernel + torch.diag(noise))
        if failed:  # a kernel has no variance below zero, and noise is above it
            raise ModelError("The network cannot be taught: its scores or features are too large to calculate with.")

    def pulls(self, targets: Tensor) -> Tensor:
        """(N, C) targets -> (N, C): what each example pulls with, so that kernel @ pulls comes near the targets."""
        return torch.cholesky_solve(targets.to(self._factor.device), self._factor).to(self._device)


def lower_factor(matrix: Tensor) -> tuple[Tensor, bool]:
    """L of matrix = L L^T, and whether there is none; on the CPU for Metal, where some versions of torch lack it."""
    factor, failed = torch.linalg.cholesky_ex(matrix.cpu() if matrix.device.type == "mps" else matrix)
    return factor, bool(failed) or not bool(torch.isfinite(factor.diagonal()).all())


def residuals(now: Tensor, truths: Tensor, margin: float) -> Tensor:
    """(P, C): what the right class lacks to the margin, and by how much the others are above it, below zero.

    None for a pixel of the memory, whose truth is AS_SAID: as it was, and none of what was added.
    """
    right = truths.clamp(min=0)[:, None]
    lacking = (-margin - now).clamp(max=0)
    lacking = lacking.scatter(1, right, (margin - now.gather(1, right)).clamp(min=0))
    return lacking.masked_fill((truths == AS_SAID)[:, None], 0.0)
