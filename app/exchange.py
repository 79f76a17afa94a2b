"""`export` and `import` on the command line."""

import argparse
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

from app.core.errors import InputError
from app.core.formats.catalog import FORMATS, find_format, take_plugins
from app.core.formats.exporting import ExportReport, Plan, Progress, export, summary
from app.core.formats.importing import ImportReport, run
from app.core.formats.splits import parse_shares
from app.core.project import Project
from app.core.settings import Settings

DONE, SOME_FAILED = 0, 1
_MOST_NAMED = 20


def run_export(program: str, arguments: list[str]) -> int:
    """`export PROJECT --format F --out DIR`; the exit code. Raises SegmendError where nothing can be done."""
    parser = _parser(program, "export", "Write the labels of a project in another program's format, and prove it.")
    parser.add_argument("project", type=Path, help="the folder of images")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="an empty folder, or that of an earlier export"
    )
    parser.add_argument("--split", metavar="SHARES", default="train=1", help="such as train=0.8,val=0.2")
    parser.add_argument(
        "--images", choices=("copy", "none"), default="copy", help="put the images beside the labels or not"
    )
    options = parser.parse_args(arguments)
    form, shares = find_format(options.format), parse_shares(options.split)
    project = _opened(options.project)
    try:
        plan = Plan.of(project)
        if options.dry_run:
            print(" · ".join(f"{key} {value}" for key, value in summary(plan, form, shares).items()))
            return DONE
        report: ExportReport = _drive(
            export(plan, form, options.out, shares=shares, with_images=options.images == "copy")
        )
    finally:
        project.close()
    _say(report.sentences(), report.failed)
    for name, count in list(report.differing.items())[:_MOST_NAMED]:
        print(f"{name}: {count} pixels came back different.", file=sys.stderr)
    return DONE if report.is_exact else SOME_FAILED


def run_import(program: str, arguments: list[str]) -> int:
    """`import SOURCE --format F --out PROJECT`; the exit code. Raises SegmendError where nothing can be done."""
    parser = _parser(program, "import", "Merge the labels of another program into a project; what you painted stays.")
    parser.add_argument("source", type=Path, help="a file or folder of the other program")
    parser.add_argument("--out", metavar="PROJECT", type=Path, required=True, help="the folder of images")
    parser.add_argument(
        "--map", metavar="OLD=NEW", action="append", default=[], help="call a class otherwise; may be repeated"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace painted pixels too")
    options = parser.parse_args(arguments)
    form, mapping = find_format(options.format), _mapping(options.map)
    if not os.path.exists(options.source):
        raise InputError(f"There is no file or folder {options.source}.")
    if not options.out.exists() and not options.dry_run:
        try:
            options.out.mkdir(parents=True)
        except OSError as error:
            raise InputError(
                f"{options.out} cannot be made ({error.strerror or error}); choose another folder."
            ) from error
    project = _opened(options.out)
    try:
        steps = run(
            project, options.source, form, mapping=mapping, overwrite=options.overwrite, dry_run=options.dry_run
        )
        report: ImportReport = _drive(steps)
    finally:
        project.close()
    _say(report.sentences(), report.failed)
    if not report.images:
        raise InputError(f"Nothing in {options.source} is in the format {form.title}; choose another format or folder.")
    return SOME_FAILED if report.failed else DONE


def _parser(program: str, command: str, description: str) -> argparse.ArgumentParser:
    for sentence in take_plugins():
        print(sentence, file=sys.stderr)
    listed = "\n".join(f"  {each.name:<16}{each.title}: {each.summary}" for each in FORMATS.values())
    parser = argparse.ArgumentParser(
        prog=f"{program} {command}",
        description=description,
        epilog=f"formats:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--format", metavar="F", required=True, help="one of the formats below")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    return parser


def _opened(folder: Path) -> Project:
    project = Project.open(folder)
    settings, problem = Settings.load()
    if problem is not None:
        print(problem, file=sys.stderr)
    project.log.switch(is_on=settings.is_logging)
    for notice in project.take_notices():
        print(notice, file=sys.stderr)
    return project


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign or not old.strip() or not new.strip():
            raise InputError(f"“{pair}” maps no class; write --map old=new.")
        mapping[old.strip()] = new.strip()
    return mapping


def _drive(steps: Generator[Progress, None, Any]) -> Any:
    """Run to the end, with one line of progress where there is a terminal; the value that is returned."""
    is_shown = sys.stderr.isatty()
    try:
        while True:
            progress = next(steps)
            if is_shown:
                total = f" of {progress.total}" if progress.total else ""
                print(f"\r\033[K{progress.done}{total} {progress.doing[-60:]}", end="", file=sys.stderr, flush=True)
    except StopIteration as stop:
        return stop.value
    finally:
        steps.close()
        if is_shown:
            print("\r\033[K", end="", file=sys.stderr)


def _say(sentences: list[str], failed: dict[str, str]) -> None:
    for sentence in sentences:
        print(sentence)
    for sentence in list(failed.values())[:_MOST_NAMED]:
        print(sentence, file=sys.stderr)
    if len(failed) > _MOST_NAMED:
        print(f"… and {len(failed) - _MOST_NAMED} more.", file=sys.stderr)
