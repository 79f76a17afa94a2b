from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.core.image_table import ImageTable
from app.core.listing import FolderWalk, list_images, order_key

NAMES = st.lists(st.sampled_from([f"/f/{a}{b}.png" for a in ("", "sub/", "z") for b in range(12)]), unique=True)


@given(before=NAMES, after=NAMES)
def test_new_files_come_where_they_belong_and_what_has_gone_stays_marked(before: list[str], after: list[str]) -> None:
    before.sort(key=order_key)
    after.sort(key=order_key)
    table = ImageTable(before)
    new, gone = table.refresh(after)
    assert table.paths() == sorted({*before, *after}, key=order_key)
    assert new == [path for path in after if path not in before]
    assert gone == [path for path in before if path not in after]
    assert [path for path in table.paths() if table.is_missing(path)] == gone
    assert table.refresh(after) == ([], [])
    assert table.refresh(sorted({*before, *after}, key=order_key)) == ([], [])
    assert not any(table.is_missing(path) for path in table.paths())


def test_files_of_a_folder_that_cannot_be_read_are_not_taken_for_gone() -> None:
    table = ImageTable(["/f/a/1.png", "/f/ab/1.png", "/f/b.png"])
    assert table.refresh(["/f/b.png"], unread=["/f/a"]) == ([], ["/f/ab/1.png"])
    assert not table.is_missing("/f/a/1.png")


def test_pages_follow_their_file_and_go_with_it() -> None:
    table = ImageTable(["/f/a.png", "/f/s.tif", "/f/z.png"])
    assert table.set_pages({"/f/s.tif": 3, "/f/a.png": 1})
    assert not table.set_pages({"/f/s.tif": 3})
    assert table.paths() == ["/f/a.png", "/f/s.tif", "/f/s.tif#2", "/f/s.tif#3", "/f/z.png"]
    table.refresh(["/f/a.png", "/f/z.png"])
    assert table.is_missing("/f/s.tif#3")
    assert not table.is_missing("/f/z.png")


def test_a_list_that_grows_keeps_what_was_added_otherwise() -> None:
    table = ImageTable(["/f/9.png"])
    table.begin(dict.fromkeys(["/f/1.png", "/f/2.png"]))
    assert table.paths() == ["/f/1.png", "/f/2.png", "/f/9.png"]
    table.begin(dict.fromkeys(["/f/1.png", "/f/2.png", "/f/9.png", "/f/10.png"]))
    assert table.paths() == ["/f/1.png", "/f/2.png", "/f/9.png", "/f/10.png"]


def test_the_parts_of_a_walk_are_the_list_and_its_order_is_that_of_the_keys(tmp_path: Path) -> None:
    for name in ("10.png", "9.png", "a/2.jpg", "a/10.jpg", "a b/1.png", "b.TIF"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    walk = FolderWalk(tmp_path)
    parts = list(walk)
    assert [path for part in parts for path in part] == walk.given == list_images(tmp_path)
    assert walk.given == sorted(walk.given, key=order_key)
    assert len(walk.folders) == 3
