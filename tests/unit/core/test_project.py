"""What a project promises: one atomic file for each label map, nothing lost, one window at a time."""

import os
import sqlite3
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

from app.core.errors import InputError, ProjectBusyError, ProjectError
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

ROOT = Path(__file__).resolve().parents[3]
SHAPE = (48, 64)
PALETTE = np.arange(768, dtype=np.uint32).reshape(256, 3).astype(np.uint8)


@pytest.fixture
def image(tiny_folder: Path) -> str:
    return str(tiny_folder / "one.png")


@pytest.fixture
def project(tiny_folder: Path):
    project = Project.open(tiny_folder)
    project.classes.add("cat")
    yield project
    project.close()


def painted(value: int = 0) -> LabelMap:
    label_map = LabelMap.empty(*SHAPE)
    label_map.write(5, 6, np.ones((10, 12), np.bool_), value, Source.PAINTED)
    label_map.commit("Brush")
    return label_map


def store_of(folder: Path) -> Path:
    return folder / ".segmend"


def test_opening_and_looking_writes_nothing_into_the_folder(tiny_folder: Path, image: str) -> None:
    before = sorted(tiny_folder.rglob("*"))
    project = Project.open(tiny_folder)
    assert len(project.image_paths()) == 3
    assert project.state(image) == ImageState.NEW
    project.set_state(image, ImageState.PREDICTED)
    assert project.state(image) == ImageState.PREDICTED
    assert (load_labels(project, image, SHAPE).labels == UNLABELED).all()
    assert (project.checkpoints(), project.current, project.labeled_images()) == ([], None, [])
    project.close()
    assert sorted(tiny_folder.rglob("*")) == before


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        Project.open(tmp_path / "nothing")


def test_classes_states_labels_and_versions_are_there_again_after_reopening(
    tiny_folder: Path, project: Project, image: str
) -> None:
    project.classes.add("dög", (1, 2, 3))
    project.classes.remove(0)
    project.store_classes()
    project.set_state(image, ImageState.REVIEWED)
    save_labels(project, image, painted(1), edit_number=7)
    project.add_checkpoint("v1", "v1.safetensors", None, {"mean_iu": 0.5, "iu": {"dög": 0.25}})
    project.add_checkpoint("v2", "v2.safetensors", "v1", {})
    project.set_current("v2")
    rows = project.classes.to_rows()
    project.close()

    again = Project.open(tiny_folder)
    stored = again.read_labels(image, SHAPE)
    assert again.classes.to_rows() == rows
    assert again.state(image) == ImageState.REVIEWED
    assert (stored.edit_number, again.last_edit(image)) == (7, 7)
    assert np.array_equal(stored.label_map.labels, painted(1).labels)
    assert np.array_equal(stored.label_map.provenance, painted(1).provenance)
    assert [(v.name, v.parent, v.is_current) for v in again.checkpoints()] == [
        ("v1", None, False),
        ("v2", "v1", True),
    ]
    assert again.checkpoints()[0].measures == {"mean_iu": 0.5, "iu": {"dög": 0.25}}
    assert again.current == "v2"
    again.set_current(None)
    assert again.current is None
    again.close()


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


def test_classes_txt_follows_the_classes(project: Project, tiny_folder: Path) -> None:
    project.store_classes()
    project.classes.rename(0, "tabby")
    project.store_classes()
    text = (store_of(tiny_folder) / "labels" / "classes.txt").read_text()
    assert text.startswith("0\ttabby\t")


@pytest.mark.parametrize("path", ["../other.png", "/elsewhere/one.png"])
def test_an_image_outside_the_folder_is_refused(project: Project, tiny_folder: Path, path: str) -> None:
    with pytest.raises(InputError, match="not inside"):
        project.relative(str(tiny_folder / path))


def test_an_image_reached_through_a_link_to_the_folder_is_the_same_image(
    project: Project, tiny_folder: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tiny_folder)
    assert project.relative(str(link / "one.png")) == "one.png"


def test_a_second_window_gets_a_clear_message(tiny_folder: Path, project: Project) -> None:
    project.store_classes()
    with pytest.raises(ProjectBusyError, match="open in another window"):
        Project.open(tiny_folder)
    code = f"from app.core.project import Project; Project.open({str(tiny_folder)!r})"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ProjectBusyError" in other.stderr
    project.close()
    Project.open(tiny_folder).close()


def test_a_window_that_stores_second_is_refused_and_never_mixes_its_labels_in(tiny_folder: Path, image: str) -> None:
    first, second = Project.open(tiny_folder), Project.open(tiny_folder)
    save_labels(first, image, painted(1), edit_number=1)
    with pytest.raises(ProjectBusyError):
        save_labels(second, image, painted(2), edit_number=1)
    first.close()
    with pytest.raises(ProjectBusyError):
        save_labels(second, image, painted(2), edit_number=1)
    second.close()
    third = Project.open(tiny_folder)
    assert used_values(load_labels(third, image, SHAPE).labels) == {1, UNLABELED}
    third.close()


def test_a_killed_process_leaves_a_project_that_opens_with_everything(tiny_folder: Path, image: str) -> None:
    code = (
        "import os, sys, numpy as np; from app.core.project import *; from app.core.label_map import *;"
        "from tests.labels import *;"
        f"p = Project.open({str(tiny_folder)!r}); p.classes.add('cat'); p.store_classes();"
        "m = LabelMap.empty(48, 64); m.write(0, 0, np.ones((9, 9), bool), 0, Source.PAINTED);"
        f"save_labels(p, {image!r}, m, edit_number=3); p.set_state({image!r}, ImageState.REVIEWED); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 9
    project = Project.open(tiny_folder)
    assert [each.name for each in project.classes] == ["cat"]
    assert project.state(image) == ImageState.REVIEWED
    assert project.read_labels(image, SHAPE).edit_number == 3
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


def test_label_files_of_vanished_images_are_kept_but_not_offered(project: Project, image: str) -> None:
    save_labels(project, image, painted(), edit_number=1)
    Path(image).unlink()
    assert project.labeled_images() == []
    assert project.labels_path(image).exists()


def test_a_folder_that_cannot_hold_a_store_gets_it_in_the_users_data_folder(
    tiny_folder: Path, image: str, own_folders: Path
) -> None:
    (tiny_folder / ".segmend").write_text("a file is in the way")
    project = Project.open(tiny_folder)
    project.classes.add("cat")
    save_labels(project, image, painted(), edit_number=4)
    assert project.is_elsewhere
    assert project.store.is_relative_to(own_folders)
    assert any("could not be written" in notice for notice in project.take_notices())
    project.close()
    again = Project.open(tiny_folder)
    assert again.is_elsewhere
    assert again.read_labels(image, SHAPE).edit_number == 4
    again.close()


def test_a_store_that_can_only_be_read_is_taken_along_to_the_users_data_folder(
    tiny_folder: Path, image: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_labels(project, image, painted(), edit_number=4)
    project.close()
    original = project.labels_path(image).read_bytes()
    # The tests may run as root, whom no permission stops: what is asked about the folder is answered instead.
    monkeypatch.setattr(os, "access", lambda path, mode: not Path(path).is_relative_to(tiny_folder))
    copy = Project.open(tiny_folder)
    assert copy.is_elsewhere
    assert copy.read_labels(image, SHAPE).edit_number == 4
    save_labels(copy, image, painted(2), edit_number=5)
    copy.close()
    assert project.labels_path(image).read_bytes() == original


def test_a_damaged_database_is_kept_aside_and_the_labels_and_classes_stay(
    tiny_folder: Path, project: Project, image: str
) -> None:
    save_labels(project, image, painted(), edit_number=4)
    project.store_classes()
    project.close()
    database = store_of(tiny_folder) / "project.db"
    database.write_bytes(b"not a database" * 500)
    again = Project.open(tiny_folder)
    assert [each.name for each in again.classes] == ["cat"]
    assert again.state(image) == ImageState.CORRECTED
    assert np.array_equal(load_labels(again, image, SHAPE).labels, painted().labels)
    assert any("is damaged" in notice for notice in again.take_notices())
    (copy,) = store_of(tiny_folder).glob("before-repair-*")
    assert (copy / "project.db").read_bytes() == b"not a database" * 500
    again.close()


def test_a_project_of_a_newer_version_is_refused_and_not_touched(tiny_folder: Path, project: Project) -> None:
    project.store_classes()
    project.close()
    database = store_of(tiny_folder) / "project.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ProjectError, match="newer version"):
        Project.open(tiny_folder)
    assert database.exists()


def test_rescued_labels_are_put_back_when_the_project_opens(tiny_folder: Path, project: Project, image: str) -> None:
    save_labels(project, image, painted(1), edit_number=4)
    rescued = project.rescue_labels(image, painted(2), edit_number=5)
    project.close()
    again = Project.open(tiny_folder)
    assert again.read_labels(image, SHAPE).edit_number == 5
    assert not rescued.exists()
    assert len(again.take_notices()) == 1
    again.close()


def test_rescued_labels_older_than_the_stored_ones_stay_where_they_are(
    tiny_folder: Path, project: Project, image: str
) -> None:
    rescued = project.rescue_labels(image, painted(2), edit_number=3)
    save_labels(project, image, painted(1), edit_number=4)
    project.close()
    again = Project.open(tiny_folder)
    assert again.read_labels(image, SHAPE).edit_number == 4
    assert rescued.exists()
    assert str(rescued) in again.take_notices()[0]
    again.close()


def test_two_versions_of_one_name_and_unknown_versions_are_refused(project: Project) -> None:
    project.add_checkpoint("v1", "a", None, {})
    with pytest.raises(ProjectError, match="already a version"):
        project.add_checkpoint("v1", "b", None, {})
    with pytest.raises(ProjectError, match="no version"):
        project.set_current("v9")
    assert [each.file for each in project.checkpoints()] == ["a"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems know no such file names")
def test_a_file_name_that_is_no_text_keeps_its_labels(tiny_folder: Path) -> None:
    odd = os.fsdecode(os.fsencode(tiny_folder) + b"/\xff\xfe.png")
    os.rename(tiny_folder / "one.png", odd)
    project = Project.open(tiny_folder)
    assert odd in project.image_paths()
    save_labels(project, odd, painted(), edit_number=2)
    project.set_state(odd, ImageState.REVIEWED)
    project.close()
    again = Project.open(tiny_folder)
    assert again.state(odd) == ImageState.REVIEWED
    assert again.read_labels(odd, SHAPE).edit_number == 2
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
