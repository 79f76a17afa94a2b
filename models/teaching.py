"""Live learning: the heads learn from painted pixels on features that were computed once (trunk frozen)."""

import copy
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import parametrize

from models.fcn import SCORES, Fcn, Features
from models.growing import grow_classes
from models.memory import linear_scores
from models.metrics import UNLABELED
from models.predictor import Prediction, Predictor

_PIXELS_PER_CLASS = 400  # of one image in one step
_TIE = 0.01  # scores nearer than this are equal: the same sum may be added up in another order
_HELD_PIXELS = 1500  # unlabeled pixels held to what the network said of them


@dataclass(frozen=True)
class TeachingRecipe:
    """How hard one stroke is learned. rate: Adam's, on features of unit power."""

    steps: int = 30
    rate: float = 1e-3
    margin: float = 3.0
    hold_weight: float = 0.4
    memory_weight: float = 3.0
    anchor_weight: float = 1.0  # of the squared distance to the weights that were loaded, features at unit power
    remembered: int = 256  # vectors of the memory in one step
    replayed: int = 1
    limit_bytes: int = 1_500_000_000  # features kept, over all images


class _Rescaled(nn.Module):
    """A head weight seen through features of unit power: Adam's steps then weigh every channel alike."""

    def __init__(self, power: Tensor) -> None:
        super().__init__()
        self.power = power

    def forward(self, weight: Tensor) -> Tensor:
        return weight / self.power

    def right_inverse(self, weight: Tensor) -> Tensor:
        return weight * self.power


@dataclass
class Lesson:
    """What is kept of one image: its features and the pixels a person decided, at the working size."""

    features: Features
    working: tuple[int, int]
    size: tuple[int, int]
    rows: Tensor
    cols: Tensor
    truths: Tensor
    weights: Tensor

    @property
    def nbytes(self) -> int:
        return sum(feature.numel() * feature.element_size() for feature in self.features)


class Teacher:
    """Teaches a predictor's network stroke by stroke. For one thread; every change goes to the predictor too."""

    def __init__(self, predictor: Predictor, recipe: TeachingRecipe | None = None) -> None:
        self.predictor = predictor
        self.recipe = recipe or TeachingRecipe()
        self.lessons: OrderedDict[str, Lesson] = OrderedDict()
        self.net: Fcn = predictor.net  # the weights in float32; the predictor may run a rounded copy
        if predictor.engine.dtype != torch.float32:
            self.net = predictor.checkpoint.network().to(predictor.engine.device)
        memory = predictor.checkpoint.memory
        self._base = self.net  # as it was loaded, grown with the classes added since; never taught
        self._memory = [] if memory is None else memory.vectors(self.net, predictor.engine.device)
        with torch.no_grad():
            self._remembered = linear_scores(self.net, self._memory).softmax(1) if self._memory else None
        self._power: list[Tensor] | None = None
        self._random = random.Random(0)
        self._generator = torch.Generator().manual_seed(0)

    def look(self, name: str, image: NDArray[np.uint8]) -> Prediction:
        """Compute and keep the features of an image; the prediction comes with them."""
        began = time.perf_counter()
        features, working = self.predictor.features(image)
        nothing = torch.empty(0, dtype=torch.long, device=self.predictor.engine.device)
        self.lessons.pop(name, None)
        self.lessons[name] = Lesson(
            features, working, (image.shape[0], image.shape[1]), nothing, nothing, nothing, nothing.float()
        )
        self._forget_beyond_limit(name)
        return replace(self.predict(name), milliseconds=(time.perf_counter() - began) * 1000)

    def _forget_beyond_limit(self, current: str) -> None:
        total = sum(lesson.nbytes for lesson in self.lessons.values())
        for name in list(self.lessons):
            if total <= self.recipe.limit_bytes:
                return
            if name != current:
                total -= self.lessons.pop(name).nbytes

    def has_seen(self, name: str) -> bool:
        return name in self.lessons

    def predict(self, name: str) -> Prediction:
        """The prediction of an image that was looked at; only the heads run."""
        lesson = self.lessons[name]
        self.lessons.move_to_end(name)
        return self.predictor.predict_from(lesson.features, lesson.working, lesson.size)

    def mark(
        self,
        name: str,
        labels: NDArray[np.uint8],
        sources: NDArray[np.uint8] | None = None,
        shares: NDArray[np.float32] | None = None,
    ) -> None:
        """Set what a person decided on an image: labels (H, W) uint8, 255 unlabeled.

        sources: (H, W) uint8 and shares: (256,) float32 say how much each pixel counts, shares[source]; 1 where None.
        An image larger than the working size is read at the working pixels' centres.
        """
        lesson = self.lessons[name]
        height, width = lesson.working
        rows = ((np.arange(height) + 0.5) * labels.shape[0] / height).astype(np.intp)
        cols = ((np.arange(width) + 0.5) * labels.shape[1] / width).astype(np.intp)
        small = labels[rows[:, None], cols[None]]
        weights = np.ones(small.shape, np.float32)
        if sources is not None and shares is not None:
            weights = shares[sources[rows[:, None], cols[None]]].astype(np.float32)
        at_rows, at_cols = np.nonzero((small != UNLABELED) & (weights > 0))
        device = self.predictor.engine.device
        lesson.rows, lesson.cols = (torch.from_numpy(at).to(device) for at in (at_rows, at_cols))
        lesson.truths = torch.from_numpy(small[at_rows, at_cols].astype(np.int64)).to(device)
        lesson.weights = torch.from_numpy(weights[at_rows, at_cols]).to(device)

    def add_classes(self, classes: int) -> None:
        """Grow the heads to `classes`; what the network says of the classes it had is unchanged."""
        if classes > self.net.config.classes:
            self._base = grow_classes(self._base, classes)
            self._use(grow_classes(self.net, classes))

    def teach(self, name: str, should_stop: Callable[[], bool] = lambda: False) -> Iterator[float]:
        """Learn from image `name` and a replay of earlier ones, yielding the loss over decided pixels at each step.

        The network changes when the iteration ends, also when `should_stop` ended it early.
        """
        taught = [key for key, lesson in self.lessons.items() if lesson.truths.numel()]
        if name not in taught:
            return
        if self._has_all_right(self.lessons[name]):
            return
        student = self._student()
        held = {name: self._hold(self.lessons[name])}
        heads = [parameter for parameter in student.heads.parameters() if parameter.requires_grad]
        optimizer = torch.optim.Adam(heads, lr=self.recipe.rate)
        others = [key for key in taught if key != name]
        is_changed = False
        for _ in range(self.recipe.steps):
            if should_stop():
                break
            replay = self._random.sample(others, min(self.recipe.replayed, len(others)))
            parts = [self._loss(student, self.lessons[key], held.get(key)) for key in (name, *replay)]
            learned = torch.stack([part[0] for part in parts]).mean()
            loss = learned + torch.stack([part[1] for part in parts]).mean() + self._drift(student)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            yield float(learned.detach())
            is_changed = True
        if is_changed:  # a student that made no step differs by what rounding did to it
            self._publish(student)

    @torch.no_grad()
    def _has_all_right(self, lesson: Lesson) -> bool:
        """Whether what is shown already is what was decided, so that accepting a prediction teaches nothing.

        Asked where the decided pixels lie on the image, between the working pixels if it is larger.
        """
        chosen = self._choose(lesson.truths)
        rows, below, down = _neighbours(lesson.rows[chosen], lesson.working[0], lesson.size[0])
        cols, beside, right = _neighbours(lesson.cols[chosen], lesson.working[1], lesson.size[1])
        corners = torch.cat((rows, rows, below, below)), torch.cat((cols, beside, cols, beside))
        scores = self.predictor.net.score_at(lesson.features, lesson.working, *corners).float().unflatten(1, (4, -1))
        scores = torch.lerp(
            torch.lerp(scores[:, 0], scores[:, 1], right), torch.lerp(scores[:, 2], scores[:, 3], right), down
        )  # (C, P)
        said = scores.gather(0, lesson.truths[chosen][None])[0]
        return bool((said > scores.amax(0) - _TIE).all())

    def _student(self) -> Fcn:
        """A copy of the network in float32 whose score layers learn in the units of their features' power."""
        student = self.net.with_heads(copy.deepcopy(self.net.heads), self.net.config).requires_grad_(False)
        if self._power is None:
            self._power = _channel_power(next(reversed(self.lessons.values())).features)
        student.heads.requires_grad_(True)
        for name, power in zip(SCORES, self._power, strict=False):
            parametrize.register_parametrization(student.heads[name], "weight", _Rescaled(power))
        return student

    def _publish(self, student: Fcn) -> None:
        for name in SCORES:
            if name in student.heads:
                parametrize.remove_parametrizations(student.heads[name], "weight")
        self._use(student.requires_grad_(False))

    def _use(self, net: Fcn) -> None:
        self.net = net
        self.predictor.use_heads(net)

    @torch.no_grad()
    def _hold(self, lesson: Lesson) -> tuple[Tensor, Tensor, Tensor]:
        """Random pixels of an image that nobody decided, and the shares (P, C) the network gives them now."""
        height, width = lesson.working
        decided = torch.zeros(height * width, dtype=torch.bool)
        decided[(lesson.rows * width + lesson.cols).cpu()] = True
        places = torch.randint(height * width, (_HELD_PIXELS,), generator=self._generator)
        places = places[~decided[places]].to(lesson.rows.device)
        rows, cols = places // width, places % width
        scores = self.predictor.net.score_at(lesson.features, lesson.working, rows, cols)
        return rows, cols, scores.float().softmax(0).T

    def _loss(self, student: Fcn, lesson: Lesson, held: tuple[Tensor, Tensor, Tensor] | None) -> tuple[Tensor, Tensor]:
        """The loss over decided pixels, every class alike, and what holds undecided ones where they were."""
        chosen = self._choose(lesson.truths)
        rows, cols = lesson.rows[chosen], lesson.cols[chosen]
        count = len(rows)
        if held is not None:
            rows, cols = torch.cat((rows, held[0])), torch.cat((cols, held[1]))
        features = tuple(feature.float() for feature in lesson.features)
        scores = student.score_at(features, lesson.working, rows, cols).T  # (P, C)
        truths = lesson.truths[chosen]
        share = lesson.weights[chosen] / torch.bincount(truths)[truths]
        learned = (_violations(scores[:count], truths, self.recipe.margin) * share).sum() / share.sum()
        if held is None or not len(held[0]):
            return learned, torch.zeros_like(learned)
        return learned, self.recipe.hold_weight * F.cross_entropy(scores[count:], held[2])

    def _drift(self, student: Fcn) -> Tensor:
        """What keeps the network near what was loaded: distance of the weights, and cross-entropy over the memory."""
        distances = []
        for name, power in zip(SCORES, self._power or [], strict=False):
            now, before = student.heads[name].weight, self._base.heads[name].weight
            distances.append(((now - before) * power).square().sum())  # type: ignore[operator]
        distance = torch.stack(distances).sum()
        drift = self.recipe.anchor_weight * distance
        if self._remembered is None:
            return drift
        chosen = torch.randint(len(self._remembered), (self.recipe.remembered,), generator=self._generator)
        scores = linear_scores(student, [vector[chosen] for vector in self._memory])
        truth = F.pad(self._remembered[chosen], (0, scores.shape[1] - self._remembered.shape[1]))
        return drift + self.recipe.memory_weight * F.cross_entropy(scores, truth)

    def _choose(self, truths: Tensor) -> Tensor:
        """Indices of at most `_PIXELS_PER_CLASS` random pixels of each class."""
        order = torch.randperm(len(truths), generator=self._generator).to(truths.device)
        shuffled = truths[order]
        parts = [order[shuffled == index][:_PIXELS_PER_CLASS] for index in torch.unique(truths)]
        return torch.cat(parts)


def _neighbours(places: Tensor, small: int, full: int) -> tuple[Tensor, Tensor, Tensor]:
    """Along one axis: the two working pixels around the image's pixel that `places` were read at, and how far between.

    As `predictor.upsampled_strips` interpolates.
    """
    read = ((places + 0.5) * full / small).floor()
    at = ((read + 0.5) * small / full - 0.5).clamp(0, small - 1)
    low = at.floor()
    return low.long(), (low + 1).clamp(max=small - 1).long(), at - low


def _violations(scores: Tensor, truths: Tensor, margin: float) -> Tensor:
    """Multi-class hinge loss of each pixel (Weston and Watkins 1999): by how much other classes come within `margin`.

    A class that is far enough below the right one gets no gradient. So classes that are not on the image at hand are
    left as they are, and pixels the network has right teach it nothing; cross-entropy would push both without end.
    """
    right = scores.gather(1, truths[:, None])
    within = (scores - right + margin).clamp(min=0)
    return within.scatter(1, truths[:, None], 0.0).sum(1)


def _channel_power(features: Features) -> list[Tensor]:
    """Root mean square of each channel, (1, C, 1, 1), kept above a twentieth of the map's own."""
    powers = []
    for feature in features:
        power = feature.float().square().mean((0, 2, 3), keepdim=True).sqrt()
        powers.append(power.clamp(min=float(power.square().mean().sqrt()) / 20 + 1e-6))
    return powers
