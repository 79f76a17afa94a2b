from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import ModelError
from models.samples import DataSet, Sample, hold_out, read_classes, read_data_set, voc_color
from tests.unit.models.miniatures import write_blocks, write_classes


def write_pair(image: Path, labels: Path, *, value: int = 1, size: tuple[int, int] = (6, 8)) -> None:
    for path in (image, labels):
        path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((*size, 3), 50, np.uint8)).save(image)
    Image.fromarray(np.full(size, value, np.uint8)).save(labels)


def names(samples: list[Sample]) -> list[str]:
    return [sample.name for sample in samples]


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_data_set(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_folder_is_split_as_its_lists_say(tmp_path: Path) -> None:
    write_blocks(tmp_path, 4)
    (tmp_path / "train.txt").write_text("image2\nimage0\n\n")
    (tmp_path / "val.txt").write_text("image3\r\n")
    data = read_data_set(tmp_path)
    assert data.class_names == ["background", "cat", "person"]
    assert names(data.train) == ["image2", "image0"]
    assert names(data.val) == ["image3"]
    image, labels = data.train[0].read(3)
    assert (image.shape, labels.shape) == ((64, 96, 3), (64, 96))


def test_names_may_hold_spaces_and_letters_of_any_alphabet(tmp_path: Path) -> None:
    write_blocks(tmp_path, 1)
    write_pair(tmp_path / "images/my größte photo.jpg", tmp_path / "labels/my größte photo.png")
    (tmp_path / "train.txt").write_text("\ufeffmy größte photo\n", encoding="utf-8")
    assert names(read_data_set(tmp_path).train) == ["my größte photo"]


def test_a_list_that_names_nothing_known_is_told(tmp_path: Path) -> None:
    write_blocks(tmp_path, 1)
    (tmp_path / "val.txt").write_text("image0\nmoon\n")
    assert "val.txt names moon" in refusal(tmp_path)


def test_a_list_that_is_no_text_is_told(tmp_path: Path) -> None:
    write_blocks(tmp_path, 1)
    (tmp_path / "val.txt").write_bytes(b"\xff\xfe\x00")
    assert "val.txt cannot be read" in refusal(tmp_path)


def test_images_without_a_label_map_are_left_out(tmp_path: Path) -> None:
    write_blocks(tmp_path, 2)
    (tmp_path / "labels" / "image1.png").unlink()
    (tmp_path / "images" / "notes.txt").write_text("x")
    (tmp_path / "images" / ".hidden.png").write_text("x")
    data = read_data_set(tmp_path)
    assert names(data.train + data.val) == ["image0"]
    (tmp_path / "labels" / "image0.png").unlink()
    assert "has no image in images/" in refusal(tmp_path)


def test_two_images_for_one_label_map_are_told(tmp_path: Path) -> None:
    write_blocks(tmp_path, 1)
    Image.new("RGB", (9, 9)).save(tmp_path / "images" / "image0.jpg")
    assert "share one label map" in refusal(tmp_path)


def test_the_layout_of_voc_is_read(tmp_path: Path) -> None:
    for stem in ("2007_000032", "2007_000039", "2007_000063"):
        write_pair(tmp_path / f"JPEGImages/{stem}.jpg", tmp_path / f"SegmentationClass/{stem}.png", value=15)
    lists = tmp_path / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    (lists / "train.txt").write_text("2007_000032\n2007_000063\n")
    (lists / "val.txt").write_text("2007_000039\n")
    data = read_data_set(tmp_path)
    assert len(data.classes) == 21
    assert data.classes[15] == ("person", (192, 128, 128))
    assert names(data.train) == ["2007_000032", "2007_000063"]
    assert names(data.val) == ["2007_000039"]
    assert (data.val[0].read(21)[1] == 15).all()
    (lists / "val.txt").write_text("2007_000040\n")
    assert "names 2007_000040" in refusal(tmp_path)
    for name in ("train.txt", "val.txt"):
        (lists / name).unlink()
    assert "ImageSets/Segmentation" in refusal(tmp_path)


def test_the_palette_of_voc_is_the_published_one() -> None:
    published = {0: (0, 0, 0), 1: (128, 0, 0), 2: (0, 128, 0), 8: (64, 0, 0), 15: (192, 128, 128), 20: (0, 64, 128)}
    assert {index: voc_color(index) for index in published} == published


def test_a_project_is_read_without_its_database(tmp_path: Path) -> None:
    store = tmp_path / ".segmend" / "labels"
    write_pair(tmp_path / "a.png", store / "a.png.png")
    write_pair(tmp_path / "below" / "b.jpg", store / "below" / "b.jpg.png")
    write_pair(tmp_path / "gone.png", store / "gone.png.png")
    (tmp_path / "gone.png").unlink()
    (tmp_path / "new.png").write_bytes((tmp_path / "a.png").read_bytes())
    write_classes(store / "classes.txt")
    data = read_data_set(tmp_path)
    found = {sample.name: sample for sample in data.train + data.val}
    assert sorted(found) == ["a.png", "below/b.jpg"]
    assert found["below/b.jpg"].image_path == tmp_path / "below" / "b.jpg"
    assert found["below/b.jpg"].read(3)[1].shape == (6, 8)


def test_labels_of_a_page_of_a_file_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    store = tmp_path / ".segmend" / "labels"
    write_pair(tmp_path / "stack.tif", store / "stack.tif#3.png")
    write_classes(store / "classes.txt")
    data = read_data_set(tmp_path)
    assert names(data.train) == ["stack.tif#3"]
    with pytest.raises(ModelError, match="is a page of"):
        data.train[0].read(3)


def test_a_project_without_labels_is_told(tmp_path: Path) -> None:
    store = tmp_path / ".segmend" / "labels"
    store.mkdir(parents=True)
    assert "classes.txt cannot be read" in refusal(tmp_path)
    write_classes(store / "classes.txt")
    assert "has no labelled image yet" in refusal(tmp_path)


def test_what_is_no_data_set_is_told(tmp_path: Path) -> None:
    assert "is no data set" in refusal(tmp_path)
    assert "There is no folder" in refusal(tmp_path / "none")
    (tmp_path / "file").touch()
    assert "There is no folder" in refusal(tmp_path / "file")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no class"),
        ("# only a comment\n\n", "names no class"),
        ("0 cat 1 2 3\n", "line 1"),
        ("0\tcat\n", "line 1"),
        ("0\tcat\t1 2\n", "line 1"),
        ("0\tcat\t1 2 x\n", "line 1"),
        ("0\tcat\t1 2 256\n", "line 1"),
        ("x\tcat\t1 2 3\n", "line 1"),
        ("-1\tcat\t1 2 3\n", "line 1"),
        ("255\tcat\t1 2 3\n", "line 1"),
        ("0\tcat\t1 2 3\n0\tdog\t1 2 3\n", "line 2"),
        ("0\tcat\t1 2 3\n1\tcat\t1 2 3\n", "'cat' is empty or stands there twice"),
        ("0\t \t1 2 3\n", "is empty"),
    ],
)
def test_a_wrong_list_of_classes_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"classes\.txt") as caught:
        read_classes(path)
    assert said in str(caught.value)


def test_a_list_of_classes_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for content in (None, b"\xff\xff"):
        if content:
            (tmp_path / "classes.txt").write_bytes(content)
        with pytest.raises(ModelError, match="cannot be read"):
            read_classes(tmp_path / "classes.txt")


def test_comments_gaps_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "classes.txt"
    path.write_text("\ufeff# index\tname\n2\tcat \t1 2 3\n\n0\tgrass, tall\t4 5 6\n", encoding="utf-8")
    assert read_classes(path) == (
        ("grass, tall", (4, 5, 6)),
        ("removed 1", (128, 128, 128)),
        ("cat", (1, 2, 3)),
    )


def test_a_label_that_is_no_class_is_told(tmp_path: Path) -> None:
    write_pair(tmp_path / "a.png", tmp_path / "labels.png", value=3)
    sample = Sample("a", tmp_path / "a.png", tmp_path / "labels.png")
    assert (sample.read(4)[1] == 3).all()
    with pytest.raises(ModelError, match=r"labels\.png holds label 3, which is no class \(0-2"):
        sample.read(3)


def test_unlabeled_is_no_unknown_class(tmp_path: Path) -> None:
    write_pair(tmp_path / "a.png", tmp_path / "labels.png", value=255)
    assert (Sample("a", tmp_path / "a.png", tmp_path / "labels.png").read(1)[1] == 255).all()


def test_a_label_map_of_another_size_is_told(tmp_path: Path) -> None:
    write_pair(tmp_path / "a.png", tmp_path / "labels.png")
    Image.new("L", (8, 7)).save(tmp_path / "labels.png")
    with pytest.raises(ModelError, match=r"labels\.png is 8 x 7, but its image a\.png is 8 x 6"):
        Sample("a", tmp_path / "a.png", tmp_path / "labels.png").read(3)


def drawn(*found: str) -> list[Sample]:
    return [Sample(name, Path(name), Path(name)) for name in found]


def test_about_one_sample_in_five_is_held_out_for_good() -> None:
    samples = drawn(*(f"image{number}.png" for number in range(1000)))
    train, val = hold_out(samples)
    assert sorted(names(train + val)) == sorted(names(samples))
    assert 150 < len(val) < 250
    fewer = samples[200:700]
    assert set(names(hold_out(fewer)[1])) == set(names(val)) & set(names(fewer))


def test_neither_side_is_empty_where_there_are_two_samples() -> None:
    for number in range(60):
        train, val = hold_out(drawn(f"{number}.png", f"{number + 1}.png"))
        assert len(train) == len(val) == 1


def test_a_single_sample_is_learned_from_whatever_its_name() -> None:
    for number in range(30):
        assert hold_out(drawn(f"{number}.png")) == (drawn(f"{number}.png"), [])


def test_a_data_set_has_its_class_names_in_index_order() -> None:
    assert DataSet(Path(), (("a", (0, 0, 0)), ("b", (1, 1, 1)))).class_names == ["a", "b"]


def test_the_everyday_photos_can_be_read(shared: Path) -> None:
    folder = shared / "data" / "everyday"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}, which is not on this machine")
    data = read_data_set(folder)
    assert data.class_names == ["background", "cat", "person"]
    assert len(data.train) + len(data.val) > 2000
    assert not set(names(data.train)) & set(names(data.val))
    image, labels = data.val[0].read(3)
    assert image.shape[:2] == labels.shape
