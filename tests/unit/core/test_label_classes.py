import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.core.label_classes import MAX_CLASSES, SAFE_COLORS, LabelClass, LabelClasses


def table(*names: str) -> LabelClasses:
    classes = LabelClasses()
    for name in names:
        classes.add(name)
    return classes


def test_classes_get_indices_colours_and_keys_in_order() -> None:
    classes = table("background", "cat", "dog")
    assert [(each.index, each.name, each.key) for each in classes] == [
        (0, "background", "1"),
        (1, "cat", "2"),
        (2, "dog", "3"),
    ]
    assert [each.color for each in classes] == list(SAFE_COLORS[:3])
    assert len(classes) == 3


def test_the_tenth_class_has_no_key() -> None:
    classes = table(*(str(number) for number in range(10)))
    assert [each.key for each in classes] == [*"123456789", None]


def test_a_removed_index_is_never_used_again_and_its_key_is() -> None:
    classes = table("background", "cat", "dog")
    classes.remove(2)
    assert 2 not in classes
    added = classes.add("bird")
    assert (added.index, added.key) == (3, "3")
    assert classes.was_removed("dog")
    again = classes.add("dog")
    assert again.index == 4
    assert not classes.was_removed("dog")


def test_a_removed_class_comes_back_and_makes_way_for_who_took_its_name() -> None:
    classes = table("background", "cat", "dog")
    color = classes[2].color
    classes.remove(1)
    classes.remove(2)
    classes.add("cat")
    assert classes.restore(2) == LabelClass(2, "dog", color)
    assert classes.restore(1).name == "cat (2)"
    assert not classes.is_removed(1)
    with pytest.raises(InputError, match="index 1"):
        classes.restore(1)


def test_the_last_class_removed_and_stored_still_keeps_its_index_reserved() -> None:
    classes = table("background", "cat")
    classes.remove(1)
    restored = LabelClasses.from_rows(classes.to_rows())
    assert restored.add("dog").index == 2
    assert restored.was_removed("cat")


def test_a_table_is_full_after_255_indices_even_if_some_were_removed() -> None:
    classes = table(*(f"class {number}" for number in range(MAX_CLASSES)))
    classes.remove(7)
    with pytest.raises(InputError, match="at most 255 classes"):
        classes.add("one more")
    assert len({each.color for each in classes}) == MAX_CLASSES - 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "needs a name"), ("  \t", "needs a name"), ("a\tb", "control"), ("a\nb", "control"), ("cat", "already")],
)
def test_a_bad_name_is_refused_and_changes_nothing(name: str, sentence: str) -> None:
    classes = table("cat", "dog")
    before = classes.to_rows()
    with pytest.raises(InputError, match=sentence):
        classes.add(name)
    with pytest.raises(InputError, match=sentence):
        classes.rename(1, name)
    assert classes.to_rows() == before


def test_a_class_may_be_renamed_to_its_own_name_and_spaces_around_it_are_dropped() -> None:
    classes = table("cat", "dog")
    assert classes.rename(1, " dog ").name == "dog"
    assert classes.rename(1, "wolf").name == "wolf"
    found = classes.by_name("wolf")
    assert found is not None
    assert found.index == 1
    assert classes.by_name("dog") is None


def test_a_key_given_to_a_class_is_taken_from_the_other() -> None:
    classes = table("cat", "dog")
    classes.set_key(1, "1")
    assert (classes[0].key, classes[1].key) == (None, "1")
    found = classes.by_key("1")
    assert found is not None
    assert found.name == "dog"
    classes.set_key(1, "1")
    assert classes[1].key == "1"
    assert classes.set_key(1, None).key is None


@pytest.mark.parametrize("key", ["0", "a", "", "12"])
def test_a_key_that_is_not_a_digit_from_1_to_9_is_refused(key: str) -> None:
    classes = table("cat")
    with pytest.raises(InputError, match="use one of 1 to 9"):
        classes.set_key(0, key)
    assert classes[0].key == "1"


def test_a_colour_outside_0_to_255_is_refused() -> None:
    classes = table("cat")
    with pytest.raises(InputError, match="not a colour"):
        classes.recolor(0, (0, 0, 256))
    with pytest.raises(InputError, match="not a colour"):
        classes.add("dog", (1, 2))  # type: ignore[arg-type]
    assert classes.recolor(0, (1, 2, 3)).color == (1, 2, 3)
    assert len(classes) == 1


def test_the_default_colour_is_one_that_no_class_has() -> None:
    classes = LabelClasses()
    classes.add("sky", SAFE_COLORS[0])
    assert classes.add("sea").color == SAFE_COLORS[1]


def test_a_class_that_does_not_exist_is_named_in_the_error() -> None:
    with pytest.raises(InputError, match="no class with index 5"):
        table("cat")[5]
    with pytest.raises(InputError, match="no class with index 5"):
        table("cat").remove(5)


def test_the_palette_holds_colours_by_index_those_of_removed_classes_included() -> None:
    classes = table("background", "cat")
    classes.add("dog", (9, 8, 7))
    classes.remove(2)
    palette = classes.palette()
    assert (palette.shape, palette.dtype) == ((256, 3), np.dtype(np.uint8))
    assert palette[:3].tolist() == [list(SAFE_COLORS[0]), list(SAFE_COLORS[1]), [9, 8, 7]]
    assert not palette[3:].any()


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
COLORS = st.tuples(*[st.integers(0, 255)] * 3)


@given(st.lists(st.tuples(NAMES, COLORS), max_size=12, unique_by=lambda pair: pair[0].strip()))
def test_any_table_survives_being_stored(pairs: list[tuple[str, tuple[int, int, int]]]) -> None:
    classes = LabelClasses()
    for name, color in pairs:
        classes.add(name, color)
    text = classes.to_text()
    assert LabelClasses.from_text(text) == classes
    for each in list(classes)[::3]:
        classes.remove(each.index)
    rows = classes.to_rows()
    assert LabelClasses.from_rows(reversed(rows)).to_rows() == rows


def test_the_text_is_index_name_and_colour_parted_by_tabs() -> None:
    classes = LabelClasses()
    classes.add("traffic light", (250, 170, 30))
    assert classes.to_text() == "0\ttraffic light\t250 170 30\n"


def test_text_of_another_editor_is_read() -> None:
    classes = LabelClasses.from_text("\ufeff0\tsky\t1 2 3\r\n\r\n7\tsea\t4 5 6\r\n")
    assert [(each.index, each.name, each.color, each.key) for each in classes] == [
        (0, "sky", (1, 2, 3), "1"),
        (7, "sea", (4, 5, 6), "2"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0\tsky\t1 2 3\nsea\n", "Line 2"),
        ("x\tsky\t1 2 3\n", "Line 1"),
        ("0\tsky\t1 2\n", "Line 1"),
        ("0\tsky\t1 2 300\n", "not a colour"),
        ("255\tsky\t1 2 3\n", "from 0 to 254"),
        ("0\tsky\t1 2 3\n0\tsea\t4 5 6\n", "index 0"),
        ("0\tsky\t1 2 3\n1\tsky\t4 5 6\n", "already"),
    ],
)
def test_text_with_a_mistake_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        LabelClasses.from_text(text)
