"""Kernel ridge regression: what live learning solves after every stroke, in closed form (Rasmussen and Williams 2006,
2.2: the mean of a Gaussian process)."""

import torch
from torch import Tensor


class Products:
    """Inner products of the examples' vectors, kept from one solution to the next by the examples' serial numbers."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._products = torch.empty(0, 0)

    def of(self, serials: list[int], vectors: Tensor) -> Tensor:
        """(N, N) of vectors (N, D); only those of serials that were not there last time are computed. To be copied."""
        device = vectors.device
        known = [place for place, serial in enumerate(serials) if serial in self._places]
        fresh = [place for place, serial in enumerate(serials) if serial not in self._places]
        products = torch.empty(len(serials), len(serials), device=device)
        if known:
            old = torch.tensor([self._places[serials[place]] for place in known], device=device)
            here = torch.tensor(known, device=device)
            products[here[:, None], here] = self._products[old[:, None], old]
        if fresh:
            rows = torch.tensor(fresh, device=device)
            found = vectors[rows] @ vectors.T
            products[rows] = found
            products[:, rows] = found.T
        self._places = {serial: place for place, serial in enumerate(serials)}
        self._products = products
        return products


class Solver:
    """(K + noise)^-1 for an (N, N) kernel and (N,) noise variances, factorised once."""

    def __init__(self, kernel: Tensor, noise: Tensor) -> None:
        self._device = kernel.device
        sum_ = kernel + torch.diag(noise)
        # Metal has no Cholesky factorisation in all versions of torch.
        self._factor = torch.linalg.cholesky(sum_.cpu() if sum_.device.type == "mps" else sum_)

    def pulls(self, targets: Tensor) -> Tensor:
        """(N, C) targets -> (N, C): what each example pulls with, so that kernel @ pulls comes near the targets."""
        return torch.cholesky_solve(targets.to(self._factor.device), self._factor).to(self._device)
