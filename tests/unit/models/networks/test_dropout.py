import torch

from models.networks.dropout import ChannelDropout


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def test_each_image_drops_what_its_generator_says_wherever_it_stands() -> None:
    dropout, x = ChannelDropout(0.5), torch.ones(2, 64, 3, 4)
    dropout.generators = generators(1, 2)
    both = dropout(x)
    dropout.generators = generators(2)
    assert torch.equal(dropout(x[:1])[0], both[1])
    assert not torch.equal(both[0], both[1])
    assert set(both.unique().tolist()) == {0.0, 2.0}
    assert torch.equal(both, both[:, :, :1, :1].expand_as(both))  # whole channels


def test_the_second_layer_of_an_iteration_drops_other_channels() -> None:
    dropout, x = ChannelDropout(0.5), torch.ones(1, 64, 1, 1)
    dropout.generators = generators(1)
    assert not torch.equal(dropout(x), dropout(x))


def test_nothing_drops_in_evaluation() -> None:
    dropout, x = ChannelDropout(0.5).eval(), torch.ones(1, 64, 1, 1)
    dropout.generators = generators(1)
    assert torch.equal(dropout(x), x)


def test_the_mean_is_kept() -> None:
    dropout = ChannelDropout(0.1)
    dropout.generators = generators(3)
    assert abs(float(dropout(torch.ones(1, 20_000, 1, 1)).mean()) - 1) < 0.01
