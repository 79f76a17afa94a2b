"""One atomic file for each label map; what is damaged, foreign or cut short is never taken for labels."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from app.core.errors import ProjectError
from app.core.label_file import (
    UnreadableLabelsError,
    decode_labels,
    encode_labels,
    stored_edit_number,
    stored_values,
    used_values,
)
from app.core.label_map import UNLABELED, LabelMap, Source
from app.core.project import ImageState, LabelsKeptAsideError, Project
from tests.labels import load_labels, save_labels
from tests.unit.core.project.small import PALETTE, ROOT, SHAPE, painted, store_of


def test_the_label_file_is_an_8_bit_palette_png_in_the_colours_of_the_classes(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    assert project.labels_path(image) == store_of(Path(image).parent) / "labels" / "one.png.png"
    with Image.open(project.labels_path(image)) as file:
        assert (file.mode, file.size) == ("P", (64, 48))
        assert np.array_equal(np.array(file), painted().labels)
        assert tuple(file.getpalette()[:3]) == project.classes[0].color


def test_images_of_one_stem_and_of_subfolders_have_label_files_of_their_own(tiny_folder: Path) -> None:
    (tiny_folder / "sub").mkdir()
    project = Project.open(tiny_folder)
    names = ["one.png", "one.jpg", "sub/one.png"]
    files = {project.labels_path(str(tiny_folder / name)) for name in names}
    assert len(files) == 3
    assert [project.relative(str(tiny_folder / name)) for name in names] == names
    project.close()


def test_damaged_labels_are_kept_aside_and_said_and_never_overwritten(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    file = project.labels_path(image)
    broken = file.read_bytes()[:-40]
    file.write_bytes(broken)
    with pytest.raises(LabelsKeptAsideError, match="damaged") as caught:
        load_labels(project, image, SHAPE)
    assert caught.value.kept_as.read_bytes() == broken
    assert (load_labels(project, image, SHAPE).labels == UNLABELED).all()
    save_labels(project, image, painted(2), edit_number=2)
    file.write_bytes(b"")
    with pytest.raises(LabelsKeptAsideError):
        load_labels(project, image, SHAPE)
    assert sorted(path.name for path in file.parent.glob("one*")) == [
        "one.png.png.damaged",
        "one.png.png.damaged-2",
    ]


def test_labels_of_another_size_are_kept_aside_with_both_sizes_said(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    with pytest.raises(LabelsKeptAsideError, match="64 x 48 pixels, but the image is 60 x 40") as caught:
        load_labels(project, image, (40, 60))
    assert decode_labels(caught.value.kept_as.read_bytes(), SHAPE).edit_number == 1


def test_labels_that_cannot_be_read_at_this_moment_are_left_where_they_are(project: Project, image: str) -> None:
    project.store_classes()
    project.labels_path(image).mkdir()  # as an unreadable file: there, but not to be read
    with pytest.raises(ProjectError, match="cannot be read") as caught:
        load_labels(project, image, SHAPE)
    assert not isinstance(caught.value, LabelsKeptAsideError)
    assert project.labels_path(image).is_dir()


def test_a_failed_save_leaves_the_old_file_and_no_temporary_one(
    project: Project, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_labels(project, image, painted(1), edit_number=1)
    old = project.labels_path(image).read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        save_labels(project, image, painted(2), edit_number=2)
    monkeypatch.undo()
    assert project.labels_path(image).read_bytes() == old
    assert sorted(path.name for path in project.labels_path(image).parent.iterdir()) == [
        "classes.txt",
        "one.png.png",
    ]


def test_labels_changed_by_another_program_are_kept_when_ours_are_saved(project: Project, image: str) -> None:
    assert save_labels(project, image, painted(1), edit_number=1) is None
    theirs = Image.fromarray(np.full(SHAPE, 9, np.uint8))
    theirs.save(project.labels_path(image))
    kept = save_labels(project, image, painted(2), edit_number=2)
    assert kept is not None
    with Image.open(kept) as file:
        assert (np.array(file) == 9).all()
    assert save_labels(project, image, painted(3), edit_number=3) is None


def test_labels_made_by_another_program_count_as_imported(project: Project, image: str) -> None:
    project.store_classes()
    labels = np.full(SHAPE, UNLABELED, np.uint8)
    labels[3:9, 4:8] = 2
    Image.fromarray(labels).save(project.labels_path(image))
    stored = project.read_labels(image, SHAPE)
    assert np.array_equal(stored.label_map.labels, labels)
    assert set(np.unique(stored.label_map.provenance)) == {Source.NONE, Source.IMPORTED}
    assert stored.edit_number == 0
    assert stored_values(project.labels_path(image)) == {2, UNLABELED}


def test_colour_pictures_are_no_label_maps(project: Project, image: str) -> None:
    project.store_classes()
    Image.new("RGB", (64, 48)).save(project.labels_path(image))
    with pytest.raises(LabelsKeptAsideError, match="not an 8-bit palette or grey image"):
        load_labels(project, image, SHAPE)


def test_labels_found_in_the_store_count_as_corrected(tiny_folder: Path, project: Project, image: str) -> None:
    project.store_classes()
    project.close()
    Image.fromarray(np.zeros(SHAPE, np.uint8)).save(store_of(tiny_folder) / "labels" / "two.png.png")
    again = Project.open(tiny_folder)
    assert again.state(str(tiny_folder / "two.png")) == ImageState.CORRECTED
    assert again.state(image) == ImageState.NEW
    assert again.labeled_images() == [(str(tiny_folder / "two.png"), again.labels.file("two.png"))]
    again.close()


def test_label_files_can_be_written_and_read_on_another_thread(project: Project, image: str) -> None:
    project.ensure_store()
    seen: list[object] = []

    def work() -> None:
        planes = painted().labels, painted().provenance
        project.write_labels(image, *planes, edit_number=6)
        seen.append(project.read_labels(image, SHAPE).edit_number)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [6]
    assert project.last_edit(image) == 0
    project.record_edit(image, 6)
    assert project.last_edit(image) == 6


planes = arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)))


@given(labels=planes, seed=st.integers(0, 2**32 - 1), number=st.integers(0, 2**40))
def test_any_label_map_comes_back_from_its_file_as_it_was(labels: np.ndarray, seed: int, number: int) -> None:
    provenance = np.random.default_rng(seed).integers(0, 4, labels.shape, dtype=np.uint8)
    before = LabelMap(labels, provenance)
    data = encode_labels(before.labels, before.provenance, palette=PALETTE, edit_number=number)
    after = decode_labels(data, before.shape)
    assert np.array_equal(after.label_map.labels, before.labels)
    assert np.array_equal(after.label_map.provenance, before.provenance)
    assert after.edit_number == number


@given(data=st.data())
def test_no_damaged_byte_ever_gives_other_labels(data: st.DataObject) -> None:
    before = painted(3)
    file = bytearray(encode_labels(before.labels, before.provenance, palette=PALETTE, edit_number=12))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))
    try:
        after = decode_labels(bytes(file), SHAPE)
    except UnreadableLabelsError:
        return
    assert np.array_equal(after.label_map.labels, before.labels)
    assert np.array_equal(after.label_map.provenance, before.provenance)
    assert after.edit_number == 12


@given(length=st.integers(0, 1200))
def test_no_truncated_file_gives_other_labels(length: int) -> None:
    before = painted(3)
    file = encode_labels(before.labels, before.provenance, palette=PALETTE, edit_number=12)
    try:
        after = decode_labels(file[:length], SHAPE)
    except UnreadableLabelsError:
        return
    assert np.array_equal(after.label_map.labels, before.labels)
    assert np.array_equal(after.label_map.provenance, before.provenance)


@given(labels=planes)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_values_in_use_are_known_from_the_head_of_the_file(tmp_path: Path, labels: np.ndarray) -> None:
    file = tmp_path / "labels.png"
    file.write_bytes(encode_labels(labels, np.zeros_like(labels), palette=PALETTE, edit_number=5))
    expected = {int(value) for value in np.unique(labels)}
    assert stored_values(file) == used_values(labels) == expected
    assert stored_edit_number(file) == 5


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.11])
def test_a_process_killed_while_it_saves_leaves_the_last_finished_save_or_a_newer_one(
    tiny_folder: Path, image: str, seconds: float
) -> None:
    code = (
        "import itertools, numpy as np; from app.core.project import *; from app.core.label_map import *;"
        "from tests.labels import *;"
        f"p = Project.open({str(tiny_folder)!r}); m = LabelMap.empty(48, 64)\n"
        "for n in itertools.count(1):\n"
        "    m.write(0, 0, np.ones((48, 64), bool), n % 200, Source.PAINTED); m.commit('x')\n"
        f"    save_labels(p, {image!r}, m, edit_number=n); print(n, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        finished = [process.stdout.readline()]
        time.sleep(seconds)
        process.kill()
        finished += process.stdout.readlines()
    last = max(int(line) for line in finished if line.endswith("\n"))
    project = Project.open(tiny_folder)
    stored = project.read_labels(image, SHAPE)
    assert stored.edit_number in (last, last + 1)
    assert (stored.label_map.labels == stored.edit_number % 200).all()
    assert project.take_notices() == []
    project.close()
