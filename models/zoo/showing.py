"""The commands `models list` and `models show`."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.checkpoint import Checkpoint, describe_checkpoint
from models.errors import ModelError
from models.names import find_model, known_models, plugin_names
from models.trunks import TRUNKS
from models.zoo.plugins import plugin_checkpoint


def print_models() -> int:
    """One row per known name; a file that cannot be read is named with why, and the exit code is 1."""
    table = Table("name", "network", "classes", "MB")
    failures = []
    for name, path in known_models().items():
        try:
            checkpoint = describe_checkpoint(path)
        except ModelError as error:
            failures.append(str(error))
            continue
        table.add_row(name, _kind(checkpoint), _classes(checkpoint), f"{path.stat().st_size / 1e6:.1f}")
    for name in plugin_names():
        try:
            checkpoint = plugin_checkpoint(name)
        except ModelError as error:
            failures.append(str(error))
            continue
        table.add_row(name, _kind(checkpoint), _classes(checkpoint), "")
    Console().print(table)
    for sentence in failures:
        Console(stderr=True).print(sentence, markup=False, highlight=False)
    return 1 if failures else 0


def _kind(checkpoint: Checkpoint) -> str:
    """The network in two words."""
    config = checkpoint.config
    return f"FCN-{config.stride}s {config.trunk}" if config.trunk in TRUNKS else f"FCN {config.trunk}"


def _classes(checkpoint: Checkpoint) -> str:
    return escape(", ".join(checkpoint.class_names))


def print_model(name: str) -> int:
    """Everything a checkpoint's header says."""
    rows: list[tuple[str, object]] = []
    if name in known_models() or name not in plugin_names():
        path = find_model(name)
        checkpoint = describe_checkpoint(path)
        rows += [("file", path), ("size", f"{path.stat().st_size / 1e6:.2f} MB")]
    else:
        checkpoint = plugin_checkpoint(name)
    console = Console(highlight=False, soft_wrap=True)
    rows += list(vars(checkpoint.config).items())
    rows += [
        ("parameters", f"{sum(value.numel() for value in checkpoint.state.values()):,}"),
        ("normalisation", checkpoint.normalisation),
        ("max_side", checkpoint.max_side),
        ("step", checkpoint.step),
        ("provenance", checkpoint.provenance),
        ("license", checkpoint.license),
        ("measures", checkpoint.measures),
    ]
    for label, value in rows:
        console.print(f"{label:<14} {value}", markup=False)
    for index, (class_name, color) in enumerate(checkpoint.classes):
        console.print(f"class {index:<8} {class_name}  {color}", markup=False)
    return 0
