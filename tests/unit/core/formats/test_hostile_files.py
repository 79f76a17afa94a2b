"""Files made to do harm: one sentence, in bounded time and memory, and nothing outside the folder is touched.

They are read in a process of their own with limits, as those of the fuzzer are.
"""

import base64
import io
import json
import pickle
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import SegmendError
from app.core.formats.catalog import FORMATS
from app.core.formats.inputs import inside
from app.core.formats.runs import read_coco_rle, unpack_counts
from app.core.label_map import UNLABELED
from app.core.project import Project
from app.exchange import run_export, run_import
from tests.unit.core.formats import fuzzing
from tests.unit.core.formats.conftest import named_planes

SIZE = (9, 12)  # of the image a.png that everything is for


def png_claiming(width: int, height: int, *, kind: int = 0, packed: bytes | None = None) -> bytes:
    """A PNG of some bytes that says it is large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    pixels = zlib.compress(bytes(10**6)) if packed is None else packed
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A sound PNG with a compressed comment of 300 MB."""
    stream = io.BytesIO()
    Image.fromarray(np.zeros(SIZE, np.uint8)).save(stream, "PNG")
    text = b"a\0\0" + zlib.compress(bytes(300_000_000))
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    data = stream.getvalue()
    return data[:33] + chunk + data[33:]


def tiff_claiming(width: int, height: int) -> bytes:
    """A TIFF head with a packed strip that says it is large."""
    strip = zlib.compress(bytes(10**6))
    entries = [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1)),
        *((273, 4, 1, 200), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(strip))),
    ]
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries) + bytes(4)
    return (b"II*\0" + struct.pack("<I", 8) + table).ljust(200, b"\0") + strip


def labelme(**more: object) -> str:
    shape = {"label": "a", "shape_type": "polygon", "points": [[0, 0], [5, 0], [5, 5]], **more}
    return json.dumps({"shapes": [shape], "imagePath": "a.png", "imageHeight": SIZE[0], "imageWidth": SIZE[1]})


def coco(segmentation: object, name: str = "a.png") -> str:
    return json.dumps(
        {
            "images": [{"id": 1, "file_name": name, "height": SIZE[0], "width": SIZE[1]}],
            "categories": [{"id": 1, "name": "a"}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": segmentation}],
        }
    )


def npy(shape: str, descr: str, content: bytes) -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def npz_claiming(shape: str, descr: str = "'|u1'", content: bytes = b"", **others: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in ({"labels": npy(shape, descr, content)} | others).items():
            archive.writestr(f"{name}.npy", array)
    return stream.getvalue()


def task(rle: list[int]) -> str:
    value = {"rle": rle, "brushlabels": ["a"]}
    result = {"original_width": SIZE[1], "original_height": SIZE[0], "value": value}
    return json.dumps([{"data": {"image": "a.png"}, "annotations": [{"result": [result]}]}])


def datumaro(counts: str) -> str:
    annotation = {"type": "mask", "label_id": 0, "rle": {"size": list(SIZE), "counts": counts}}
    item = {"id": "a", "image": {"path": "a.png"}, "annotations": [annotation]}
    return json.dumps({"categories": {"label": {"labels": []}}, "items": [item]})


ENTITIES = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
BILLION = f"<!DOCTYPE z [<!ENTITY a '{'x' * 1000}'>{ENTITIES}]><annotations><image name='&j;'/></annotations>"
OUTSIDE = "<!DOCTYPE z [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><annotations><image name='&a;'/></annotations>"
MASK = {"shape_type": "mask", "points": [[0, 0], [5, 5]]}
PICKLE = b"cos\nsystem\n(S'echo > \"$SEGMEND_SPRUNG\"'\ntR."  # a trap that leaves a file where it is loaded

DEEP, HUGE = "[" * 3_000_000, png_claiming(60000, 60000)


def text(data: bytes) -> str:
    """Bytes as JSON has them."""
    return base64.b64encode(data).decode()


#: name -> format, file, content
BOMBS: dict[str, tuple[str, str, str | bytes]] = {
    "lists in lists, labelme": ("labelme", "a.json", DEEP),
    "objects in objects, labelme": ("labelme", "a.json", '{"shapes": ' + '{"a":' * 1_000_000),
    "lists in lists, isat": ("isat", "a.json", DEEP),
    "lists in lists, x-anylabeling": ("x-anylabeling", "a.json", DEEP),
    "lists in lists, coco": ("coco", "a.json", '{"categories": [], "annotations": [], "images": [' + DEEP),
    "lists, panoptic": ("coco-panoptic", "a.json", '{"categories": 0, "annotations": [{"segments_info":' + DEEP),
    "lists in lists, datumaro": ("datumaro", "a.json", '{"categories": {}, "items": [' + DEEP),
    "lists in lists, label-studio": ("label-studio", "tasks.json", DEEP),
    "lists in lists, cityscapes": ("cityscapes", "gtFine/train/x/a_gtFine_polygons.json", DEEP),
    "digits without end": ("labelme", "a.json", '{"shapes": [], "imageHeight": ' + "9" * 3_000_000 + "}"),
    "mask that claims 3600 megapixels": ("labelme", "a.json", labelme(**MASK, mask=text(HUGE))),
    "mask that is a pickle": ("labelme", "a.json", labelme(**MASK, mask=text(PICKLE))),
    "outline to infinity": ("labelme", "a.json", labelme(points=[[0, 0], [1e300, 0], [5, 1e300]])),
    "outline far away, labelme": ("labelme", "a.json", labelme(points=[[0, 0], [2e9, 0], [5, 2e9]])),
    "outline far away, x-anylabeling": ("x-anylabeling", "a.json", labelme(points=[[0, 0], [2e9, 0], [5, 2e9]])),
    "circle far away": ("labelme", "a.json", labelme(shape_type="circle", points=[[0, 0], [2e9, 0]])),
    "long run": ("coco", "a.json", coco({"size": list(SIZE), "counts": [10**12]})),
    "negative run": ("coco", "a.json", coco({"size": list(SIZE), "counts": [-5, 9 * 12 + 5]})),
    "packed run without end": ("coco", "a.json", coco({"size": list(SIZE), "counts": "oooooooooooooooooo"})),
    "mask of a million by a million": ("coco", "a.json", coco({"size": [10**6, 10**6], "counts": [10**12]})),
    "outline far away, coco": ("coco", "a.json", coco([[0, 0, 1e9, 0, 1e9, 1e9]])),
    "entities in entities": ("cvat", "a.xml", BILLION),
    "entity from a file": ("cvat", "a.xml", OUTSIDE),
    "elements in elements": ("cvat", "a.xml", "<annotations>" + "<a>" * 300_000),
    "array of 10^12": ("npz", "a.npz", npz_claiming("(1000000, 1000000)")),
    "array of pickles": ("npz", "a.npz", npz_claiming(str(SIZE), "'|O'", PICKLE)),
    "text of no characters": (
        "npz",
        "a.npz",
        npz_claiming(str(SIZE), content=bytes(SIZE[0] * SIZE[1]), about=npy("()", "'<U1'", b"\xff" * 4)),
    ),
    "array packed 1000 : 1": ("npz", "a.npz", npz_claiming("(40000, 40000)", content=bytes(100_000_000))),
    "index PNG of 3600 megapixels": ("png", "labels/a.png", HUGE),
    "index PNG with too few pixels": ("png", "labels/a.png", png_claiming(SIZE[1], SIZE[0], packed=b"")),
    "index TIFF of 3600 megapixels": ("png", "labels/a.tif", tiff_claiming(60000, 60000)),
    "VOC PNG of 3600 megapixels": ("voc", "SegmentationClass/a.png", HUGE),
    "CamVid PNG of 3600 megapixels": ("camvid", "trainannot/a.png", HUGE),
    "ADE20K PNG of 3600 megapixels": ("ade20k", "annotations/training/a.png", HUGE),
    "Cityscapes PNG of 3600 megapixels": ("cityscapes", "gtFine/train/x/a_gtFine_labelIds.png", HUGE),
    "runs of nothing": ("label-studio", "tasks.json", task([255] * 40)),
    "runs of 2^32": ("label-studio", "tasks.json", task([0, 0, 1, 0xB0, 0x3F, 0xFF, 0xFF, 0xFF] + [255] * 60)),
    "packed run without end, datumaro": ("datumaro", "a.json", datumaro("0" * 9999)),
    "number of a class beyond all": ("yolo", "labels/train/a.txt", "9" * 100_000 + " 0 0 1 0 1 1"),
    "outline far away, yolo": ("yolo", "labels/train/a.txt", "0 0 0 1e9 0 1e9 1e9"),
    "a line without end": ("yolo", "labels/train/a.txt", "0 " + "0.5 " * 3_000_001),
    "list of classes without end": ("png", "classes.txt", "x\n" * 3_000_000),
    "names without end": ("yolo", "data.yaml", "names: [" + "a, " * 1_000_000 + "]"),
}  # fmt: skip
#: those of which something sound is left, so that nothing has to be refused
HARMLESS = {"index PNG with a comment of 300 MB", "runs of 2^32"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and alarms are those of POSIX")
def test_every_bomb_ends_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sprung = tmp_path / "sprung"
    monkeypatch.setenv("SEGMEND_SPRUNG", str(sprung))
    pickle.loads(PICKLE)  # noqa: S301  it is a trap indeed
    sprung.unlink()
    bombs = BOMBS | {"index PNG with a comment of 300 MB": ("png", "labels/a.png", png_with_text_bomb())}
    cases = []
    for number, (form, file, content) in enumerate(bombs.values()):
        work = tmp_path / str(number)
        path = work / "source" / file
        path.parent.mkdir(parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        if file in ("classes.txt", "data.yaml"):  # what they are the list for
            for place, data in (("labels/train/a.txt", b"0 0 0 1 0 1 1"), ("labels/a.png", png_claiming(12, 9))):
                (work / "source" / place).parent.mkdir(parents=True, exist_ok=True)
                (work / "source" / place).write_bytes(data)
        (work / "project").mkdir()
        Image.fromarray(np.zeros((*SIZE, 3), np.uint8)).save(work / "project" / "a.png")
        cases.append((form, work))
    told = fuzzing.read_once(cases, tmp_path)
    wrong = {}
    for name, said in zip(bombs, told, strict=True):
        if said["wrong"] or (not said["refused"] and name not in HARMLESS):
            wrong[name] = said
    assert not wrong, wrong
    assert not sprung.exists()


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path)
    assert inside(tmp_path / "in", "a/b.png") == tmp_path / "in" / "a" / "b.png"
    for name in (
        *("../x", "a/../../x", "/etc/passwd", "C:\\x", "c:/x", "\\\\host\\x", "link/x", "", "a\0b", "a\\..\\..\\x"),
    ):
        with pytest.raises(ValueError):
            inside(tmp_path / "in", name)


@pytest.mark.parametrize(
    "name", ["../secret.png", "..\\secret.png", "/secret.png", "C:\\secret.png", "x/../../secret.png"]
)
def test_an_image_outside_the_source_is_never_copied(name: str, tmp_path: Path) -> None:
    Image.fromarray(np.zeros((*SIZE, 3), np.uint8)).save(tmp_path / "secret.png")
    (tmp_path / "source").mkdir()
    absolute = name.replace("/secret", str(tmp_path / "secret")) if name.startswith("/") else name
    (tmp_path / "source" / "a.json").write_text(coco([[0, 0, 5, 0, 5, 5]], absolute))
    call = [str(tmp_path / "source"), "--format", "coco", "--out", str(tmp_path / "project")]
    assert run_import("segmend", call) == 1
    assert not list((tmp_path / "project").rglob("*secret*"))


def test_a_panoptic_file_cannot_name_a_png_elsewhere(tmp_path: Path) -> None:
    Image.fromarray(np.full((33, 47, 3), 1, np.uint8)).save(tmp_path / "secret.png")
    annotation = {"image_id": 1, "file_name": "../../secret.png", "segments_info": [{"id": 65793, "category_id": 1}]}
    content = {"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "a"}]}
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "panoptic.json").write_text(json.dumps(content | {"annotations": [annotation]}))
    (read,) = FORMATS["coco-panoptic"].read(tmp_path / "set" / "panoptic.json")
    assert "leads out" in read.sentence


def test_packed_counts_cannot_write_beyond_the_mask() -> None:
    for text in (b"", b"0", b"P" * 20, b"o" * 5, b"\x00", b"zzzz", bytes(range(48, 112))):
        with pytest.raises((ValueError, SegmendError)):
            read_coco_rle({"size": [3, 3], "counts": unpack_counts(text).tolist()}, (3, 3))


@pytest.mark.parametrize("form", FORMATS)
def test_names_that_are_code_elsewhere_are_names(form: str, make_project: Callable[..., Path], tmp_path: Path) -> None:
    """SQL, formulas, markup and format strings in names of classes and images come back as they were."""
    labels = np.full((6, 20), UNLABELED, np.uint8)
    names = (
        "'; DROP TABLE parts; --", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "%s%n{0}", "a: [b], 'c'", "#x",
        "- y", "null", "{z}", "&amp;",
    )  # fmt: skip
    for number in range(len(names)):
        labels[:, 2 * number] = number
    maps = {"'; DROP TABLE images; --.png": labels, "a%s {0} & [1].png": labels.T.copy()}
    folder = make_project(maps=maps, names=names)
    out = tmp_path / "out"
    assert run_export("segmend", [str(folder), "--format", form, "--out", str(out)]) == 0
    other = tmp_path / "other"
    assert run_import("segmend", [str(out), "--format", form, "--out", str(other)]) in (0, 1)
    project = Project.open(folder)
    assert [each.name for each in project.classes] == list(names)
    project.close()
    before, after = named_planes(folder), named_planes(other)
    if form != "npz":  # which has no images to bring along
        assert sorted((plane != "").sum() for plane in after.values()) == sorted(
            (plane != "").sum() for plane in before.values()
        )
        assert {name for plane in after.values() for name in np.unique(plane)} == {*names, ""}
