"""What real files hold besides the pixels of images: video tracks, boxes alone, whole ADE20K, KITTI, instances."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.formats.ade20k import FORMAT as ADE20K
from app.core.formats.camvid import plain_names
from app.core.formats.catalog import FORMATS
from app.core.formats.cityscapes import FORMAT as CITYSCAPES
from app.core.formats.coco import json_files
from app.core.formats.composing import Drawn, draw
from app.core.formats.cvat import FORMAT as CVAT
from app.core.formats.recognition import recognize
from app.core.formats.records import Format, FormatError, ReadImage, Reading
from app.core.label_classes import LabelClasses
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.exchange import run_export, run_import
from tests.labels import load_labels
from tests.unit.core.formats.conftest import drawn_maps, write_project

SHAPE = (20, 30)


def drawn(form: Format, source: Path, size: tuple[int, int] = SHAPE) -> dict[str, Drawn]:
    found = {}
    for image in form.read(source):
        assert isinstance(image, ReadImage), image
        found[image.name] = draw(image, size)
    return found


def pixels(image: Drawn, name: str) -> np.ndarray:
    return image.plane == (image.names.index(name) if name in image.names else UNLABELED - 1)


def box(frame: int, x: int, y: int, *, outside: int = 0, order: int = 0) -> str:
    sides = f'xtl="{x}" ytl="{y}" xbr="{x + 4}" ybr="{y + 3}"'
    return f'<box frame="{frame}" outside="{outside}" occluded="0" keyframe="1" {sides} z_order="{order}"></box>'


def video(tmp_path: Path, tracks: str, length: str = "") -> Path:
    size = f"{length}<original_size><width>30</width><height>20</height></original_size>"
    file = tmp_path / "annotations.xml"
    file.write_text(
        f"<annotations><version>1.1</version><meta><task>{size}<labels><label><name>car</name>"
        f"<color>#ff0000</color></label></labels></task></meta>{tracks}</annotations>"
    )
    return file


def test_boxes_of_a_video_track_lie_between_its_boxes_until_it_leaves(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(2, 0, 0)}{box(6, 8, 4)}{box(7, 9, 4, outside=1)}{box(9, 20, 4)}</track>'
    images = drawn(CVAT, video(tmp_path, track))
    assert list(images) == [f"frame_{number:06}" for number in (2, 3, 4, 5, 6, 9)]
    for frame, (x, y) in {2: (0, 0), 3: (2, 1), 4: (4, 2), 5: (6, 3), 6: (8, 4), 9: (20, 4)}.items():
        expected = np.zeros(SHAPE, bool)
        expected[y : y + 3, x : x + 4] = True
        assert np.array_equal(pixels(images[f"frame_{frame:06}"], "car"), expected), frame
    assert images["frame_000003"].colors == {"car": (255, 0, 0)}


def test_a_box_stays_where_it_was_until_the_frame_in_which_it_is_outside(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(0, 3, 3)}{box(3, 20, 9, outside=1)}</track>'
    images = drawn(CVAT, video(tmp_path, track))
    assert list(images) == [f"frame_{number:06}" for number in range(3)]
    assert all(pixels(image, "car")[3:6, 3:7].all() and pixels(image, "car").sum() == 12 for image in images.values())


def test_polygons_and_masks_of_a_track_are_in_the_frames_that_name_them_and_the_higher_lies_on_top(
    tmp_path: Path,
) -> None:
    corners = "0,0;10,0;10,10;0,10"
    tracks = (
        '<track id="0" label="road">'
        f'<polygon frame="0" outside="0" keyframe="1" points="{corners}" z_order="0"/>'
        f'<polygon frame="5" outside="0" keyframe="1" points="{corners}" z_order="0"/></track>'
        '<track id="1" label="car">'
        '<mask frame="5" outside="0" keyframe="1" rle="0, 6" left="2" top="2" width="3" height="2" z_order="-1"/>'
        '<mask frame="6" outside="0" keyframe="1" rle="0, 6" left="2" top="2" width="3" height="2" z_order="4"/>'
        "</track>"
        f'<track id="2" label="road"><polygon frame="6" points="{corners}" z_order="1"/></track>'
        '<track id="3" label="pole"><points frame="6" points="1,1;2,2"/></track>'
    )
    images = drawn(CVAT, video(tmp_path, tracks))
    assert sorted(images) == ["frame_000000", "frame_000005", "frame_000006"]
    assert pixels(images["frame_000005"], "road").sum() == 100
    assert images["frame_000005"].overlaps == {"car": 6}
    assert pixels(images["frame_000006"], "car").sum() == 6
    assert sum(images["frame_000006"].skipped.values()) == 1


@pytest.mark.parametrize(
    ("track", "word"),
    [
        (f'<track id="0" label="car">{box(0, 0, 0)}{box(2_000_000, 0, 0)}</track>', "a frame"),
        ('<track id="0" label="car"><box frame="x"/></track>', "cannot be used"),
        (f'<track label="car">{box(0, 0, 0)}{box(999_999, 1, 1)}</track>', "longer"),
    ],
)
def test_tracks_that_cannot_be_are_refused_in_a_sentence(tmp_path: Path, track: str, word: str) -> None:
    with pytest.raises(FormatError, match=word):
        list(CVAT.read(video(tmp_path, track)))


def test_a_frame_beyond_the_end_of_the_video_is_refused_though_a_track_may_leave_there(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(0, 0, 5)}{box(3, 0, 5, outside=1)}</track>'
    assert list(drawn(CVAT, video(tmp_path, track, "<size>3</size>"))) == [f"frame_{each:06}" for each in range(3)]
    gone = track.replace('"3"', '"65536"')
    assert len(drawn(CVAT, video(tmp_path, gone, "<size>3</size>"))) == 3
    with pytest.raises(FormatError, match="a frame is 65536, which is not between 0 and 3"):
        list(CVAT.read(video(tmp_path, gone.replace('outside="1"', 'outside="0"'), "<size>3</size>")))
    later = track.replace('"3"', '"72"').replace('"0" outside', '"70" outside')  # a job in the middle of a video
    of_job = "<size>3</size><start_frame>70</start_frame><stop_frame>72</stop_frame>"
    assert list(drawn(CVAT, video(tmp_path, later, of_job))) == ["frame_000070", "frame_000071"]


def test_a_track_that_leaves_a_frame_step_behind_the_last_frame_ends_there(tmp_path: Path) -> None:
    track = f'<track id="0" label="car">{box(45, 0, 5)}{box(50, 0, 5, outside=1)}</track>'
    filtered = "<size>10</size><stop_frame>45</stop_frame><frame_filter>step=5</frame_filter>"
    assert list(drawn(CVAT, video(tmp_path, track, filtered))) == ["frame_000045"]


@pytest.mark.parametrize(
    "said",
    ["<stop_frame></stop_frame>", "<size/><stop_frame>None</stop_frame>", "<size>10.0</size>", "<size>-3</size>"],
)
def test_a_length_that_is_no_number_tells_nothing(tmp_path: Path, said: str) -> None:
    track = f'<track id="0" label="car">{box(7, 0, 5)}</track>'
    assert list(drawn(CVAT, video(tmp_path, track, said))) == ["frame_000007"]


def test_frames_are_looked_for_where_their_file_lies_and_in_images_and_links_out_are_left(tmp_path: Path) -> None:
    source, outside = tmp_path / "source", tmp_path / "outside.png"
    (source / "images").mkdir(parents=True)
    for path in (outside, source / "images" / "frame_000000.PNG", source / "frame_000001.jpg"):
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(path)
    (source / "frame_000002.png").symlink_to(outside)
    track = f'<track id="0" label="car">{box(0, 0, 0)}{box(3, 0, 0)}</track>'
    found = [image.image_path for image in CVAT.read(video(source, track)) if isinstance(image, ReadImage)]
    assert found == [source / "images" / "frame_000000.PNG", source / "frame_000001.jpg", None, None]


def test_frames_find_the_images_of_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / "frame_000002.png")
    file = video(tmp_path, f'<track id="0" label="car">{box(2, 0, 0)}</track>')
    assert recognize(file) == "cvat"
    assert run_import("segmend", [str(file), "--format", "cvat", "--out", str(folder)]) == 0
    project = Project.open(folder)
    labels = load_labels(project, str(folder / "frame_000002.png"), SHAPE).labels
    assert (labels != UNLABELED).sum() == 12
    project.close()


def test_boxes_alone_are_left_out_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / "a.png")
    outline = [1, 1, 5, 1, 5, 5, 1, 5]
    annotations = [
        {"id": 1, "image_id": 1, "category_id": 1, "segmentation": [outline], "bbox": [1, 1, 4, 4]},
        {"id": 2, "image_id": 1, "category_id": 1, "segmentation": [], "bbox": [8, 8, 4, 4]},
        {"id": 3, "image_id": 1, "category_id": 2, "bbox": [8, 8, 4, 4]},
    ]
    content = {
        "images": [{"id": 1, "file_name": "a.png", "height": 20, "width": 30}],
        "annotations": annotations,
        "categories": [{"id": 1, "name": "car"}, {"id": 2, "name": "person"}],
    }
    file = tmp_path / "instances.json"
    file.write_text(json.dumps(content))
    for more in (["--dry-run"], []):
        assert run_import("segmend", [str(file), "--format", "coco", "--out", str(folder), *more]) == 0
        assert "Left out, boxes without an outline: car 1, person 1." in capsys.readouterr().out
    project = Project.open(folder)
    labels = load_labels(project, str(folder / "a.png"), SHAPE).labels
    assert [each.name for each in project.classes] == ["car"]
    assert (labels != UNLABELED).sum() == 16
    project.close()


@pytest.fixture
def ade(tmp_path: Path) -> Path:
    """Two images of the whole ADE20K, one described as in 2021, one as in 2016: `wall, panel` 2978 and `dog` 300."""
    folder = tmp_path / "ADE" / "training" / "street"
    folder.mkdir(parents=True)
    numbers, instances = np.zeros(SHAPE, int), np.zeros(SHAPE, int)
    numbers[:5], instances[:5] = 2978, 7
    numbers[8:12, 4:9], instances[8:12, 4:9] = 300, 90
    pixels = np.stack([numbers // 256 * 10, numbers % 256, instances], axis=2).astype(np.uint8)
    objects = [{"id": 0, "name_ndx": 2978, "name": "wall, panel"}, {"id": 1, "name_ndx": 300, "name": "dog"}]
    for stem in ("ADE_1", "ADE_2", "ADE_3"):
        Image.fromarray(pixels).save(folder / f"{stem}_seg.png")
        Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(folder / f"{stem}.jpg")
    (folder / "ADE_1.json").write_text(json.dumps({"annotation": {"object": objects}}))
    rows = ['001 # 0 # 0 # wall, panel # wall # ""', '002 # 0 # 1 # dog # dog # ""', '001 # 1 # 0 # ear # ear # ""']
    (folder / "ADE_2_atr.txt").write_text("\n".join(rows))
    return tmp_path / "ADE"


def test_the_whole_ade20k_is_read_with_the_names_beside(ade: Path) -> None:
    assert recognize(ade) == "ade20k"
    images = drawn(ADE20K, ade)
    for stem, wall, dog in (("ADE_1", "wall", "dog"), ("ADE_2", "wall", "dog"), ("ADE_3", "class 2978", "class 300")):
        assert sorted(images[stem].names) == sorted([wall, dog])
        assert pixels(images[stem], wall)[:5].all()
        assert pixels(images[stem], wall).sum() == 150
        assert pixels(images[stem], dog).sum() == 20
    first = next(iter(ADE20K.read(ade)))
    assert isinstance(first, ReadImage)
    assert (first.split, first.image_path and first.image_path.name) == ("train", "ADE_1.jpg")


def test_kitti_is_read_as_cityscapes(tmp_path: Path) -> None:
    for name in ("semantic", "image_2"):
        (tmp_path / "training" / name).mkdir(parents=True)
    plane = np.full(SHAPE, 7, np.uint8)
    plane[:4], plane[4:6] = 26, 0
    Image.fromarray(plane).save(tmp_path / "training" / "semantic" / "000000_10.png")
    Image.fromarray(np.zeros((*SHAPE, 3), np.uint8)).save(tmp_path / "training" / "image_2" / "000000_10.png")
    assert recognize(tmp_path / "training") == "cityscapes"
    images = drawn(CITYSCAPES, tmp_path / "training")
    assert pixels(images["000000_10"], "road").sum() == 14 * 30
    assert pixels(images["000000_10"], "car").sum() == 4 * 30
    assert (images["000000_10"].plane[4:6] == UNLABELED).all()


def test_cityscapes_instances_number_the_parts_of_classes_that_have_some(
    make_project: Callable[..., Path], tmp_path: Path
) -> None:
    labels = np.full(SHAPE, UNLABELED, np.uint8)
    labels[:8] = 0
    labels[10:12, 2:5], labels[10:12, 8:11], labels[15:17, 2:5] = 1, 1, 2
    folder, out = tmp_path / "project", tmp_path / "out"
    folder.mkdir()
    write_project(folder, {"one.png": labels}, ["road", "car", "pony"])
    assert run_export("segmend", [str(folder), "--format", "cityscapes", "--out", str(out)]) == 0
    (file,) = out.rglob("*_instanceIds.png")
    with Image.open(file) as image:
        assert image.mode == "I;16"
        found = np.array(image)
    table = [line.split() for line in (out / "label_colors.txt").read_text().splitlines()]  # a line for each id
    assert len(table) == 35
    assert all(len(cells) == 4 for cells in table)
    assert (table[0], [table[number][3] for number in (7, 26, 34)]) == (
        ["0", "0", "0", "unlabeled"],
        ["road", "car", "pony"],
    )
    assert len({cells[3] for cells in table}) == 35
    expected = np.zeros(SHAPE, np.uint16)
    expected[:8] = 7
    expected[10:12, 2:5], expected[10:12, 8:11], expected[15:17, 2:5] = 26000, 26001, 34
    assert np.array_equal(found, expected)
    for other in (*out.rglob("*_labelIds.png"), *out.rglob("*_polygons.json")):
        other.unlink()
    (read,) = CITYSCAPES.read(out)
    assert isinstance(read, ReadImage)
    image = draw(read, SHAPE)
    back = image.to_values(["road", "car", "pony"].index)
    assert np.array_equal(back, labels)


def test_camvid_names_have_no_spaces_and_come_back_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["sky", "traffic light", "traffic_light", "old  pole"]
    folder, out, again = tmp_path / "project", tmp_path / "out", tmp_path / "again"
    folder.mkdir()
    again.mkdir()
    labels = np.resize(np.arange(4, dtype=np.uint8), SHAPE)
    write_project(folder, {"one.png": labels}, names)
    assert run_export("segmend", [str(folder), "--format", "camvid", "--out", str(out)]) == 0
    assert "name written without spaces in label_colors.txt: images: old" in capsys.readouterr().out
    lines = (out / "label_colors.txt").read_text().splitlines()
    assert [line.split()[3:] for line in lines] == [
        ["sky"],
        ["traffic_light_2"],
        ["traffic_light"],
        ["old_pole"],
        ["Void"],
    ]
    assert [line.count("\t") for line in lines] == [1] * 5
    lists = {each.name for each in out.glob("*.txt")} - {"label_colors.txt"}
    assert lists == {"train.txt"}  # Datumaro takes every other .txt for a list of images
    assert run_import("segmend", [str(out), "--format", "camvid", "--out", str(again)]) == 0
    project = Project.open(again)
    assert [each.name for each in project.classes] == [each.strip() for each in names]
    assert np.array_equal(load_labels(project, str(again / "one.png"), SHAPE).labels, labels)
    project.close()


def test_names_without_spaces_stay_and_no_two_are_alike() -> None:
    classes = LabelClasses()
    for name in ("a b", "a_b", "a  b", "c"):
        classes.add(name)
    assert list(plain_names(classes).values()) == ["a_b_2", "a_b", "a_b_3", "c"]


def test_drawn_maps_are_exact_with_runs_only(tmp_path: Path) -> None:
    """The quick way to draw a plane and the way by regions agree."""
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder, drawn_maps(), [f"c{number}" for number in range(5)])
    out = tmp_path / "out"
    assert run_export("segmend", [str(folder), "--format", "png", "--out", str(out)]) == 0
    from app.core.formats.index_png import FORMAT

    for image in FORMAT.read(out):
        assert isinstance(image, ReadImage)
        with Image.open(out / "labels" / f"{image.name}.png") as stored:
            size = (stored.height, stored.width)
        quick = draw(image, size)
        regions = list(image.regions(size))
        slow = draw(ReadImage(image.name, lambda _, regions=regions: regions), size)
        assert (quick.names, quick.colors) == (slow.names, slow.colors)
        assert np.array_equal(quick.plane, slow.plane)


@pytest.mark.parametrize("spaces", [0, 200])
def test_a_table_that_names_its_annotations_late_is_known_by_them(tmp_path: Path, spaces: int) -> None:
    image = {"id": 1, "file_name": "a.png", "width": 9, "height": 9}
    head = f'{{"info": {{}}, "images": [{json.dumps(image)}], "licenses": ['
    tail = '], "annotations"' + " " * spaces + ': [], "categories": [{"id": 1, "name": "cat"}], "more": ['
    for at in range((1 << 20) - 230, (1 << 20) + 30, 7):  # around the end of the first part that is looked through
        filler = json.dumps("x" * (at - len(head) - 2))
        file = tmp_path / "late.json"
        file.write_text(head + filler + tail + ", ".join(["12345678"] * 10_000) + "]}")
        assert json_files(tmp_path, "images", "annotations", "categories", unless="segments_info") == [file]
    assert recognize(tmp_path) == "coco"
    images = [each for each in FORMATS["coco"].read(tmp_path) if not isinstance(each, Reading)]
    assert [each.name for each in images] == ["a.png"]


def test_a_key_is_no_value(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"images": [], "categories": [{"id": 1, "name": "annotations"}]}')
    assert recognize(tmp_path) is None
