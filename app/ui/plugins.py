"""Tools of other packages: the entry points of the group `segmend.tools`. docs/EXTENDING.md tells how."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeySequence

from app.core.plugins import load_plugins
from app.session import Session
from app.session.tools import EXTRA_TOOLS
from app.ui.commands import COMMANDS, Command
from app.ui.conditions import is_tool
from app.ui.effects import choose_tool
from app.ui.keymap import RESERVED
from app.ui.tools.belt import TOOLS
from app.ui.tools.tool import Tool

PLUGINS = "segmend.tools"  # the group of entry points
PREFIX = "plugin_"  # of the commands that take such a tool in hand


def take_tools() -> list[str]:
    """Let every window made from now on have the tools of other packages; a sentence for each that cannot be used."""
    loaded, sentences = load_plugins(PLUGINS, "tool", _problem)
    for name, kind in loaded.items():
        if name in EXTRA_TOOLS:
            continue
        if name in TOOLS:
            sentences.append(f"The tool “{name}” of another package is left out: Segmend has a tool of that name.")
            continue
        EXTRA_TOOLS.append(name)
        TOOLS[name] = kind
        COMMANDS.append(_command(name, kind))
    return sentences


def _problem(kind: object) -> str:
    """What is wrong with what an entry point names; "" for nothing. Makes one to see whether it can be made."""
    if not (isinstance(kind, type) and issubclass(kind, Tool)):
        return "it is no subclass of app.ui.tools.Tool"
    if not isinstance(getattr(kind, "title", None), str):
        return "it has no `title`, the text of its command"
    icon = getattr(kind, "icon", None)
    if icon is not None and not (Path(icon).suffix == ".svg" and Path(icon).is_file()):
        return f"its `icon` {icon} is no SVG file"
    session = Session()
    try:
        kind(session).hint()
    finally:
        session.close()
    return ""


def _command(name: str, kind: type[Tool]) -> Command:
    taken = {key.toString() for command in COMMANDS for key in command.shortcuts}
    taken |= {QKeySequence(key).toString() for key in RESERVED}
    keys = str(getattr(kind, "keys", ""))
    free = [key for key in keys.split() if QKeySequence(key).toString() not in taken]
    icon = getattr(kind, "icon", None)
    return Command(
        f"{PREFIX}{name}",
        str(getattr(kind, "title", name)),
        "tools",
        " ".join(free),
        "plugin" if icon is None else str(Path(icon).with_suffix("").absolute()),
        choose_tool(name),
        is_checked=is_tool(name),
        hint=str(getattr(kind, "explanation", "")),
    )
