"""The one table of everything the user can do; menus, tool bars, shortcuts and help come from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from app.core.morphology import Shaping
from app.core.permission import ANYTHING
from app.core.project import ImageState
from app.session.proposing import FRAMES_AT_ONCE
from app.ui import conditions, effects
from app.ui.conditions import Test
from app.ui.effects import Run


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text of a table for translation, by the name that pyside6-lupdate looks for; Qt's own has no types."""
    return text


@dataclass(frozen=True)
class Command:
    """Something the user can do. `text` and `explanation` are `title` and `hint` in the user's language.

    `keys` are alternatives in Qt's portable notation, a space between two; `is_checked` makes a switch of it.
    """

    id: str
    title: str
    menu: str
    keys: str
    icon: str
    run: Run
    is_enabled: Test = conditions.always
    is_checked: Test | None = None
    hint: str = ""
    begins_group: bool = False
    argument: str = ""
    submenu: str = ""  # one of SUBMENUS

    @property
    def shortcuts(self) -> list[QKeySequence]:
        return [QKeySequence(key) for key in self.keys.split()]

    @property
    def is_checkable(self) -> bool:
        return self.is_checked is not None

    @property
    def text(self) -> str:
        return QCoreApplication.translate("Commands", self.title).replace("{}", self.argument)

    @property
    def english(self) -> str:
        """The text as it stands in the table, whatever language is spoken."""
        return self.title.replace("{}", self.argument)

    @property
    def explanation(self) -> str:
        return QCoreApplication.translate("Commands", self.hint) if self.hint else ""


MENUS = {
    "file": QT_TRANSLATE_NOOP("Menus", "&File"),
    "edit": QT_TRANSLATE_NOOP("Menus", "&Edit"),
    "image": QT_TRANSLATE_NOOP("Menus", "&Image"),
    "tools": QT_TRANSLATE_NOOP("Menus", "&Tools"),
    "classes": QT_TRANSLATE_NOOP("Menus", "&Classes"),
    "view": QT_TRANSLATE_NOOP("Menus", "&View"),
    "learning": QT_TRANSLATE_NOOP("Menus", "&Learning"),
    "camera": QT_TRANSLATE_NOOP("Menus", "Ca&mera"),
    "help": QT_TRANSLATE_NOOP("Menus", "&Help"),
}

SUBMENUS = {
    "reshape": QT_TRANSLATE_NOOP("Menus", "Reshape a region"),
    "options": QT_TRANSLATE_NOOP("Menus", "Tool options"),
}


def menu_title(menu: str) -> str:
    """The title of one of MENUS without its mnemonic: "&File", and the "文件(&F)" of languages with other letters."""
    return re.sub(r"\(&.\)|&", "", QCoreApplication.translate("Menus", MENUS[menu]))


# One row, one command; app.ui.plugins adds rows before a window is made.
# fmt: off
COMMANDS: list[Command] = [
    Command("open_images", QT_TRANSLATE_NOOP("Commands", "Open images…"), "file", "Ctrl+O", "open-images",
            lambda w: w.sources.ask_for_images()),
    Command("open_folder", QT_TRANSLATE_NOOP("Commands", "Open folder…"), "file", "Ctrl+Shift+O", "open-folder",
            lambda w: w.sources.ask_for_folder(),
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "The folder becomes the project; what you decide is kept in its .segmend folder")),
    Command("open_recent", QT_TRANSLATE_NOOP("Commands", "Open a recent folder…"), "file", "Ctrl+Alt+O", "recent",
            lambda w: w.sources.show_recent()),
    Command("open_samples", QT_TRANSLATE_NOOP("Commands", "Open sample photos"), "file", "", "open-images",
            lambda w: w.sources.open_samples(),
            hint=QT_TRANSLATE_NOOP("Commands", "Photos that come along, to try the program with")),
    Command("paste_image", QT_TRANSLATE_NOOP("Commands", "Paste an image"), "file", "Ctrl+V", "paste",
            lambda w: w.sources.paste(),
            hint=QT_TRANSLATE_NOOP("Commands", "An image on the clipboard becomes one of the project")),
    Command("open_video", QT_TRANSLATE_NOOP("Commands", "Open video…"), "file", "Ctrl+Shift+V", "open-video",
            lambda w: w.sources.ask_for_video()),
    Command("open_camera", QT_TRANSLATE_NOOP("Commands", "Open camera or stream…"), "file", "Ctrl+Shift+C", "camera",
            lambda w: w.sources.ask_for_camera()),
    Command("save", QT_TRANSLATE_NOOP("Commands", "Save now"), "file", "Ctrl+S", "save",
            lambda w: w.session.save(), is_enabled=conditions.has_image, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "Your work is also saved by itself, shortly after every stroke")),
    Command("import_labels", QT_TRANSLATE_NOOP("Commands", "Import labels…"), "file", "Ctrl+Shift+I", "import",
            lambda w: w.exchange_view.ask_for_import(), is_enabled=conditions.can_exchange, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "Labels of other programs come in; what you have painted stays")),
    Command("export_labels", QT_TRANSLATE_NOOP("Commands", "Export labels…"), "file", "Ctrl+Shift+X", "export",
            lambda w: w.exchange_view.ask_for_export(), is_enabled=conditions.can_exchange,
            hint=QT_TRANSLATE_NOOP("Commands", "In another program's format, read back and compared")),
    Command("close_project", QT_TRANSLATE_NOOP("Commands", "Close project"), "file", "Ctrl+W", "close",
            lambda w: w.session.close_project(), is_enabled=conditions.has_project),
    Command("settings", QT_TRANSLATE_NOOP("Commands", "Settings…"), "file", "Ctrl+,", "settings",
            lambda w: w.show_settings(), begins_group=True),
    Command("quit", QT_TRANSLATE_NOOP("Commands", "Quit"), "file", "Ctrl+Q", "quit", lambda w: w.close()),
    Command("undo", QT_TRANSLATE_NOOP("Commands", "Undo"), "edit", "Ctrl+Z", "undo",
            effects.undo, is_enabled=conditions.can_undo),
    Command("redo", QT_TRANSLATE_NOOP("Commands", "Redo"), "edit", "Ctrl+Shift+Z Ctrl+Y", "redo",
            effects.redo, is_enabled=conditions.can_redo),
    Command("accept", QT_TRANSLATE_NOOP("Commands", "Accept the prediction"), "edit", "Return Enter", "accept",
            lambda w: w.session.accept(), is_enabled=conditions.has_prediction, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "Every pixel that you have not painted takes the predicted class")),
    Command("copy_previous", QT_TRANSLATE_NOOP("Commands", "Copy labels of the image before"), "edit", "Ctrl+D",
            "copy-previous", lambda w: w.session.copy_previous(), is_enabled=conditions.has_earlier_image,
            hint=QT_TRANSLATE_NOOP("Commands", "For images that follow each other; what you have painted here stays")),
    Command("copy_previous_over", QT_TRANSLATE_NOOP("Commands", "Copy labels of the image before over everything"),
            "edit", "Ctrl+Shift+D", "copy-previous", lambda w: w.session.copy_previous(overwrites=True),
            is_enabled=conditions.has_earlier_image,
            hint=QT_TRANSLATE_NOOP("Commands", "What you have painted here gives way too, where it is labelled there")),
    Command("carry", QT_TRANSLATE_NOOP("Commands", "Carry labels to the next frame"), "edit", "Shift+D", "carry",
            lambda w: w.frame_carrier.carry(), is_enabled=conditions.can_carry,
            hint=QT_TRANSLATE_NOOP("Commands", "They follow what moves, as a proposal: Enter accepts it, G a region")),
    Command("carry_on", QT_TRANSLATE_NOOP("Commands", "Carry labels through the frames that follow"), "edit",
            "Ctrl+Alt+D", "carry", lambda w: w.session.carry_labels(FRAMES_AT_ONCE), is_enabled=conditions.can_carry,
            hint=QT_TRANSLATE_NOOP("Commands", "As proposals, until the scene changes")),
    Command("drop_carried", QT_TRANSLATE_NOOP("Commands", "Drop the labels carried here"), "edit", "Shift+Backspace",
            "reject-region", lambda w: w.session.drop_proposal(), is_enabled=conditions.has_proposal,
            hint=QT_TRANSLATE_NOOP("Commands", "The prediction shows again; what you accepted stays")),
    Command("replace_class", QT_TRANSLATE_NOOP("Commands", "Replace a class…"), "edit", "Ctrl+H", "replace-class",
            lambda w: w.show_replacing(), is_enabled=conditions.has_project,
            hint=QT_TRANSLATE_NOOP("Commands", "Give all pixels of one class another, in this image or in all")),
    Command("palette", QT_TRANSLATE_NOOP("Commands", "Find a command…"), "edit", "Ctrl+Shift+P", "command",
            lambda w: w.show_palette(), begins_group=True),
    Command("next_image", QT_TRANSLATE_NOOP("Commands", "Next image"), "image", "D", "next",
            lambda w: w.session.step_image(1), is_enabled=conditions.has_images),
    Command("previous_image", QT_TRANSLATE_NOOP("Commands", "Previous image"), "image", "A", "previous",
            lambda w: w.session.step_image(-1), is_enabled=conditions.has_images),
    Command("find_image", QT_TRANSLATE_NOOP("Commands", "Find an image…"), "image", "Ctrl+Shift+F /", "search",
            lambda w: w.find_image(), is_enabled=conditions.has_project,
            hint=QT_TRANSLATE_NOOP("Commands", "Narrow the list by a part of the name or by the state")),
    Command("next_region", QT_TRANSLATE_NOOP("Commands", "Next uncertain region"), "image", "N", "next-region",
            lambda w: w.reviewer.step(1), is_enabled=conditions.has_ready_image, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "Where the network hesitates most; then the next uncertain image")),
    Command("previous_region", QT_TRANSLATE_NOOP("Commands", "Previous uncertain region"), "image", "Shift+N",
            "previous-region", lambda w: w.reviewer.step(-1), is_enabled=conditions.has_ready_image,
            hint=QT_TRANSLATE_NOOP("Commands", "Back to the regions you looked at")),
    Command("order_uncertainty", QT_TRANSLATE_NOOP("Commands", "Most uncertain images first"), "image", "Ctrl+Shift+U",
            "order", lambda w: w.session.set_order("name" if w.session.order == "uncertainty" else "uncertainty"),
            is_enabled=conditions.has_images, is_checked=lambda w: w.session.order == "uncertainty",
            hint=QT_TRANSLATE_NOOP("Commands", "Images are scored while nothing else is asked of the network")),
    Command("order_gain", QT_TRANSLATE_NOOP("Commands", "Images that teach most first"), "image", "Ctrl+Shift+G",
            "order-gain", lambda w: w.session.set_order("name" if w.session.order == "gain" else "gain"),
            is_enabled=conditions.has_images, is_checked=lambda w: w.session.order == "gain",
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "Where the network hesitates, changed its mind, and nothing alike is corrected")),
    Command("reviewed_next", QT_TRANSLATE_NOOP("Commands", "Reviewed, and the next image"), "image",
            "Ctrl+Return Ctrl+Enter", "reviewed-next", effects.review_and_step, is_enabled=conditions.shows_image,
            begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "The labels are as they should be; go on")),
    Command("reviewed", QT_TRANSLATE_NOOP("Commands", "Mark as reviewed"), "image", "Shift+R Alt+4", "reviewed",
            lambda w: w.session.mark_reviewed(), is_enabled=conditions.shows_image,
            is_checked=conditions.is_state(ImageState.REVIEWED)),
    Command("corrected", QT_TRANSLATE_NOOP("Commands", "Mark as corrected"), "image", "Alt+3", "class-name",
            effects.mark(ImageState.CORRECTED), is_enabled=conditions.shows_image,
            is_checked=conditions.is_state(ImageState.CORRECTED)),
    Command("predicted", QT_TRANSLATE_NOOP("Commands", "Mark as predicted only"), "image", "Alt+2", "predict",
            effects.mark(ImageState.PREDICTED), is_enabled=conditions.shows_image,
            is_checked=conditions.is_state(ImageState.PREDICTED)),
    Command("new", QT_TRANSLATE_NOOP("Commands", "Mark as new"), "image", "Alt+1", "open-images",
            effects.mark(ImageState.NEW), is_enabled=conditions.shows_image,
            is_checked=conditions.is_state(ImageState.NEW)),
    Command("predict", QT_TRANSLATE_NOOP("Commands", "Predict again"), "image", "Ctrl+R", "predict",
            lambda w: w.learner.predict(), is_enabled=conditions.has_ready_image, begins_group=True),
    Command("refine_edges", QT_TRANSLATE_NOOP("Commands", "Edges by the image"), "image", "Ctrl+E", "refine-edges",
            lambda w: w.learner.set_refines_edges(not w.learner.refines_edges),
            is_checked=lambda w: bool(w.learner.refines_edges),
            hint=QT_TRANSLATE_NOOP("Commands", "Bring the edges of the prediction to the edges of the image")),
    Command("tool_brush", QT_TRANSLATE_NOOP("Commands", "Brush"), "tools", "B", "brush",
            effects.choose_tool("brush"), is_checked=conditions.is_tool("brush"),
            hint=QT_TRANSLATE_NOOP("Commands", "Paint the chosen class")),
    Command("tool_eraser", QT_TRANSLATE_NOOP("Commands", "Eraser"), "tools", "E", "eraser",
            effects.choose_tool("eraser"), is_checked=conditions.is_tool("eraser"),
            hint=QT_TRANSLATE_NOOP("Commands", "Take back what was decided: the prediction shows again")),
    Command("tool_superpixels", QT_TRANSLATE_NOOP("Commands", "Superpixel brush"), "tools", "S", "superpixels",
            effects.choose_tool("superpixels"), is_checked=conditions.is_tool("superpixels"),
            hint=QT_TRANSLATE_NOOP("Commands", "Paint areas of one look, whose borders follow the edges of the image")),
    Command("tool_polygon", QT_TRANSLATE_NOOP("Commands", "Polygon"), "tools", "P", "polygon",
            effects.choose_tool("polygon"), is_checked=conditions.is_tool("polygon"),
            hint=QT_TRANSLATE_NOOP("Commands", "Click the corners; close with a double click or Enter")),
    Command("tool_lasso", QT_TRANSLATE_NOOP("Commands", "Lasso"), "tools", "T", "lasso",
            effects.choose_tool("lasso"), is_checked=conditions.is_tool("lasso"),
            hint=QT_TRANSLATE_NOOP("Commands", "Drag around the area")),
    Command("tool_rectangle", QT_TRANSLATE_NOOP("Commands", "Rectangle"), "tools", "R", "rectangle",
            effects.choose_tool("rectangle"), is_checked=conditions.is_tool("rectangle"),
            hint=QT_TRANSLATE_NOOP("Commands", "Drag from corner to corner")),
    Command("tool_ellipse", QT_TRANSLATE_NOOP("Commands", "Ellipse"), "tools", "O", "ellipse",
            effects.choose_tool("ellipse"), is_checked=conditions.is_tool("ellipse"),
            hint=QT_TRANSLATE_NOOP("Commands", "Drag from corner to corner")),
    Command("tool_fill", QT_TRANSLATE_NOOP("Commands", "Fill"), "tools", "F", "fill",
            effects.choose_tool("fill"), is_checked=conditions.is_tool("fill"),
            hint=QT_TRANSLATE_NOOP("Commands", "Give one connected region the chosen class")),
    Command("tool_wand", QT_TRANSLATE_NOOP("Commands", "Magic wand"), "tools", "W", "wand",
            effects.choose_tool("wand"), is_checked=conditions.is_tool("wand"),
            hint=QT_TRANSLATE_NOOP("Commands", "Press on a colour and drag for the tolerance")),
    Command("tool_cutout", QT_TRANSLATE_NOOP("Commands", "Cut-out"), "tools", "Q", "cutout",
            effects.choose_tool("cutout"), is_checked=conditions.is_tool("cutout"),
            hint=QT_TRANSLATE_NOOP("Commands", "Drag a box around an object to paint the object")),
    Command("tool_accept_region", QT_TRANSLATE_NOOP("Commands", "Accept a region"), "tools", "G", "accept-region",
            effects.choose_tool("accept"), is_checked=conditions.is_tool("accept"),
            hint=QT_TRANSLATE_NOOP("Commands", "Click a predicted region to accept it")),
    Command("tool_reject_region", QT_TRANSLATE_NOOP("Commands", "Reject a region"), "tools", "Shift+G", "reject-region",
            effects.choose_tool("reject"), is_checked=conditions.is_tool("reject"),
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "Click a predicted region that is wrong: the next class takes its place")),
    Command("tool_picker", QT_TRANSLATE_NOOP("Commands", "Class picker"), "tools", "I", "picker",
            effects.choose_tool("picker"), is_checked=conditions.is_tool("picker"),
            hint=QT_TRANSLATE_NOOP("Commands", "Choose the class under the cursor")),
    Command("tool_pan", QT_TRANSLATE_NOOP("Commands", "Pan"), "tools", "", "pan",
            effects.choose_tool("pan"), is_checked=conditions.is_tool("pan"),
            hint=QT_TRANSLATE_NOOP("Commands", "Drag the image; or hold Space with any tool")),
    Command("reshape", QT_TRANSLATE_NOOP("Commands", "Reshape, or its next kind"), "tools", "M", "reshape-grow",
            effects.next_shaping, submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Grow, shrink, smooth, fill holes, remove islands, one after another")),
    Command("reshape_grow", QT_TRANSLATE_NOOP("Commands", "Grow"), "tools", "", "reshape-grow",
            effects.choose_shaping(Shaping.GROW), is_checked=conditions.is_shaping(Shaping.GROW), submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Click a region to make it wider")),
    Command("reshape_shrink", QT_TRANSLATE_NOOP("Commands", "Shrink"), "tools", "", "reshape-shrink",
            effects.choose_shaping(Shaping.SHRINK), is_checked=conditions.is_shaping(Shaping.SHRINK), submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Click a region to make it narrower")),
    Command("reshape_smooth", QT_TRANSLATE_NOOP("Commands", "Smooth"), "tools", "", "reshape-smooth",
            effects.choose_shaping(Shaping.SMOOTH), is_checked=conditions.is_shaping(Shaping.SMOOTH), submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Click a region to take its bumps and dents away")),
    Command("reshape_holes", QT_TRANSLATE_NOOP("Commands", "Fill holes"), "tools", "", "reshape-holes",
            effects.choose_shaping(Shaping.FILL_HOLES), is_checked=conditions.is_shaping(Shaping.FILL_HOLES),
            submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Click a region to fill its small holes")),
    Command("reshape_islands", QT_TRANSLATE_NOOP("Commands", "Remove islands"), "tools", "", "reshape-islands",
            effects.choose_shaping(Shaping.REMOVE_ISLANDS), is_checked=conditions.is_shaping(Shaping.REMOVE_ISLANDS),
            submenu="reshape",
            hint=QT_TRANSLATE_NOOP("Commands", "Click a small region, or Ctrl+click a class, to remove islands")),
    Command("paint_over", QT_TRANSLATE_NOOP("Commands", "Paint only over what is under the cursor"), "tools",
            "Shift+O", "paint-over", lambda w: w.paint_over_pointed(), submenu="options",
            is_checked=lambda w: w.session.options.over != ANYTHING,
            hint=QT_TRANSLATE_NOOP("Commands", "A class, a predicted class, or unlabeled pixels; again for anything")),
    Command("keep_edges", QT_TRANSLATE_NOOP("Commands", "Brush keeps within edges"), "tools", "Shift+K", "keep-edges",
            effects.toggle_option("keeps_edges"), is_checked=conditions.is_option("keeps_edges"), submenu="options",
            hint=QT_TRANSLATE_NOOP("Commands", "It paints only what looks like where the stroke begins")),
    Command("brush_square", QT_TRANSLATE_NOOP("Commands", "Square brush"), "tools", "Shift+B", "brush-square",
            effects.toggle_option("is_square"), is_checked=conditions.is_option("is_square"), submenu="options"),
    Command("pen_pressure", QT_TRANSLATE_NOOP("Commands", "Pen pressure changes the size"), "tools", "", "pressure",
            effects.toggle_option("uses_pressure"), is_checked=conditions.is_option("uses_pressure"),
            submenu="options"),
    Command("fill_color", QT_TRANSLATE_NOOP("Commands", "Fill by colour"), "tools", "Shift+F", "fill-color",
            effects.toggle_option("fills_by_color"), is_checked=conditions.is_option("fills_by_color"),
            submenu="options",
            hint=QT_TRANSLATE_NOOP("Commands", "Fill follows the colours of the image, not labels and prediction")),
    Command("brush_smaller", QT_TRANSLATE_NOOP("Commands", "Smaller brush"), "tools", "[", "brush-smaller",
            effects.change_brush(1 / 1.2), begins_group=True),
    Command("brush_bigger", QT_TRANSLATE_NOOP("Commands", "Bigger brush"), "tools", "]", "brush-bigger",
            effects.change_brush(1.2)),
    Command("add_class", QT_TRANSLATE_NOOP("Commands", "Add class"), "classes", "Ctrl+Shift+A", "add",
            lambda w: w.class_list.begin_adding()),
    Command("rename_class", QT_TRANSLATE_NOOP("Commands", "Rename the class"), "classes", "F2", "class-name",
            lambda w: w.class_list.begin_renaming(), is_enabled=conditions.has_classes),
    Command("swap_class", QT_TRANSLATE_NOOP("Commands", "Swap with the last class"), "classes", "X", "swap",
            lambda w: w.session.swap_class(), is_enabled=conditions.has_classes, begins_group=True),
    Command("hide_class", QT_TRANSLATE_NOOP("Commands", "Hide the class"), "classes", "J", "eye-off",
            effects.toggle_look("is_hidden"), is_enabled=conditions.has_classes,
            is_checked=conditions.is_look("is_hidden"), begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "Draw the chosen class neither as prediction nor as label")),
    Command("lock_class", QT_TRANSLATE_NOOP("Commands", "Lock the class"), "classes", "Shift+J", "lock",
            effects.toggle_look("is_locked"), is_enabled=conditions.has_classes,
            is_checked=conditions.is_look("is_locked"),
            hint=QT_TRANSLATE_NOOP("Commands", "No tool and no import gives it pixels or takes any away")),
    Command("overlay", QT_TRANSLATE_NOOP("Commands", "Overlay"), "view", "V", "overlay",
            lambda w: w.canvas.set_overlay_visible(not w.canvas.is_overlay_visible),
            is_checked=lambda w: w.canvas.is_overlay_visible,
            hint=QT_TRANSLATE_NOOP("Commands", "Show or hide everything that lies over the image")),
    Command("outlines", QT_TRANSLATE_NOOP("Commands", "Outlines only"), "view", "Shift+V", "outlines",
            lambda w: w.canvas.set_style(is_outlined=not w.canvas.is_outlined, is_hatched=w.canvas.is_hatched),
            is_checked=lambda w: w.canvas.is_outlined,
            hint=QT_TRANSLATE_NOOP("Commands", "Draw regions as outlines, so that the image shows inside them")),
    Command("hatching", QT_TRANSLATE_NOOP("Commands", "Hatching"), "view", "Shift+H", "hatching",
            lambda w: w.canvas.set_style(is_outlined=w.canvas.is_outlined, is_hatched=not w.canvas.is_hatched),
            is_checked=lambda w: w.canvas.is_hatched,
            hint=QT_TRANSLATE_NOOP("Commands", "Give each class lines of its own, to be told apart without colours")),
    Command("heatmap", QT_TRANSLATE_NOOP("Commands", "Heatmap of the class"), "view", "H", "heatmap",
            effects.toggle_view("heatmap"), is_checked=conditions.is_view("heatmap"),
            hint=QT_TRANSLATE_NOOP("Commands", "How probable the chosen class is at each pixel")),
    Command("uncertainty", QT_TRANSLATE_NOOP("Commands", "Uncertainty"), "view", "U", "uncertainty",
            effects.toggle_view("uncertainty"), is_checked=conditions.is_view("uncertainty"),
            hint=QT_TRANSLATE_NOOP("Commands", "Where the network hesitates")),
    Command("margin", QT_TRANSLATE_NOOP("Commands", "Measure uncertainty by the margin"), "view", "Shift+U", "margin",
            lambda w: w.session.set_measure("entropy" if w.session.measure == "margin" else "margin"),
            is_checked=lambda w: w.session.measure == "margin",
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "How close the two best classes are, instead of the entropy of all of them")),
    Command("fit", QT_TRANSLATE_NOOP("Commands", "Fit to window"), "view", "Ctrl+F", "fit",
            lambda w: w.canvas.zoom_fit(), is_enabled=conditions.has_picture, begins_group=True),
    Command("actual_size", QT_TRANSLATE_NOOP("Commands", "Actual size (100 %)"), "view", "Ctrl+0", "actual-size",
            lambda w: w.canvas.zoom_actual(), is_enabled=conditions.has_picture),
    Command("zoom_in", QT_TRANSLATE_NOOP("Commands", "Zoom in"), "view", "Ctrl++ Ctrl+=", "zoom-in",
            lambda w: w.canvas.zoom_in(), is_enabled=conditions.has_picture),
    Command("zoom_out", QT_TRANSLATE_NOOP("Commands", "Zoom out"), "view", "Ctrl+-", "zoom-out",
            lambda w: w.canvas.zoom_out(), is_enabled=conditions.has_picture),
    Command("compare_swipe", QT_TRANSLATE_NOOP("Commands", "Compare versions with a line"), "view", "Y",
            "compare-swipe", effects.compare("swipe"), is_enabled=conditions.can_compare,
            is_checked=conditions.is_comparing("swipe"),
            hint=QT_TRANSLATE_NOOP("Commands", "Left of a line you drag: what another version of the network predicts"),
            begins_group=True),
    Command("compare_side", QT_TRANSLATE_NOOP("Commands", "Compare versions side by side"), "view", "Shift+Y",
            "compare-side", effects.compare("side"), is_enabled=conditions.can_compare,
            is_checked=conditions.is_comparing("side"),
            hint=QT_TRANSLATE_NOOP("Commands", "The image twice, with the predictions of two versions")),
    Command("compare_next", QT_TRANSLATE_NOOP("Commands", "Compare with the next version"), "view", "Ctrl+Shift+Y",
            "compare-swipe", lambda w: w.comparison.next_version(), is_enabled=conditions.can_compare),
    Command("skips", QT_TRANSLATE_NOOP("Commands", "How the network sees it"), "view", "Ctrl+Shift+E", "skips",
            lambda w: w.toggle_skips(), is_checked=lambda w: not w.docks["skips"].isHidden(),
            hint=QT_TRANSLATE_NOOP("Commands", "The heatmap of the class as far as stride 32, 16 and 8 know it")),
    Command("levels", QT_TRANSLATE_NOOP("Commands", "Levels"), "view", "Ctrl+L", "levels",
            lambda w: w.toggle_levels(), is_checked=lambda w: not w.docks["levels"].isHidden(), begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "Which values are black and white, and which channels are red, green and blue")),
    Command("statistics", QT_TRANSLATE_NOOP("Commands", "Statistics"), "view", "Ctrl+I", "statistics",
            lambda w: w.toggle_statistics(), is_checked=lambda w: w.docks["statistics"].isVisible(),
            hint=QT_TRANSLATE_NOOP("Commands", "Pixels and images of each class; prediction and labels compared"),
            begins_group=True),
    Command("second_window", QT_TRANSLATE_NOOP("Commands", "Second window"), "view", "F12", "second-canvas",
            lambda w: w.toggle_second_window(), is_checked=lambda w: w.second_window is not None,
            hint=QT_TRANSLATE_NOOP("Commands", "The same image with a zoom and an overlay of its own")),
    Command("full_screen", QT_TRANSLATE_NOOP("Commands", "Full screen"), "view", "F11", "full-screen",
            lambda w: w.toggle_full_screen(), is_checked=lambda w: w.isFullScreen()),
    Command("live", QT_TRANSLATE_NOOP("Commands", "Live learning"), "learning", "L", "live",
            lambda w: w.learner.set_live(not w.learner.is_live), is_checked=lambda w: bool(w.learner.is_live),
            hint=QT_TRANSLATE_NOOP("Commands", "The network learns from every stroke")),
    Command("learn_idle", QT_TRANSLATE_NOOP("Commands", "Learn while nothing is painted"), "learning", "Shift+L",
            "pause", lambda w: w.learner.set_learns_idle(not w.learner.learns_idle),
            is_checked=lambda w: bool(w.learner.learns_idle),
            hint=QT_TRANSLATE_NOOP("Commands", "After some quiet minutes; kept only if it is measured to be better")),
    Command("update_once", QT_TRANSLATE_NOOP("Commands", "Update once"), "learning", "Ctrl+U", "update-once",
            lambda w: w.learner.update_once(), is_enabled=conditions.can_learn,
            hint=QT_TRANSLATE_NOOP("Commands", "Learn from the strokes so far, once")),
    Command("learn", QT_TRANSLATE_NOOP("Commands", "Learn"), "learning", "Ctrl+T", "learn",
            lambda w: w.learner.learn(), is_enabled=conditions.can_learn, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "All layers, from every labelled image; kept only if it is measured to be better")),
    Command("cancel", QT_TRANSLATE_NOOP("Commands", "Cancel learning"), "learning", "Ctrl+.", "cancel",
            lambda w: w.learner.cancel(), is_enabled=conditions.is_learning),
    Command("roll_back", QT_TRANSLATE_NOOP("Commands", "Roll back to the previous version"), "learning",
            "Ctrl+Shift+B", "roll-back", lambda w: w.learner.roll_back(), is_enabled=conditions.can_roll_back,
            begins_group=True),
    Command("freeze", QT_TRANSLATE_NOOP("Commands", "Freeze the frame"), "camera", "C", "freeze",
            lambda w: w.live_view.freeze(), is_enabled=conditions.has_frame,
            hint=QT_TRANSLATE_NOOP("Commands",
                                   "The frame becomes an image of the project, ready to correct")),
    Command("pause", QT_TRANSLATE_NOOP("Commands", "Pause or go on"), "camera", "K", "pause",
            lambda w: w.live_view.toggle_pause(), is_enabled=conditions.has_camera),
    Command("frame_back", QT_TRANSLATE_NOOP("Commands", "One frame back"), "camera", ",", "previous",
            lambda w: w.live_view.step(-1), is_enabled=conditions.has_video),
    Command("frame_forward", QT_TRANSLATE_NOOP("Commands", "One frame forward"), "camera", ".", "next",
            lambda w: w.live_view.step(1), is_enabled=conditions.has_video),
    Command("frozen_back", QT_TRANSLATE_NOOP("Commands", "Frozen frame before"), "camera", "Alt+,", "previous-region",
            lambda w: w.live_view.step_frozen(-1), is_enabled=conditions.has_frozen_frames, begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "The frame of the video that you froze and labelled before this one")),
    Command("frozen_forward", QT_TRANSLATE_NOOP("Commands", "Next frozen frame"), "camera", "Alt+.", "next-region",
            lambda w: w.live_view.step_frozen(1), is_enabled=conditions.has_frozen_frames),
    Command("export_frames", QT_TRANSLATE_NOOP("Commands", "Export the labelled frames…"), "camera", "", "export",
            effects.export_frames, is_enabled=conditions.has_labelled_frames),
    Command("export_video", QT_TRANSLATE_NOOP("Commands", "Write the video with labels…"), "camera", "", "open-video",
            lambda w: w.video_export.ask(), is_enabled=conditions.can_write_video,
            hint=QT_TRANSLATE_NOOP("Commands", "Each frame with its prediction, frozen ones with your labels")),
    Command("record", QT_TRANSLATE_NOOP("Commands", "Record"), "camera", "Ctrl+Alt+R", "record",
            lambda w: w.recorder.toggle(), is_enabled=conditions.has_camera, begins_group=True,
            is_checked=lambda w: w.recorder.is_recording,
            hint=QT_TRANSLATE_NOOP("Commands", "Write what is shown to a video file, until this is chosen again")),
    Command("record_overlay", QT_TRANSLATE_NOOP("Commands", "Record the prediction too"), "camera", "", "overlay",
            lambda w: setattr(w.settings, "records_overlay", not w.settings.records_overlay),
            is_checked=lambda w: w.settings.records_overlay),
    Command("close_camera", QT_TRANSLATE_NOOP("Commands", "Close the camera"), "camera", "Ctrl+Shift+K", "close",
            lambda w: w.live_view.close(), is_enabled=conditions.has_camera),
    Command("dismiss", QT_TRANSLATE_NOOP("Commands", "Dismiss all messages"), "view", "Shift+Escape", "close",
            lambda w: w.messages.dismiss_all()),
    Command("shortcuts", QT_TRANSLATE_NOOP("Commands", "Keyboard and mouse"), "help", "F1", "keyboard",
            lambda w: w.show_shortcuts()),
    Command("manual", QT_TRANSLATE_NOOP("Commands", "Manual"), "help", "Shift+F1", "manual",
            lambda w: w.show_manual()),
    Command("tour", QT_TRANSLATE_NOOP("Commands", "Tour of the window"), "help", "", "next",
            lambda w: w.show_tour(), hint=QT_TRANSLATE_NOOP("Commands", "Six steps, a minute"), begins_group=True),
    Command("doctor", QT_TRANSLATE_NOOP("Commands", "Look at this machine…"), "help", "", "info",
            lambda w: w.show_doctor(), begins_group=True,
            hint=QT_TRANSLATE_NOOP("Commands", "What works here and what does not, to copy into a report")),
    Command("log_folder", QT_TRANSLATE_NOOP("Commands", "Folder of the log"), "help", "", "open-folder",
            lambda w: w.show_log_folder()),
    *(Command(f"class_{key}", QT_TRANSLATE_NOOP("Commands", "Choose the class of key {}"), "classes", key, "",
              effects.class_key(key), is_enabled=conditions.has_classes, argument=key) for key in "123456789"),
]
# fmt: on
