"""XML that expands or reads entities is refused before anything is expanded or read."""

from pathlib import Path

import pytest

from app.core.formats.inputs import iterate_xml, reading
from app.core.formats.records import FormatError

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><annotations><image>&l9;</image></annotations>'
SECRET = '<!DOCTYPE a [<!ENTITY s SYSTEM "file://{}">]><annotations><image>&s;</image></annotations>'


@pytest.mark.parametrize("kind", ["bomb", "secret"])
def test_entities_are_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    file = tmp_path / "annotations.xml"
    file.write_text(BOMB if kind == "bomb" else SECRET.format(tmp_path / "secret.txt"))
    found = []
    with pytest.raises(FormatError, match="defines entities, which is not allowed"), reading(file):
        found += [element.text for element in iterate_xml(file, "image")]
    assert found == []


def test_the_same_without_entities_is_read(tmp_path: Path) -> None:
    file = tmp_path / "annotations.xml"
    file.write_text("<annotations><image>one</image></annotations>")
    assert [element.text for element in iterate_xml(file, "image")] == ["one"]
