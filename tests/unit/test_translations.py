"""The texts of resources/translations: what has to be the same in every language is the same."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from defusedxml import ElementTree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
FILES = sorted(FOLDER.glob("*.ts"))
OTHERS = [file for file in FILES if file.stem != "segmend_en"]
KEYS = {"Strg": "Ctrl", "Umschalt": "Shift"}  # as Qt's own texts name the keys of a German keyboard


@dataclass(frozen=True)
class Text:
    """A source text and one finished translation of it; of forms by number there is one for each."""

    context: str
    source: str
    translation: str
    has_forms: bool


def texts(file: Path) -> Iterator[Text]:
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation.get("type") == "unfinished":
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")]
            for each in forms or [translation.text or ""]:
                yield Text(context.findtext("name"), message.findtext("source"), each, bool(forms))


def placeholders(text: str) -> Counter[str]:
    """What a text is filled with: %n, %1, and the fields of str.format, those without a number by their place."""
    fields = re.findall(r"\{(\d*)([^{}]*)\}", text)
    numbered = [f"{number or place}{rest}" for place, (number, rest) in enumerate(fields)]
    return Counter([*re.findall(r"%(?:n|\d)", text), *numbered])


def key_names(text: str) -> list[str]:
    """The keys that a text names at its end: "(Ctrl+T)"."""
    found = re.search(r"[(（]((?:\w+\+)*[\w.]+)[)）](?=\n|$)", text)
    return [KEYS.get(key, key) for key in found[1].split("+")] if found and "+" in found[1] else []


def test_there_are_catalogues() -> None:
    assert [file.stem for file in FILES] == ["segmend_de", "segmend_en", "segmend_ja", "segmend_zh_CN"]
    assert all(file.with_suffix(".qm").exists() for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_holds_the_placeholders_of_its_source(file: Path) -> None:
    for text in texts(file):
        wanted, there = placeholders(text.source), placeholders(text.translation)
        if text.has_forms:  # "The smallest class" needs no number
            del wanted["%n"], there["%n"]
        assert there == wanted, text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_text_for_a_count_of_more_than_one_holds_the_count(file: Path) -> None:
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            if message.get("numerus") and "%n" in message.findtext("source"):
                forms = [form.text or "" for form in message.find("translation").iter("numerusform")]
                assert "%n" in forms[-1], message.findtext("source")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_has_the_lines_and_the_blanks_at_the_ends_of_its_source(file: Path) -> None:
    def ends(text: str) -> tuple[str, str, int]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n")

    for text in texts(file):
        assert text.translation.strip(), text
        assert ends(text.translation) == ends(text.source), text


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_a_command_that_asks_first_ends_with_three_dots_in_every_language(file: Path) -> None:
    for text in texts(file):
        if text.context == "Commands":
            assert text.translation.endswith("…") == text.source.endswith("…"), text


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_two_commands_never_have_one_name(file: Path) -> None:
    """The palette and the list of keys show nothing but names."""
    sources: dict[str, set[str]] = {}
    for text in texts(file):
        if text.context == "Commands":
            sources.setdefault(text.translation, set()).add(text.source)
    assert [each for each in sources.values() if len(each) > 1] == []


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_menus_have_mnemonics_of_their_own_and_nothing_else_has_one(file: Path) -> None:
    letters = []
    for text in texts(file):
        assert text.translation.count("&") == text.source.count("&"), text
        if "&" in text.source:
            assert text.context == "Menus", text
            letters += re.findall(r"&(\w)", text.translation.upper())
    assert len(letters) == len(set(letters)) == 9


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_a_translation_names_the_keys_that_its_source_names(file: Path) -> None:
    named = [text for text in texts(file) if key_names(text.source)]
    assert named
    for text in named:
        assert key_names(text.translation) == key_names(text.source), text


def test_only_objects_translate_themselves() -> None:
    """lupdate takes the class around `self.tr` for the context; of `other.tr` it makes one that is never found."""
    wrong = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "app").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "tr"
        if not (isinstance(call.func.value, ast.Name) and call.func.value.id == "self")
    ]
    assert wrong == []


def test_every_context_is_a_class_or_is_named_in_a_call() -> None:
    known = set()
    for file in sorted((ROOT / "app").rglob("*.py")):
        source = file.read_text("utf-8")
        known |= set(re.findall(r"^class (\w+)", source, re.MULTILINE))
        known |= set(re.findall(r"(?:translate|QT_TRANSLATE_NOOP)\(\s*\"(\w+)\"", source))
    assert {text.context for file in FILES for text in texts(file)} - known == set()


def _check(folder: Path) -> subprocess.CompletedProcess[str]:
    script = ROOT / ".ci" / "translations.py"
    return subprocess.run(
        [sys.executable, str(script), "check", str(folder)], capture_output=True, text=True, check=False, timeout=120
    )


def test_the_check_names_what_is_missing_superfluous_unfinished_or_not_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    shutil.copytree(FOLDER, folder)
    chinese, german = folder / "segmend_zh_CN.ts", folder / "segmend_de.ts"
    text = chinese.read_text("utf-8")
    text = text.replace("<source>Eraser</source>", "<source>Rubber</source>")
    text = text.replace("<translation>撤销</translation>", '<translation type="unfinished"></translation>')
    chinese.write_text(text, "utf-8")
    german.write_text(german.read_text("utf-8").replace(">Radierer<", ">Radiergummi<"), "utf-8")
    checked = _check(folder)
    assert checked.returncode == 1
    assert "segmend_zh_CN.ts lacks\n  Commands: 'Eraser'" in checked.stderr
    assert "segmend_zh_CN.ts holds what the sources do not say:\n  Commands: 'Rubber'" in checked.stderr
    assert "segmend_zh_CN.ts is to be complete, but does not translate\n  Commands: 'Undo'" in checked.stderr
    assert "segmend_de.qm was not made from segmend_de.ts as it is now" in checked.stderr
    assert "segmend_ja" not in checked.stderr
    assert "make translations" in checked.stderr


def test_the_check_says_which_catalogue_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    shutil.copytree(FOLDER, folder)
    (folder / "segmend_ja.ts").unlink()
    checked = _check(folder)
    assert (checked.returncode, checked.stderr) == (1, f"There is no segmend_ja.ts in {folder}.\n")
