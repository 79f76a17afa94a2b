"""Samples, (image, label map) pairs, from a project, a folder with images/ and labels/, or VOC's layout."""

import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.data.image_files import IMAGE_SUFFIXES, read_labels, read_rgb
from models.errors import ModelError
from models.metrics import UNLABELED

Color = tuple[int, int, int]
#: (H, W, 3) uint8 RGB; (H, W) uint8 labels; optionally (H, W) uint8, how much each pixel counts, 100 is one
Example = tuple[NDArray[np.uint8], NDArray[np.uint8]] | tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
_SHOWN = 5  # names in a sentence


@dataclass(frozen=True)
class Sample:
    """One image file and its label map file."""

    name: str
    image_path: Path
    labels_path: Path

    def read(self, classes: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """(H, W, 3) uint8 RGB and (H, W) uint8 labels, both checked. Raises ModelError naming the file."""
        image, labels = read_rgb(self.image_path), read_labels(self.labels_path)
        if image.shape[:2] != labels.shape:
            raise ModelError(
                f"{self.labels_path} is {labels.shape[1]} x {labels.shape[0]}, but its image {self.image_path.name} "
                f"is {image.shape[1]} x {image.shape[0]}; both must have one size."
            )
        unknown = np.unique(labels[(labels >= classes) & (labels != UNLABELED)])
        if unknown.size:
            raise ModelError(
                f"{self.labels_path} holds label {unknown[0]}, which is no class (0-{classes - 1}, or 255 unlabeled)."
            )
        return image, labels


@dataclass(frozen=True)
class DataSet:
    """Classes in index order and the samples of each split.

    missing: (split, sentence) for each sample that a list names and whose image or label map is not there.
    notes: sentences on what was left out otherwise, with counts.
    """

    folder: Path
    classes: tuple[tuple[str, Color], ...]
    train: list[Sample] = field(default_factory=list)
    val: list[Sample] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def class_names(self) -> list[str]:
        return [name for name, _ in self.classes]


def read_data_set(folder: str | Path, *, allows_missing: bool = False) -> DataSet:
    """Recognise the layout of `folder` and list its samples. Raises ModelError if it is none of the known ones.

    allows_missing: samples that a list names and that are not there are noted in `missing`; else they raise too.
    """
    data = _read(Path(folder))
    if data.missing and not allows_missing:
        raise ModelError(data.missing[0][1])
    return data


def _read(folder: Path) -> DataSet:
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder}.")
    if (folder / ".segmend" / "labels").is_dir():
        return _read_project(folder)
    if (folder / "images").is_dir() and (folder / "labels").is_dir():
        return _read_folder(folder)
    if (folder / "JPEGImages").is_dir() and (folder / "SegmentationClass").is_dir():
        return _read_voc(folder)
    raise ModelError(
        f"{folder} is no data set: it needs images/, labels/ and classes.txt, or be a Segmend project with labels, "
        "or VOC's JPEGImages/ and SegmentationClass/."
    )


def read_classes(path: Path) -> tuple[tuple[str, Color], ...]:
    """Lines of `index<TAB>name<TAB>r g b`, `#` begins a comment; indices run from 0. Raises ModelError.

    Indices that are left out (classes that were removed) become classes named `removed N`, so that label maps and
    scores keep their numbers.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} cannot be read: a data set names its classes there.") from error
    found: dict[int, tuple[str, Color]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            index_text, name, color_text = line.split("\t")
            red, green, blue = (int(value) for value in color_text.split())
            index = int(index_text)
        except ValueError as error:
            raise ModelError(f"{path}, line {number}: {line!r} is not `index<TAB>name<TAB>r g b`.") from error
        if not 0 <= index < UNLABELED or index in found or not all(0 <= v <= 255 for v in (red, green, blue)):
            raise ModelError(
                f"{path}, line {number}: index or colour is out of range, or the index stands there twice."
            )
        name = name.strip()
        if not name or name in (known for known, _ in found.values()):
            raise ModelError(f"{path}, line {number}: the name {name!r} is empty or stands there twice.")
        found[index] = (name, (red, green, blue))
    if not found:
        raise ModelError(f"{path} names no class.")
    return tuple(found.get(index, (f"removed {index}", (128, 128, 128))) for index in range(max(found) + 1))


def _read_folder(folder: Path) -> DataSet:
    classes = read_classes(folder / "classes.txt")
    labels = {path.stem: path for path in sorted((folder / "labels").iterdir()) if path.suffix.lower() == ".png"}
    images: dict[str, Path] = {}
    for path in sorted((folder / "images").iterdir()):
        if not _is_image(path):
            continue
        if path.stem in images and path.stem in labels:
            raise ModelError(f"{images[path.stem]} and {path.name} share one label map: rename one of them.")
        images[path.stem] = path
    pairs = {stem: Sample(stem, images[stem], labels[stem]) for stem in images if stem in labels}
    if not pairs:
        raise ModelError(f"{folder} has no image in images/ whose label map of the same name is in labels/.")
    bare = [images[stem].name for stem in images if stem not in labels]
    lone = [labels[stem].name for stem in labels if stem not in images]
    notes = _left_out(folder, "images without a label map", bare) + _left_out(
        folder, "label maps without an image", lone
    )
    return _split(folder, classes, pairs, notes)


def _left_out(folder: Path, what: str, names: list[str]) -> tuple[str, ...]:
    """One sentence that counts and names files that are no samples; none where there are none."""
    if not names:
        return ()
    shown = ", ".join(sorted(names)[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return (f"{folder}: {len(names)} {what}, left out: {shown}.",)


def _split(
    folder: Path, classes: tuple[tuple[str, Color], ...], pairs: dict[str, Sample], notes: tuple[str, ...]
) -> DataSet:
    splits: dict[str, list[Sample]] = {}
    missing: list[tuple[str, str]] = []
    for name in ("train", "val"):
        listing = folder / f"{name}.txt"
        if listing.is_file():
            stems = _lines(listing)
            missing += [
                (name, f"{listing} names {stem}, which has no image and label map in {folder}.")
                for stem in stems
                if stem not in pairs
            ]
            splits[name] = [pairs[stem] for stem in stems if stem in pairs]
    if not splits:
        return DataSet(folder, classes, *hold_out(list(pairs.values())), notes=notes)
    return DataSet(folder, classes, splits.get("train", []), splits.get("val", []), missing)


def _lines(listing: Path) -> list[str]:
    """The names in a list, one a line (names may hold spaces)."""
    try:
        lines = listing.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{listing} cannot be read: it must be a text file with one name a line.") from error
    return [line.strip() for line in lines if line.strip()]


def hold_out(samples: list[Sample]) -> tuple[list[Sample], list[Sample]]:
    """(train, val): one sample in five is held out, chosen by its name alone, so that it does not change sides.

    Where that would leave one side empty, the first sample is held out and the others are not; a single sample is
    learned from.
    """
    held = [sample for sample in samples if zlib.crc32(sample.name.encode()) % 5 == 0]
    if len(held) in (0, len(samples)):
        held = samples[:1] if len(samples) > 1 else []
    chosen = {sample.name for sample in held}
    return [sample for sample in samples if sample.name not in chosen], held


def _read_project(folder: Path) -> DataSet:
    labels_folder = folder / ".segmend" / "labels"
    classes = read_classes(labels_folder / "classes.txt")
    pairs, lone = [], []
    for labels_path in sorted(labels_folder.rglob("*.png")):
        name = labels_path.relative_to(labels_folder).as_posix().removesuffix(".png")
        # `stack.tif#3` is a page of a file: it is listed, so that whoever reads the samples is told of it.
        if (folder / name).is_file() or (folder / name.rpartition("#")[0]).is_file():
            pairs.append(Sample(name, folder / name, labels_path))
        else:
            lone.append(name)
    if not pairs:
        raise ModelError(f"The project {folder} has no labelled image yet.")
    return DataSet(folder, classes, *hold_out(pairs), notes=_left_out(folder, "label maps whose image is gone", lone))


VOC_NAMES = [
    *("background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
]


def voc_color(index: int) -> Color:
    """Colour `index` of VOC's palette: bits 0-2 of the index go to the top bits of r, g and b in turn."""
    color = [0, 0, 0]
    for bit in range(8):
        for channel in range(3):
            color[channel] |= ((index >> (3 * bit + channel)) & 1) << (7 - bit)
    return color[0], color[1], color[2]


def _read_voc(folder: Path) -> DataSet:
    classes = tuple((name, voc_color(index)) for index, name in enumerate(VOC_NAMES))
    splits: dict[str, list[Sample]] = {"train": [], "val": []}
    missing: list[tuple[str, str]] = []
    for name, samples in splits.items():
        listing = folder / "ImageSets" / "Segmentation" / f"{name}.txt"
        if not listing.is_file():
            continue
        for stem in _lines(listing):
            image_path = folder / "JPEGImages" / f"{stem}.jpg"
            labels_path = folder / "SegmentationClass" / f"{stem}.png"
            if not image_path.is_file() or not labels_path.is_file():
                missing.append((name, f"{listing} names {stem}, whose image or label map is not in {folder}."))
                continue
            samples.append(Sample(stem, image_path, labels_path))
    if not splits["train"] and not splits["val"] and not missing:
        raise ModelError(f"{folder} has no ImageSets/Segmentation/train.txt or val.txt that names a sample.")
    return DataSet(folder, classes, splits["train"], splits["val"], missing)


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith(".")
