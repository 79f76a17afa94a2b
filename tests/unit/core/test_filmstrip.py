import numpy as np

from app.core.filmstrip import TILE_WIDTH, Scene, film_strip
from app.core.label_map import UNLABELED

IMAGE = np.full((300, 400, 3), 100, np.uint8)
PALETTE = np.zeros((256, 3), np.uint8)
PALETTE[1] = (255, 0, 0)


def plane(value: int) -> np.ndarray:
    made = np.full((300, 400), UNLABELED, np.uint8)
    made[100:200, 100:200] = value
    return made


def middle(strip: np.ndarray, number: int, count: int) -> tuple[int, ...]:
    """The pixel of a tile that shows row 150, column 150 of the image."""
    rows = -(-count // 3)
    height, width = strip.shape[0] / rows, strip.shape[1] / min(3, count)
    place = (
        int((number // 3) * height + 34 + 150 / 400 * TILE_WIDTH),
        int((number % 3) * width + 8 + 150 / 400 * TILE_WIDTH),
    )
    return tuple(int(value) for value in strip[place])


def test_a_strip_shows_the_image_the_prediction_and_the_strokes() -> None:
    scenes = [Scene("Image"), Scene("Before", plane(1)), Scene("Background", plane(0)), Scene("After", None, plane(1))]
    strip = film_strip(IMAGE, scenes, PALETTE)
    assert strip.shape[1] > 3 * TILE_WIDTH
    assert middle(strip, 0, 4) == (100, 100, 100)
    red, green, _ = middle(strip, 1, 4)
    assert red > 150 > 60 > green
    assert middle(strip, 2, 4) == (100, 100, 100)  # predicted background is left clear
    red, green, _ = middle(strip, 3, 4)
    assert red > 220 > 30 > green


def test_every_tile_has_its_caption() -> None:
    blank, named = (film_strip(IMAGE, [Scene(caption)], PALETTE) for caption in ("", "Stroke 1"))
    assert blank.shape == named.shape
    assert (blank != named).any()
    assert (blank[40:] == named[40:]).all()
