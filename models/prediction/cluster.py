"""Prediction on the machines of a Ray cluster (Ray Data); the optional extra `cluster`."""

import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.devices import choose_engine
from models.errors import ModelError
from models.names import find_model, known_models, plugin_names
from models.prediction.files import Group, Request, predict_one
from models.prediction.inputs import Input, list_inputs

_BATCH = 8  # inputs that a worker is given at once
_ROOT = Path(__file__).resolve().parent.parent.parent


class ShardPredictor:
    """One worker of the cluster: opens the network once and keeps it."""

    def __init__(self, request: Request) -> None:
        self.group = Group(request, request.predictor())

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """{"path": paths, "stem": stems} -> {"failure": a sentence for each, empty where it was predicted}."""
        failures = []
        for path, stem in zip(batch["path"], batch["stem"], strict=True):
            said = predict_one(Input(Path(str(path)), str(stem)), self.group) + self.group.finish()
            failures.append(" ".join(said))
        return {"failure": failures}


def predict_on_ray(request: Request, *, workers: int) -> int:
    """Predict every input on the cluster; returns how many failed, each named on stderr. Raises ModelError.

    The cluster is what RAY_ADDRESS names or Ray finds running here, else one of this machine's own cores. Inputs,
    output folder, model and this project lie at the same path on every machine. workers: at most so many, each a GPU or
    a core; 1 for as many as the cluster has.
    """
    ray, data = _import_ray()
    inputs, failures = list_inputs(request.inputs, request.out)
    for sentence in failures:
        print(sentence, file=sys.stderr)
    if not inputs:
        return len(failures)
    everywhere = replace(request, out=request.out.resolve(), model=_reachable(request.model))
    is_cuda = choose_engine(request.device, request.precision).device.type == "cuda"
    rows = [{"path": str(item.path.resolve()), "stem": item.stem} for item in inputs]
    is_ours = not ray.is_initialized()
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what fails is raised; the rest is Ray's own housekeeping
    try:
        ray.init(
            ignore_reinit_error=True,
            logging_level=logging.ERROR,
            log_to_driver=False,
            runtime_env={"env_vars": {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"}},
        )
        most = workers if workers > 1 else int(ray.cluster_resources().get("GPU" if is_cuda else "CPU", 1))
        print(f"Predicting with {request.model} on {most} Ray workers.", file=sys.stderr)
        data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        done = data.from_items(rows, override_num_blocks=max(1, len(rows) // _BATCH)).map_batches(
            ShardPredictor,
            fn_constructor_args=(everywhere,),
            batch_size=_BATCH,
            compute=data.ActorPoolStrategy(min_size=1, max_size=max(1, most)),
            **({"num_gpus": 1} if is_cuda else {"num_cpus": 1}),
        )
        said = [row["failure"] for row in done.iter_rows() if row["failure"]]
    except (ray.exceptions.RayError, ConnectionError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"The Ray cluster failed ({reason}); a rerun does what is left.") from error
    finally:
        if is_ours:
            ray.shutdown()
    for sentence in said:
        print(sentence, file=sys.stderr)
    return len(failures) + len(said)


def _reachable(model: str) -> str:
    """The file of a model wherever the workers stand; the name of one that a package brings, installed there too."""
    is_plugin = model in plugin_names() and model not in known_models()
    return model if is_plugin else str(find_model(model).resolve())


def _import_ray() -> tuple[Any, Any]:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ModelError("--cluster ray needs the extra `cluster`: pip install 'ray[data]'.") from error
    return ray, ray.data
