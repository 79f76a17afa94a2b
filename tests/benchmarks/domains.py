"""Draws data sets of three domains, on which learning from corrections is measured; the same seed, the same pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from models.samples import voc_color
from tests.benchmarks import cars, fronts, street

Sample = tuple[NDArray[np.uint8], NDArray[np.uint8]]  # (H, W, 3) image, (H, W) labels
_QUALITY = 92


@dataclass(frozen=True)
class Domain:
    """size: width, height. draw: takes a random stream, the image's number and the size."""

    classes: tuple[str, ...]
    size: tuple[int, int]
    draw: Callable[[np.random.Generator, int, tuple[int, int]], Sample]


DOMAINS = {
    "street": Domain(street.CLASSES, street.SIZE, street.draw),
    "fronts": Domain(fronts.CLASSES, fronts.SIZE, fronts.draw),
    "cars": Domain(cars.CLASSES, cars.SIZE, cars.draw),
}


def draw_one(name: str, seed: int, number: int, size: tuple[int, int] | None = None) -> Sample:
    """Image `number` of a domain; it depends on its arguments alone. size: width, height, else the domain's own."""
    domain = DOMAINS[name]
    stream = np.random.default_rng([seed, list(DOMAINS).index(name), number])
    return domain.draw(stream, number, size or domain.size)


def write_domain(folder: Path, name: str, images: int, seed: int) -> None:
    """Write images/, labels/ and classes.txt, as models.samples reads them; files of the same names are replaced."""
    domain = DOMAINS[name]
    colors = [voc_color(index) for index in range(256)]
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    lines = [f"{index}\t{each}\t{' '.join(map(str, colors[index + 1]))}\n" for index, each in enumerate(domain.classes)]
    (folder / "classes.txt").write_text("".join(lines), encoding="utf-8")
    palette = [value for one in (*colors[1:], colors[0]) for value in one]
    for number in range(images):
        image, labels = draw_one(name, seed, number)
        Image.fromarray(image).save(folder / "images" / f"{name}{number:03}.jpg", quality=_QUALITY)
        indexed = Image.fromarray(labels)
        indexed.putpalette(palette)
        indexed.save(folder / "labels" / f"{name}{number:03}.png")


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    out: Annotated[Path, typer.Argument(help="Folder for street/, fronts/ and cars/.")],
    images: Annotated[int, typer.Option(min=1, help="Images of each set; more change none of the first.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other images.")] = 0,
) -> None:
    """Draw three data sets: street scenes, house fronts and cars in parts, with exact label maps."""
    for name in DOMAINS:
        if (out / name).exists() and any((out / name).iterdir()):
            typer.echo(f"{out / name} holds files already: name a new folder, or delete that one.", err=True)
            raise typer.Exit(2)
    for name in DOMAINS:
        try:
            write_domain(out / name, name, images, seed)
        except OSError as error:
            reason = error.strerror or error
            typer.echo(f"{out / name} cannot be written: {reason}. Name a folder that can be.", err=True)
            raise typer.Exit(2) from error
        typer.echo(f"{out / name}: {images} images")


if __name__ == "__main__":
    app()
