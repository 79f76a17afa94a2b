import numpy as np
import pytest

from models.prediction.tiling import STEP, Part, least_side, receptive_margin, split
from tests.unit.models.miniatures import network


@pytest.mark.parametrize(("trunk", "margin"), [("squeezenet", 192), ("vgg16", 256), ("alexnet", 224)])
def test_the_margin_is_as_wide_as_the_field_of_the_network_reaches(trunk: str, margin: int) -> None:
    import torch

    from models.fcn import FcnConfig, build_network

    with torch.device("meta"):
        net = build_network(FcnConfig(classes=3, trunk=trunk))
    assert receptive_margin(net) == margin


def test_a_network_without_skips_reaches_as_far_upwards() -> None:
    assert receptive_margin(network(stride=32)) <= receptive_margin(network(stride=8))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (500, 800), (1333, 2001), (33, 5000)])
@pytest.mark.parametrize("side", [least_side(64), 300, 513])
def test_pieces_cover_a_part_once_and_stay_within_the_side(height: int, width: int, side: int) -> None:
    counted = np.zeros((height, width), int)
    for piece in split(Part(0, 0, height, width), side, 64):
        counted[piece.slices] += 1
        tile = piece.grown(64, height, width)
        assert max(tile.height, tile.width) <= side
        assert tile.row0 % STEP == tile.col0 % STEP == 0
        inner = piece.within(tile)
        assert (inner.height, inner.width) == (piece.height, piece.width)
        assert (tile.row0 + inner.row0, tile.col0 + inner.col0) == (piece.row0, piece.col0)
    assert (counted == 1).all()


def test_a_piece_can_be_cut_again() -> None:
    whole = Part(0, 0, 900, 700)
    counted = np.zeros((900, 700), int)
    for piece in split(whole, 500, 64):
        for smaller in split(piece, 256, 64):
            assert smaller.row0 % STEP == smaller.col0 % STEP == 0
            counted[smaller.slices] += 1
    assert (counted == 1).all()
