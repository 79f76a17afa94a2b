import json

from app.core.morphology import Shaping
from app.core.permission import Ground, Over
from app.session.options import ToolOptions


def test_options_come_back_from_the_settings_but_for_the_ground_of_a_project() -> None:
    options = ToolOptions(is_square=True, tolerance=7, shaping=Shaping.SMOOTH, over=Over(Ground.LABEL, 3), area=55)
    kept = json.loads(json.dumps(options.to_settings()))
    assert ToolOptions.from_settings(kept) == ToolOptions(is_square=True, tolerance=7, shaping=Shaping.SMOOTH, area=55)


def test_what_makes_no_sense_in_the_settings_is_left_as_usual() -> None:
    kept = {"is_square": 3, "tolerance": 9000, "shaping": "explode", "wings": True, "over": "x", "distance": True}
    assert ToolOptions.from_settings(kept) == ToolOptions(tolerance=255)
