"""How live learning learns, as data."""

from dataclasses import dataclass, field

from models.live.likeness import Lengths


@dataclass(frozen=True)
class TeachingRecipe:
    """How strokes are learned.

    margin: the score, in the network's own units, that the right class shall have at least and others at most below
    zero. noise: variance of a painted pixel. rounds: how often what is left wrong is learned once more. linear, turned,
    local: the shares of the three kernels; careful: by how much less the first is where the network knows the domain.
    stiffness: how dear it is to say something else of what the network was trained on, where it knows the domain.
    firm_noise: that of remembered pixels to which taught heads do not give the loaded network's class by firm_margin.
    balance: how much classes of few pixels count more, 0-1. most, remembered: examples of one image, of all earlier
    ones together. calm: what the scores of the loaded network are multiplied by in a domain that it does not know,
    which changes no label: the surer it is, the less of a lesson reaches other images. kept_calm: the same where the
    network has classes to keep, which calm scores hold less well. settled: how many pixels that
    were not painted, of an image the person has left, are taken as right in such a domain; settled_weight: what they
    count, at most.
    """

    margin: float = 3.0
    noise: float = 0.1
    rounds: int = 5
    linear: float = 0.45
    careful: float = 0.35
    turned: float = 1.0
    local: float = 1.0
    stiffness: float = 2000.0
    firm_noise: float = 0.02
    firm_margin: float = 1.5
    balance: float = 0.5
    per_stroke: int = 40
    most: int = 600
    remembered: int = 1200
    calm: float = 0.1
    kept_calm: float = 0.3
    settled: int = 300
    settled_weight: float = 0.2
    lengths: Lengths = field(default_factory=Lengths)
    limit_bytes: int = 1_500_000_000  # features kept, over all images
