"""One stage of a training as it runs: measured, kept, resumable, stopped in order."""

import math
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from models.checkpoint import Checkpoint, save_checkpoint
from models.devices import Engine
from models.distributed import Group
from models.errors import ModelError
from models.evaluation.evaluation import measure_network
from models.fcn import FcnConfig, build_network
from models.learning import Step, Trainer
from models.training.curves import Curves
from models.training.recipes import Recipe
from models.training.run_state import save_state, state_path
from models.training.samples import Readable, relabeled


@dataclass(frozen=True)
class Training:
    """How a person wants a training to run, apart from what it learns.

    evaluate_every, save_every: iterations, 0 for a tenth of the stage. patience: evaluations without a better mean IU
    after which a stage ends, 0 for never.
    """

    device: str = "auto"
    evaluate_every: int = 0
    save_every: int = 0
    patience: int = 0
    is_resumed: bool = False
    is_overwriting: bool = False
    tensorboard: Path | None = None
    is_half: bool = False


@dataclass(frozen=True)
class Run:
    """What all stages of a training share. settings: JSON of all that decides on the result."""

    out: Path
    readable: Readable
    training: Training
    settings: str
    group: Group
    curves: Curves


@dataclass(frozen=True)
class Stage:
    """One network to train: begin() -> where it starts, asked of the first process alone; offset: iterations before."""

    number: int
    stride: int
    out: Path
    recipe: Recipe
    begin: Callable[[], Checkpoint]
    offset: int = 0


class StageRun:
    """Trains one stage; `saved` is the state to go on from, None to begin."""

    def __init__(self, run: Run, stage: Stage, saved: dict[str, Any] | None) -> None:
        self.run, self.stage = run, stage
        checkpoint = run.group.from_first(stage.begin)
        if saved is None:
            net = checkpoint.network()
        else:
            net = build_network(FcnConfig(**saved["config"]))
        self.header = replace(checkpoint, config=net.config, state={})
        data, names = run.readable.data, self.header.class_names
        table = [names.index(name) for name in data.class_names]
        is_balanced = stage.recipe.class_weights == "balanced"
        self.trainer = Trainer(
            net,
            self.header.normalisation,
            [relabeled(run.readable.cache.reader(sample), table) for sample in data.train],
            stage.recipe,
            device=run.group.device,
            group=run.group,
            class_weights=run.readable.balanced_weights(table, len(names)) if is_balanced else None,
        )
        self.best: float | None = None
        self.stale = 0
        self._losses: list[float] = []  # since the last line of the curves
        if saved is not None:
            self.trainer.restore(saved)
            self.best, self.stale, self._losses = saved["best"], saved["stale"], saved["losses"]
        self.console = Console(stderr=True, quiet=not run.group.is_first)
        self._engine = Engine(run.group.device, "fp32")

    def train(self) -> None:
        """Train to the end of the stage. Raises ModelError if it is stopped, its state saved, or goes astray."""
        recipe, trainer, training = self.stage.recipe, self.trainer, self.run.training
        tenth = max(1, recipe.iterations // 10)
        evaluate_every, save_every = training.evaluate_every or tenth, training.save_every or tenth
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        group, samples = self.run.group, len(self.run.readable.data.train)
        sharers = f" in {group.size} processes" if group.size > 1 else ""
        begins = f", going on after iteration {trainer.iteration}" if trainer.iteration else ""
        self._say(f"Training FCN-{self.stage.stride}s on {group.device}{sharers}: {samples} samples{begins}.")
        if trainer.iteration == 0:
            self._save()  # from now on a run that is killed can be told from one that has ended
        with _StopRequest() as stop, Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task("training", total=recipe.iterations, completed=trainer.iteration)
            while trainer.iteration < recipe.iterations and not self._has_lost_patience():
                step = trainer.step()
                self._note(step)
                progress.update(task, completed=step.number, description=f"loss {step.loss:.3f}")
                is_measured = step.number % evaluate_every == 0 or step.number == recipe.iterations
                if is_measured:
                    self._evaluate(step)
                is_stopped = self.run.group.any(stop.is_asked)
                if is_measured or is_stopped or step.number % save_every == 0:
                    self._save()
                if is_stopped:
                    if not self.run.group.is_first:
                        raise SystemExit(2)  # the first process says so
                    state = state_path(self.run.out)
                    raise ModelError(f"Stopped after iteration {step.number}; {state} is kept: go on with --resume.")
        if trainer.iteration < recipe.iterations:
            self._say(f"Ended early: {self.stale} evaluations without a better mean IU than {self.best:.4f}.")

    def _say(self, sentence: str) -> None:
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def _has_lost_patience(self) -> bool:
        return 0 < self.run.training.patience <= self.stale

    def _note(self, step: Step) -> None:
        """Keep the loss; about 200 times a stage, write their mean to the curves."""
        if not math.isfinite(step.loss):
            raise ModelError(f"The loss is {step.loss} in iteration {step.number}: learning went astray; lower --rate.")
        self._losses.append(step.loss)
        if step.number % max(1, self.stage.recipe.iterations // 200) == 0:
            loss = sum(self._losses) / len(self._losses)
            self._losses.clear()
            self._add({"loss": loss, "rate": self.trainer.rate})

    def _add(self, figures: dict[str, Any]) -> None:
        number = self.trainer.iteration
        place = {"stage": self.stage.stride, "iteration": number}
        self.run.curves.add(place | figures, place=self.stage.offset + number)

    def _evaluate(self, step: Step) -> None:
        """Measure the averaged network on the held-out samples; keep it as the last one, and as the best if it is."""
        data, out, group = self.run.readable.data, self.stage.out, self.run.group
        made = self.header.with_network(step.network, step=self.header.step + step.number)
        text, is_best = "", True
        if data.val:
            measures = measure_network(made, data.val, data, self._engine, group)
            figures = {name: value for name, value in measures.to_json().items() if name != "confusion"}
            is_best = self.best is None or measures.mean_iu >= self.best  # of two that are equal, the longer trained
            is_better = self.best is None or measures.mean_iu > self.best
            self.best, self.stale = (measures.mean_iu, 0) if is_better else (self.best, self.stale + 1)
            made = replace(made, measures=figures)
            text = f", mean IU {measures.mean_iu:.4f} on {len(data.val)} held-out samples"
            self._add(figures)
        if group.is_first:
            is_half = self.run.training.is_half
            if data.val:
                save_checkpoint(made, beside(out, "last"), is_half=is_half)
            if is_best:
                save_checkpoint(made, out, is_half=is_half)
        written = f"{out} written" if is_best else f"{out} stays the best"
        self._say(f"{step.number}: loss {step.loss:.4f}{text}; {written}")

    def _save(self) -> None:
        if not self.run.group.is_first:
            return
        state = {
            "settings": self.run.settings,
            "stage": self.stage.number,
            "config": asdict(self.header.config),
            "lines": self.run.curves.lines,
            "best": self.best,
            "stale": self.stale,
            "losses": list(self._losses),
        }
        save_state(state_path(self.run.out), state | self.trainer.state())


def beside(out: Path, word: str) -> Path:
    """`a.safetensors` and `last` -> `a-last.safetensors`."""
    return out.with_name(f"{out.stem}-{word}{out.suffix}")


class _StopRequest:
    """Ctrl+C or SIGTERM asks for an end after the iteration under way; asked twice, it ends at once."""

    def __init__(self) -> None:
        self.is_asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "_StopRequest":
        if threading.current_thread() is threading.main_thread():  # only there Python hears of signals
            self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
