"""Shapes as other programs really write them: turned, skipped, without a class, of many runs."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.formats import inputs
from app.core.formats.label_studio import pack_mask
from app.core.formats.recognition import recognize
from app.core.formats.records import WITHOUT_CLASS, WITHOUT_PIXELS
from tests.unit.core.formats.conftest import named_planes
from tests.unit.core.formats.wild import SIZE, SQUARE, bring_in, drawn, image_file, pixels, write_json


def result(kind: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "original_width": 30, "original_height": 20, "image_rotation": 0, "value": value, **more}


def tasks(path: Path, *results: Any, **more: Any) -> Path:
    annotations = [{"result": [], "was_cancelled": True}, {"result": list(results), "was_cancelled": False}]
    task = {"id": 1, "data": {"id": 3, "picture": "/data/upload/3/8f3a2b1c-cat.png"}, "annotations": annotations}
    return write_json(path, [{**task, **more}])


def test_an_export_of_label_studio_is_found_in_its_folder_and_skipped_work_is_passed_over(tmp_path: Path) -> None:
    mask = np.zeros(SIZE, bool)
    mask[3:6, 4:9] = True
    brush = result("brushlabels", {"format": "rle", "rle": pack_mask(mask), "brushlabels": ["cat"]})
    tasks(tmp_path / "export" / "project-1-at-2024-05-06-07-08-90abcdef.json", brush)
    image_file(tmp_path / "project" / "cat.png")
    assert recognize(tmp_path / "export") == "label-studio"
    assert bring_in(tmp_path / "export", "label-studio", tmp_path / "project") == 0
    assert np.array_equal(named_planes(tmp_path / "project")["cat.png"] == "cat", mask)


def test_an_export_of_label_studio_with_predictions_only_is_found_in_its_folder(tmp_path: Path) -> None:
    value = {"x": 0, "y": 0, "width": 50, "height": 50, "rotation": 0, "rectanglelabels": ["cat"]}
    task = {"data": {"image": "cat.png"}, "predictions": [{"result": [result("rectanglelabels", value)]}]}
    write_json(tmp_path / "project-1.json", [task])
    assert recognize(tmp_path) == "label-studio"
    assert list(drawn("label-studio", tmp_path)) == ["cat.png"]


def test_results_of_label_studio_without_a_shape_or_a_label_cost_no_image(tmp_path: Path) -> None:
    box = {"x": 0, "y": 0, "width": 20, "height": 50, "rotation": 0}
    file = tasks(
        tmp_path / "tasks.json",
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
        result("choices", {"choices": ["outdoors"]}),
        result("keypointlabels", {"x": 5, "y": 5, "width": 0.4, "keypointlabels": ["eye"]}),
        result("rectangle", box, id="a"),
        result("labels", {**box, "labels": ["car"]}, id="a"),
        result("rectangle", box, id="b"),
        predictions=[4, 5],
    )
    (image,) = drawn("label-studio", file).values()
    assert pixels(image, "car").sum() == 60
    assert dict(image.skipped) == {(WITHOUT_PIXELS, "eye"): 1, (WITHOUT_CLASS, "unnamed"): 1}


def test_turned_boxes_and_ellipses_of_label_studio_are_turned(tmp_path: Path) -> None:
    box = {"x": 50, "y": 25, "width": 20, "height": 50, "rotation": 90, "rectanglelabels": ["car"]}
    flat = {"x": 50, "y": 50, "radiusX": 30, "radiusY": 10, "rotation": 90, "ellipselabels": ["eye"]}
    file = tasks(tmp_path / "tasks.json", result("rectanglelabels", box), result("ellipselabels", flat))
    (image,) = drawn("label-studio", file).values()
    rows, cols = np.nonzero(pixels(image, "eye"))
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (1, 18, 13, 16)
    rows, cols = np.nonzero(pixels(image, "car"))
    # From (15, 5), 6 wide and 10 high, to 6 high and 10 wide to the left of it; the ellipse lies above.
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (5, 10, 5, 12)


@pytest.mark.parametrize(
    "shape",
    [
        '<box label="car" xtl="8" ytl="8" xbr="20" ybr="12" rotation="90.0" z_order="0"/>',
        '<ellipse label="car" cx="14" cy="10" rx="6" ry="2" rotation="90.0" z_order="0"/>',
    ],
)
def test_turned_shapes_of_cvat_are_turned(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "annotations.xml"
    image = f'<image id="0" name="a.png" width="30" height="20">{shape}</image>'
    file.write_text(f"<annotations><version>1.1</version>{image}</annotations>")
    rows, cols = np.nonzero(pixels(drawn("cvat", file)["a.png"], "car"))
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (4, 15, 12, 15)


def test_a_box_of_a_video_track_turns_the_shorter_way(tmp_path: Path) -> None:
    sides = 'outside="0" xtl="8" ytl="8" xbr="20" ybr="12"'
    track = f'<box frame="0" {sides} rotation="350"/><box frame="2" {sides} rotation="10"/>'
    file = tmp_path / "annotations.xml"
    file.write_text(f'<annotations><version>1.1</version><track id="0" label="car">{track}</track></annotations>')
    assert pixels(drawn("cvat", file)["frame_000001"], "car")[8:12, 8:20].all()


def test_a_mask_of_many_runs_is_read_in_few_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser looks through a tag again with every piece of it; small pieces make that quadratic."""
    runs = ", ".join(["1"] * 200_000)
    mask = f'<mask label="car" rle="{runs}" left="0" top="0" width="500" height="400"/>'
    file = tmp_path / "annotations.xml"
    file.write_text(f'<annotations><image name="a.png" width="500" height="400">{mask}</image></annotations>')
    pieces = []
    read = inputs._Blocks.read

    def count(blocks: Any, asked: int = -1) -> bytes:
        pieces.append(read(blocks, asked))
        return pieces[-1]

    monkeypatch.setattr(inputs._Blocks, "read", count)
    assert pixels(drawn("cvat", file, (400, 500))["a.png"], "car").sum() == 100_000
    assert len(pieces) == -(-file.stat().st_size // (1 << 18)) + 1


def test_shapes_of_datumaro_without_a_class_cost_no_image(tmp_path: Path) -> None:
    square = {"type": "polygon", "points": SQUARE, "z_order": 0}
    content = {
        "categories": {"label": {"labels": [{"name": "cat"}]}},
        "items": [{"id": "a", "annotations": [{**square, "label_id": None}, {**square, "label_id": 0}]}],
    }
    (image,) = drawn("datumaro", write_json(tmp_path / "train.json", content)).values()
    assert image.names == ["cat"]
    assert dict(image.skipped) == {(WITHOUT_CLASS, "unnamed"): 1}
