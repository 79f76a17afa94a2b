"""Which image goes into which split: by a hash of its name, so that the same images land in the same place."""

import hashlib
from collections.abc import Sequence

from app.core.errors import InputError

Shares = tuple[tuple[str, float], ...]
_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def parse_shares(text: str) -> Shares:
    """`train=0.8,val=0.2` -> names and shares that sum to 1. Raises InputError."""
    shares = []
    for part in text.split(","):
        name, _, number = (cell.strip() for cell in part.partition("="))
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not name or not set(name) <= _NAMES or not 0 < share <= 1:
            raise InputError(f"“{part}” is no split; write names and shares such as train=0.8,val=0.2.")
        shares.append((name, share))
    if len({name for name, _ in shares}) < len(shares) or abs(sum(share for _, share in shares) - 1) > 1e-6:
        raise InputError(f"The shares of “{text}” do not sum to 1, or a name comes twice.")
    return tuple(shares)


def deal(names: Sequence[str], shares: Shares) -> dict[str, str]:
    """The split of every name: in the order of their hashes, cut by the shares; no share that is due goes empty."""
    ordered = sorted(names, key=lambda name: hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest())
    dealt: dict[str, str] = {}
    start, total = 0, 0.0
    for name, share in shares:
        total += share
        end = len(ordered) if total > 1 - 1e-6 else round(total * len(ordered))
        if end == start < len(ordered) and len(ordered) >= len(shares):
            end = start + 1
        dealt.update(dict.fromkeys(ordered[start:end], name))
        start = end
    return dealt
