"""CVAT for video 1.1: tracks of shapes, frame by frame (CVAT, "XML annotation format").

Between two boxes of a track that name no frame in between, boxes are interpolated as CVAT does it, linearly. Other
shapes are there in the frames that the file names, and in no other: how CVAT interpolates them is not documented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.core.formats.inputs import size_of, whole
from app.core.formats.records import Size

Shapes = list[tuple[str, dict[str, str]]]  # tag and attributes, in drawing order

MOST_FRAMES = 1_000_000
_MOST_STEPS = 200_000  # boxes between boxes, in a file
_SIDES = ("xtl", "ytl", "xbr", "ybr")
#: of a shape; a long video has hundreds of thousands, and what else is said of each would fill the memory
_NEEDED = {*_SIDES, "rotation", "z_order", "points", "cx", "cy", "rx", "ry", "rle", "left", "top", "width", "height"}


@dataclass(frozen=True, slots=True)
class _Shape:
    order: int
    tag: str
    attributes: dict[str, str]
    goal: dict[str, str]  # of a box between two: what it becomes
    share: float = 0.0  # of the way there

    def placed(self) -> dict[str, str]:
        """The attributes in this frame; ValueError, KeyError."""
        if not self.share:
            return self.attributes
        start, goal, share = self.attributes, self.goal, self.share
        between = {key: str(float(start[key]) * (1 - share) + float(goal[key]) * share) for key in _SIDES}
        if "rotation" in start or "rotation" in goal:
            first, last = (float(each.get("rotation", "0")) for each in (start, goal))
            between["rotation"] = str(first + ((last - first + 180) % 360 - 180) * share)  # the shorter way around
        return {**start, **between}


class Video:
    """The shapes of one file by frame."""

    def __init__(self) -> None:
        self.size: Size | None = None  # of every frame, where the file tells
        self._shapes: dict[int, list[_Shape]] = {}
        self._steps = 0
        self._length = MOST_FRAMES  # frames, where the file does not tell

    @property
    def has_frames(self) -> bool:
        return bool(self._shapes)

    def note_meta(self, meta: Element) -> None:
        """Take the size of the frames from `original_size`, their number from `size` and `stop_frame`; ValueError."""
        stated = meta.find(".//original_size")
        if stated is not None:
            self.size = size_of(int(stated.findtext("height", "0")), int(stated.findtext("width", "0")))
        # A job's frames count from the beginning of the video, its size does not.
        sizes, ends = ([_number(each) for each in meta.iterfind(f"./*/{tag}")] for tag in ("size", "stop_frame"))
        lengths = [*filter(None, sizes), *(end + 1 for end in filter(None, ends))]
        if lengths:
            self._length = min(max(lengths), MOST_FRAMES)

    def add(self, track: Element) -> None:
        """Take the shapes of a track; ValueError, KeyError."""
        label = track.get("label", "")
        before: tuple[int, dict[str, str]] | None = None  # the last box, where it is to be seen
        for element in track:
            if element.get("frame") is None:
                continue
            # A track leaves, outside, in the frame behind the last.
            is_outside = element.get("outside") == "1"
            high = MOST_FRAMES if is_outside else self._length
            frame = min(whole(int(element.attrib["frame"]), "a frame", high=high), self._length)
            attributes = {"label": label, **{key: element.attrib[key] for key in element.attrib.keys() & _NEEDED}}
            if before is not None and element.tag == "box":
                self._interpolate(*before, frame, before[1] if is_outside else attributes)
            before = (frame, attributes) if element.tag == "box" and not is_outside else None
            if not is_outside:
                self._put(frame, element.tag, attributes, attributes)

    def frames(self) -> Iterator[int]:
        """The frames with shapes, in order."""
        return iter(sorted(self._shapes))

    def shapes(self, frame: int) -> Shapes:
        """What is drawn in a frame, what lies on top last."""
        return [(each.tag, each.placed()) for each in sorted(self._shapes[frame], key=lambda shape: shape.order)]

    def _put(self, frame: int, tag: str, attributes: dict[str, str], goal: dict[str, str], share: float = 0.0) -> None:
        shape = _Shape(int(attributes.get("z_order", "0")), tag, attributes, goal, share)
        self._shapes.setdefault(frame, []).append(shape)

    def _interpolate(self, first: int, start: dict[str, str], last: int, end: dict[str, str]) -> None:
        """Boxes in the frames between two; before the second is outside, as CVAT has it, they stay where they were."""
        self._steps += max(last - first - 1, 0)
        if self._steps > _MOST_STEPS:
            raise ValueError("its tracks are longer than can be read")
        for frame in range(first + 1, last):
            self._put(frame, "box", start, end, (frame - first) / (last - first))


def _number(element: Element) -> int:
    """What a field of the meta tells; 0 where that is no number."""
    text = (element.text or "").strip()
    return int(text) if text.isdecimal() else 0
