"""The catalogues of resources/translations: `update` brings them to the sources, `check` tells whether they are.

A catalogue is a .ts file, which people edit, and the .qm made from it, which the program reads. `update` keeps what is
translated, drops what the sources no longer say, and leaves new texts unfinished. `check` writes nothing and ends with
1 if a catalogue lacks a text, holds one too many, is not compiled, or if a language that has to be complete is not.
"""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from defusedxml import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
SOURCES = ("app", "main.py")
LANGUAGES = ("de", "en", "ja", "zh_CN")
PLURALS_ONLY = "en"  # everything else is English in the sources
COMPLETE = ("en", "zh_CN")  # a change that leaves a text of these untranslated is not taken
MOST_NAMED = 5


def name_of(code: str, ending: str = "ts") -> str:
    return f"segmend_{code}.{ending}"


def run(tool: str, *arguments: object) -> None:
    """Run a tool of PySide6's; ends the program with what it says if it fails."""
    path = Path(sysconfig.get_path("scripts")) / tool
    done = subprocess.run([path, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool} failed:\n{done.stdout}{done.stderr}")


def update(folder: Path) -> None:
    """Bring the .ts files of a folder to the sources, making those that are missing."""
    options = ["-silent", "-locations", "none", "-no-obsolete", "-source-language", "en", "-extensions", "py", *SOURCES]
    others = [folder / name_of(code) for code in LANGUAGES if code != PLURALS_ONLY]
    run("pyside6-lupdate", *options, "-ts", *others)
    run("pyside6-lupdate", "-pluralonly", *options, "-ts", folder / name_of(PLURALS_ONLY))


def compile_all(folder: Path) -> None:
    """Make the .qm files of a folder from its .ts files."""
    run("pyside6-lrelease", "-silent", *(folder / name_of(code) for code in LANGUAGES))


def read(file: Path) -> dict[tuple[str, str], bool]:
    """(context, source and comment) of every text of a .ts file, and whether its translation is finished."""
    texts = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            kind = "" if translation is None else translation.get("type", "")
            name = context.findtext("name", "")
            comment = message.findtext("comment", "")
            source = message.findtext("source", "") + (f" ({comment})" if comment else "")
            is_used = kind not in ("vanished", "obsolete")
            texts[name if is_used else f"{name}, no longer used", source] = kind != "unfinished"
    return texts


def named(texts: set[tuple[str, str]]) -> str:
    shown = [f"  {context}: {source!r}" for context, source in sorted(texts)[:MOST_NAMED]]
    return "\n".join([*shown, *([f"  and {len(texts) - MOST_NAMED} more"] if len(texts) > MOST_NAMED else [])])


def problems_of(code: str, folder: Path, fresh: Path) -> list[str]:
    """What is wrong with the catalogue of a language, given a folder with its .ts updated and its .qm made anew."""
    file, binary = folder / name_of(code), folder / name_of(code, "qm")
    there, wanted = read(file), read(fresh / file.name)
    found = []
    for texts, what in (
        (set(wanted) - set(there), "lacks"),
        (set(there) - set(wanted), "holds what the sources do not say:"),
    ):
        if texts:
            found.append(f"{file.name} {what}\n{named(texts)}")
    unfinished = {text for text, is_finished in there.items() if not is_finished}
    if unfinished and code in COMPLETE:
        found.append(f"{file.name} is to be complete, but does not translate\n{named(unfinished)}")
    elif unfinished:
        print(f"{file.name}: {len(unfinished)} texts are not translated yet; they are shown in English.")
    if not binary.exists() or binary.read_bytes() != (fresh / binary.name).read_bytes():
        found.append(f"{binary.name} was not made from {file.name} as it is now")
    return found


def check(folder: Path) -> int:
    """Print what is wrong with the catalogues of a folder; 1 if anything is."""
    missing = [name_of(code) for code in LANGUAGES if not (folder / name_of(code)).exists()]
    if missing:
        print(f"There is no {' and no '.join(missing)} in {folder}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place)
        for code in LANGUAGES:
            shutil.copy(folder / name_of(code), fresh)
        compile_all(fresh)  # what is there, then what should be there
        update(fresh)
        found = [problem for code in LANGUAGES for problem in problems_of(code, folder, fresh)]
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print("Run `make translations`, translate what is new (docs/TRANSLATING.md), run it again.", file=sys.stderr)
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    folder = Path(arguments[1]) if len(arguments) == 2 else FOLDER
    if len(arguments) > 2 or arguments[:1] not in (["update"], ["check"]):
        print("usage: translations.py update|check [FOLDER]", file=sys.stderr)
        return 2
    if arguments[0] == "check":
        return check(folder)
    folder.mkdir(parents=True, exist_ok=True)
    update(folder)
    compile_all(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
