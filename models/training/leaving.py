"""Leaving an iteration of a training before it has changed anything, within a layer's time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class StepLeftError(Exception):
    """An iteration was left: weights, optimizer and buffers are those of the one before."""


@contextmanager
def leaving(should_stop: Callable[[], bool] | None, *nets: nn.Module) -> Iterator[None]:
    """Ask between the layers of `nets`, forward and back, and raise StepLeftError where `should_stop` says so.

    What a layer keeps of its inputs, as the running means of a normalisation, is put back; gradients are the caller's.
    """
    if should_stop is None:
        yield
        return
    ask = should_stop

    def look(*_: object) -> None:
        if ask():
            raise StepLeftError

    def follow(_module: nn.Module, _given: object, output: object) -> None:
        if isinstance(output, Tensor) and output.requires_grad:
            output.register_hook(look)  # hooks of modules would forbid the layers that write over their input

    layers = [module for net in nets for module in net.modules() if not any(module.children())]
    hooks = [layer.register_forward_pre_hook(look) for layer in layers]
    hooks += [layer.register_forward_hook(follow) for layer in layers]
    before = [(buffer, buffer.clone()) for net in nets for buffer in net.buffers()]
    try:
        yield
    except StepLeftError:
        with torch.no_grad():
            for buffer, value in before:
                buffer.copy_(value)
        raise
    finally:
        for hook in hooks:
            hook.remove()
