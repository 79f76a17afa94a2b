"""The tools of the canvas: one small class each, with hooks for the mouse and a few keys."""

from app.ui.tools.belt import TOOLS, ToolBelt
from app.ui.tools.tool import Pointer, Tool

__all__ = ["TOOLS", "Pointer", "Tool", "ToolBelt"]
