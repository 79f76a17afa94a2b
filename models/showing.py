"""The commands `models list` and `models show`."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.checkpoint import describe_checkpoint
from models.errors import ModelError
from models.fcn import DILATED
from models.names import find_model, known_models


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
        config = checkpoint.config
        network = f"FCN {config.trunk}" if config.trunk in DILATED else f"FCN-{config.stride}s {config.trunk}"
        table.add_row(name, network, escape(", ".join(checkpoint.class_names)), f"{path.stat().st_size / 1e6:.1f}")
    Console().print(table)
    for sentence in failures:
        Console(stderr=True).print(sentence, markup=False, highlight=False)
    return 1 if failures else 0


def print_model(name: str) -> int:
    """Everything a checkpoint's header says."""
    path = find_model(name)
    checkpoint = describe_checkpoint(path)
    console = Console(highlight=False, soft_wrap=True)
    rows: list[tuple[str, object]] = [("file", path), ("size", f"{path.stat().st_size / 1e6:.2f} MB")]
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
