"""Live learning: the heads, and a correction of each image, learn from decided pixels on features computed once.

After every stroke one kernel ridge regression is solved in closed form. Its kernel is a sum of three: what the heads
read (linear, so the solution is a change of the heads, which holds on every image), what the network said before (so
that scores learned elsewhere can be turned down or into another class), and how alike two pixels of one image are (so
that a stroke takes the whole of its region; what this part explains is no reason to change the heads).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fcn import Fcn
from models.live.examples import Examples, clear_labels
from models.live.lessons import Correction, Lesson
from models.live.likeness import Surroundings, likeness, roots_of, shown_places
from models.live.linear_heads import vectors_at
from models.live.regression import AS_SAID, LinearKernel, Solver, residuals
from models.live.retaining import Retention
from models.live.scaling import Scaling
from models.live.stiffness import Stiffness
from models.live.teaching_recipe import TeachingRecipe
from models.live.trust import LEAST, is_known, knowledge, unchanged
from models.networks.corrections import MOST, Corrections, key_of
from models.networks.growing import grow_classes
from models.predictor import Prediction, Predictor

_TIE = 0.01  # scores nearer than this are equal: the same sum may be added up in another order


class Teacher:
    """Teaches a predictor's network stroke by stroke. For one thread; every change goes to the predictor too."""

    def __init__(self, predictor: Predictor, recipe: TeachingRecipe | None = None) -> None:
        self.predictor = predictor
        self.recipe = recipe or TeachingRecipe()
        self.lessons: OrderedDict[str, Lesson] = OrderedDict()
        self.net: Fcn = predictor.net  # the weights in float32; the predictor may run a rounded copy
        if predictor.engine.dtype != torch.float32:
            self.net = predictor.checkpoint.network().to(predictor.engine.device)
        self._base = self.net  # as it was loaded, grown with the classes added since; never taught
        self._loaded = self.net.config.classes
        #: of the loaded network's classes those that are asked for, in score order; the others may be forgotten
        self.wanted: Collection[int] = range(self._loaded)
        memory, device = predictor.checkpoint.memory, predictor.engine.device
        self._retention = None if memory is None else Retention(memory, self.net, device)
        self._stiff: tuple[LinearKernel, Stiffness] | None = None  # once it is needed
        kept = predictor.checkpoint.corrections
        self._kept = {} if kept is None else dict(kept.images)  # of images that were not looked at since
        self._scaling = None if kept is None else Scaling.read(kept.power.to(device), self.net)
        self._free = LinearKernel()
        self._known: Fcn | None = None  # the network that was last found to know the domain
        self._drawn = 0
        self._random = np.random.default_rng(0)

    def look(self, name: str, image: NDArray[np.uint8], *, is_ahead: bool = False) -> Prediction:
        """Compute and keep the features of an image; the prediction comes with them.

        is_ahead: nobody sees it yet, so that the person has not left the images before: `settle` follows when they do.
        """
        began = time.perf_counter()
        if not is_ahead:
            self.settle(name)
        features, working = self.predictor.features(image)
        small = self.predictor.shrunk(image)
        none = torch.empty(0, 0, device=self.predictor.engine.device)
        self.lessons.pop(name, None)
        examples = Examples(self.recipe.per_stroke, self.recipe.most)
        size = (image.shape[0], image.shape[1])
        self.lessons[name] = Lesson(features, small, size, examples, none, none, none, none)
        assert self.lessons[name].working == working
        self._correct_again(self.lessons[name])
        self._forget_beyond_limit(name)
        return replace(self.predict(name), milliseconds=(time.perf_counter() - began) * 1000)

    @torch.no_grad()
    def _correct_again(self, lesson: Lesson) -> None:
        """Keep what is first shown of an image, or take the correction that came with the checkpoint into use."""
        kept = self._kept.get(key_of(lesson.image))
        if kept is None:
            rows, cols, cells = shown_places(lesson.working)
            scores = lesson.scores_at(self.net, rows.to(lesson.device), cols.to(lesson.device), corrected=False)
            lesson.shown = roots_of(scores).unflatten(1, cells)
            return
        places, pulls, lesson.shown = (each.to(lesson.device) for each in kept)
        near = self._surroundings(lesson).at(places[:, 0], places[:, 1])
        correction = Correction(places, near, pulls)
        lesson.correction = correction.with_classes(self.net.config.classes - pulls.shape[1])

    def corrections(self) -> Corrections | None:
        """Those of all images that were taught, for a checkpoint; None while there are none."""
        images = dict(self._kept)
        for lesson in self.lessons.values():
            if lesson.correction is not None:
                key = key_of(lesson.image)
                images.pop(key, None)
                images[key] = (lesson.correction.places, lesson.correction.pulls, lesson.shown)
        if not images or self._scaling is None:
            return None
        return Corrections(torch.cat(self._scaling.power), dict(list(images.items())[-MOST:]))

    @torch.no_grad()
    def settle(self, name: str) -> None:
        """Take what is shown of the images that were taught before `name`, which is shown now, as right: learn it."""
        left = [key for key, lesson in self.lessons.items() if key != name and lesson.is_to_settle]
        if not left or self._known is self.net:
            return
        trust = self._trust([lesson for lesson in self.lessons.values() if len(lesson.examples)])
        if is_known(trust):
            self._known = self.net
            return
        for key in left:
            lesson = self.lessons[key]
            scores, added = self.net.score(lesson.features, lesson.working), lesson.correct()
            scores = scores[0] if added is None else (scores + added)[0]
            self._take_as_right(lesson, clear_labels(scores), (1 - trust) * self.recipe.settled_weight)
        self._learn(left[-1])

    def _take_as_right(self, lesson: Lesson, shown: NDArray[np.uint8], weight: float) -> None:
        """shown: (h, w) at the working size, 255 where it was not clear."""
        known, lesson.is_settled = len(lesson.examples), True
        lesson.examples.settle(shown, self.recipe.settled, weight, self._random, self._drawn)
        if len(lesson.examples) > known:
            self._describe(lesson, known)

    def _forget_beyond_limit(self, current: str) -> None:
        total = sum(lesson.nbytes for lesson in self.lessons.values())
        for name in list(self.lessons):
            if total <= self.recipe.limit_bytes:
                return
            if name != current:
                total -= self._forget(name).nbytes

    def _forget(self, name: str) -> Lesson:
        lesson = self.lessons.pop(name)
        if lesson.correction is not None:
            correction = lesson.correction
            self._kept[key_of(lesson.image)] = (correction.places, correction.pulls, lesson.shown)
            while len(self._kept) > MOST:  # as many as a checkpoint keeps
                self._kept.pop(next(iter(self._kept)))
        return lesson

    def has_seen(self, name: str) -> bool:
        return name in self.lessons

    def predict(self, name: str) -> Prediction:
        """The prediction of an image that was looked at, its correction included; only the heads run."""
        lesson = self.lessons[name]
        self.lessons.move_to_end(name)
        return self.predictor.predict_from(lesson.features, lesson.working, lesson.size, self.correction(name))

    @torch.no_grad()
    def correction(self, name: str) -> Tensor | None:
        """(1, C, h, w): what strokes on an image add to its scores beyond what the heads learned; None for nothing."""
        return self.lessons[name].correct()

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
        lesson.is_settled = False
        lesson.keep(lesson.examples.update(small, weights, self._random, self._drawn))
        if len(lesson.examples):
            self._describe(lesson, len(lesson.near))
        if len(lesson.examples) > self.recipe.most:
            lesson.keep(lesson.examples.thinned(self.recipe.most, self._random))

    @torch.no_grad()
    def _describe(self, lesson: Lesson, known: int) -> None:
        """Compute what belongs to the examples from number `known` on."""
        surroundings, scaling = self._surroundings(lesson), self._scale(lesson)
        examples = lesson.examples
        self._drawn += len(examples) - known
        device = self.predictor.engine.device
        rows, cols = (torch.from_numpy(at[known:]).to(device) for at in (examples.rows, examples.cols))
        found = (
            scaling.scaled(vectors_at(self._base, lesson.features, rows, cols)),
            self._said(lesson, rows, cols),
            surroundings.at(rows, cols),
        )
        if not known:
            lesson.vectors, lesson.said, lesson.near = found
            return
        before = lesson.said_of(found[1].shape[1])
        pairs = zip((lesson.vectors, before, lesson.near), found, strict=True)
        lesson.vectors, lesson.said, lesson.near = (torch.cat(pair) for pair in pairs)

    def _surroundings(self, lesson: Lesson) -> Surroundings:
        """Those of an image, made when they are first needed."""
        if lesson.surroundings is None:
            finest = lesson.features[-1][0].float() / self._scale(lesson).power[-1][:, None, None]
            grid = self.net.feature_grids()[-1]
            lesson.surroundings = Surroundings(finest, grid, lesson.image, lesson.shown, self.recipe.lengths)
        return lesson.surroundings

    def _scale(self, lesson: Lesson) -> Scaling:
        """That of the first image which is taught, for all."""
        if self._scaling is None:
            self._scaling = Scaling.of(lesson.features)
        return self._scaling

    def _said(self, lesson: Lesson, rows: Tensor, cols: Tensor) -> Tensor:
        """(P, C): the scores of the untaught network, of mean zero."""
        scores = lesson.scores_at(self._base, rows, cols, corrected=False).T
        return scores - scores.mean(1, keepdim=True)

    def rehearse(
        self,
        name: str,
        image: NDArray[np.uint8],
        labels: NDArray[np.uint8],
        sources: NDArray[np.uint8] | None = None,
        shares: NDArray[np.float32] | None = None,
        *,
        shown: NDArray[np.uint8] | None = None,
    ) -> None:
        """Look at an image that another network was taught, and learn what was decided on it; see `mark`.

        shown: (h, w) uint8 at the working size, what that network showed in the end where it was clear, else 255: the
        person left it as right, and what was decided may say nothing of it.
        """
        self.look(name, image)
        self.mark(name, labels, sources, shares)
        if shown is not None:
            self._take_as_right(self.lessons[name], shown, self.recipe.settled_weight)
        for _ in self.teach(name):
            pass

    def add_classes(self, classes: int) -> None:
        """Grow the heads to `classes`; what the network says of the classes it had is unchanged."""
        before = self.net.config.classes
        if classes <= before:
            return
        self._base = grow_classes(self._base, classes)
        for lesson in self.lessons.values():
            if lesson.correction is not None:
                lesson.correction = lesson.correction.with_classes(classes - before)
        self._use(grow_classes(self.net, classes))

    def teach(self, name: str, should_stop: Callable[[], bool] = lambda: False) -> Iterator[float]:
        """Learn from all images' examples, yielding the loss over those of image `name` before and after.

        The network changes between the two, unless `should_stop` or the caller ended it.
        """
        lesson = self.lessons[name]
        if should_stop():
            return
        if not len(lesson.examples):
            self._unlearn(name)
            return
        if self._has_all_right(lesson):
            return
        yield self._loss(lesson)
        if should_stop():
            return
        self._learn(name)
        yield self._loss(lesson)

    def _unlearn(self, name: str) -> None:
        """Everything decided on an image was taken back: what was learned from it goes, what others taught stays."""
        if self.lessons[name].correction is None:
            return
        self.lessons[name].correction = None
        others = [key for key, lesson in self.lessons.items() if len(lesson.examples)]
        if others:
            self._learn(others[-1])
        else:
            self._use(self._base)

    @torch.no_grad()
    def _learn(self, name: str) -> None:
        """Solve for all examples at once, and take the solution into use."""
        recipe = self.recipe
        lessons = [self.lessons[each] for each in self._share_out(name)]
        trust = self._trust(lessons)
        least = recipe.calm if self._holding is None else recipe.kept_calm
        calm = least + (1 - least) * knowledge(trust)
        linear = recipe.linear * (1 - recipe.careful * trust)
        vectors, said, noise, truths, serials = self._equations(lessons, trust)
        heads, turning = self._stiffen(said.shape[1])
        kernel = linear * heads.of(serials, vectors) + recipe.turned * (said @ turning @ said.T)
        parts, first = [], 0
        for lesson in lessons:
            parts.append(slice(first, first := first + len(lesson.near)))
            kernel[parts[-1], parts[-1]] += recipe.local * likeness(lesson.near, lesson.near)
        solver, pulls = Solver(kernel, noise), torch.zeros_like(said)
        for number in range(recipe.rounds + 1):
            now = calm * recipe.margin * said + kernel @ pulls
            if number == recipe.rounds:  # the heads are linear to within how they upsample: ask them where it counts
                rows, cols, _ = lessons[-1].places()
                scores = lessons[-1].scores_at(self.net, rows, cols, corrected=True).T
                now[parts[-1]] = scores - scores.mean(1, keepdim=True)
            pulls += solver.pulls(residuals(now, truths, recipe.margin))
            if number >= recipe.rounds - 1:
                for lesson, part in zip(lessons, parts, strict=True):
                    lesson.correction = Correction(lesson.examples.places(), lesson.near, recipe.local * pulls[part])
                weights = linear * heads.weights(pulls)
                turn = recipe.turned / recipe.margin * (turning @ (said.T @ pulls))
                turn += (calm - 1) * torch.eye(len(turn), device=turn.device)
                self._use(self._scale(lessons[-1]).taught(self._base, weights, turn))
        if self._holding is not None:
            self._holding.watch(self._base, self.net, margin=recipe.firm_margin)

    @property
    def _holding(self) -> Retention | None:
        """What holds the heads to the memory; None without one, or where it told nothing apart of what is asked for."""
        return self._retention if self._tells_apart else None

    @property
    def _tells_apart(self) -> bool:
        """Whether two classes or more of the loaded network's are asked for. One alone, which most pixels may be for
        want of another (background), tells nothing apart."""
        return len([index for index in self.wanted if index < self._loaded]) > 1

    def _stiffen(self, classes: int) -> tuple[LinearKernel, Tensor]:
        """The linear kernel that holds the heads to the memory, if there is something to keep; the same for what turns
        the scores, (C, C)."""
        if self._holding is None or self._scaling is None:
            return self._free, torch.eye(classes, device=self.predictor.engine.device)
        if self._stiff is None:
            margin, strength = self.recipe.margin, self.recipe.stiffness
            stiffness = self._holding.stiffness(self._base, self._scaling, margin=margin, strength=strength)
            self._stiff = LinearKernel(stiffness.factor), stiffness
        kernel, stiffness = self._stiff
        return kernel, stiffness.turning(classes)

    def _equations(self, lessons: list[Lesson], trust: float) -> tuple[Tensor, Tensor, Tensor, Tensor, list[int]]:
        """Of N examples: vectors (N, D), what was said, in margins (N, C), noise (N,), truths (N,), serials."""
        recipe, classes = self.recipe, self.net.config.classes
        vectors, said = [lesson.vectors for lesson in lessons], [lesson.said_of(classes) for lesson in lessons]
        truths = torch.cat([lesson.places()[2] for lesson in lessons])
        weights = torch.from_numpy(np.concatenate([lesson.examples.weights for lesson in lessons])).to(truths.device)
        counts = torch.bincount(truths, minlength=classes).float()
        share = (counts[truths] / counts[counts > 0].mean()) ** -recipe.balance
        noise, known = [recipe.noise / (share * weights)], [truths]
        serials = [int(serial) for lesson in lessons for serial in lesson.examples.serials]
        if self._holding is not None:
            held = self._holding.held(self._base, self.wanted)
            said.append(held.said - held.said.mean(1, keepdim=True))
            vectors.append(self._scale(lessons[-1]).scaled(held.vectors))
            noise.append(torch.full_like(held.said[:, 0], recipe.firm_noise / max(trust, LEAST) ** 4))
            known.append(torch.full_like(noise[-1], AS_SAID, dtype=torch.long))
            serials += held.serials
        return torch.cat(vectors), torch.cat(said) / recipe.margin, torch.cat(noise), torch.cat(known), serials

    def _trust(self, lessons: list[Lesson]) -> float:
        """How far the images that are taught are of a domain that the loaded network knows, 0-1.

        Zero where it told nothing apart of what is asked for.
        """
        if not self._tells_apart:
            return 0.0
        return unchanged(lessons, self._base, self.net)

    def _share_out(self, name: str) -> list[str]:
        """The images that are learned from, `name` the last; the examples of earlier ones are thinned to what fits."""
        others = [key for key, lesson in self.lessons.items() if len(lesson.examples) and key != name]
        share = max(24, self.recipe.remembered // max(1, len(others)))
        others = others[-(self.recipe.remembered // share) :]
        for key in others:
            lesson = self.lessons[key]
            if len(lesson.examples) > share:
                lesson.keep(lesson.examples.thinned(share, self._random))
        return [*others, name]

    @torch.no_grad()
    def _has_all_right(self, lesson: Lesson) -> bool:
        """Whether what is shown already is what was decided, so that accepting a prediction teaches nothing.

        Asked where the decided pixels lie on the image, between the working pixels if it is larger.
        """
        scores, truths = lesson.scores_on_image(self.net), lesson.places()[2]
        right = scores.gather(0, truths[None])[0]
        return bool((right > scores.amax(0) - _TIE).all())

    @torch.no_grad()
    def _loss(self, lesson: Lesson) -> float:
        """Multi-class hinge loss (Weston and Watkins 1999): by how much other classes come within the margin."""
        rows, cols, truths = lesson.places()
        scores = lesson.scores_at(self.net, rows, cols, corrected=True).T
        within = (scores - scores.gather(1, truths[:, None]) + self.recipe.margin).clamp(min=0)
        return float(within.scatter(1, truths[:, None], 0.0).sum(1).mean())

    def _use(self, net: Fcn) -> None:
        self.net = net
        self.predictor.use_heads(net)
