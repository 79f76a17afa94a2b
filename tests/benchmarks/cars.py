"""One car in parts with sides of their own, seen from all around; classes like those of the car parts sets."""

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import fronts
from tests.benchmarks.car_model import CarPainter
from tests.benchmarks.car_shape import Shape
from tests.benchmarks.scene import Camera, Canvas
from tests.benchmarks.textures import Rng, any_color, color, develop, grain, leaves, photo, sky, wall

CLASSES = (
    *("background", "hood", "front bumper", "rear bumper", "front glass", "back glass"),
    *("front left door", "front right door", "back left door", "back right door"),
    *("front left light", "front right light", "back left light", "back right light"),
    *("left mirror", "right mirror", "tailgate", "trunk", "wheel"),
)
SIZE = (512, 341)  # width, height
#: where the camera stands, degrees to the left of the car's front; the next image takes the third from here
VIEWS = (40, 90, 140, 180, 220, 270, 320, 0)


def draw(rng: Rng, number: int, size: tuple[int, int] = SIZE) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(H, W, 3) uint8 image and (H, W) labels. size: width, height; eight numbers in a row: from eight sides."""
    wide, high = size
    canvas = Canvas(wide, high)
    shape = Shape.drawn(rng)
    turn = np.radians(VIEWS[3 * number % len(VIEWS)] + rng.uniform(-14, 14))
    camera = _camera(rng, shape, turn, size)
    _draw_surroundings(rng, canvas, camera)
    CarPainter(rng, canvas, camera, shape, (0.0, 0.0, 0.0), CLASSES.index).paint()
    image, labels = canvas.result()
    return develop(rng, image), labels


def _camera(rng: Rng, shape: Shape, turn: float, size: tuple[int, int]) -> Camera:
    """Looks at the car from `turn`, radians to the left of its front, so near that the car nearly fills the image."""
    distance, above = rng.uniform(5.5, 9.0), rng.uniform(1.25, 2.1)
    position = (distance * np.cos(turn), distance * np.sin(turn), above)
    pitch = -float(np.arctan((above - shape.height / 2) / distance))
    half, wide = shape.length / 2, shape.width / 2
    corners = [(x, y, z) for x in (-half, half) for y in (-wide, wide) for z in (0, shape.height)]
    seen = Camera(position, turn + np.pi, pitch, 1.0, (0.0, 0.0)).project(corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    focal = float((np.array(size) / (high - low)).min()) * rng.uniform(0.84, 1.04)
    middle = np.array(size) * rng.uniform(0.47, 0.53, 2) - (low + high) / 2 * focal
    return Camera(position, turn + np.pi, pitch, focal, (float(middle[0]), float(middle[1])))


def _draw_surroundings(rng: Rng, canvas: Canvas, camera: Camera) -> None:
    """A house, a photo, a hedge, a wall or open land, and the ground before it."""
    shape = canvas.labels.shape
    kind = rng.choice(["house", "photo", "hedge", "wall", "land"])
    if kind == "house":
        house = Canvas(canvas.width, canvas.height)
        fronts.draw_house(rng, house, (0.0, -canvas.height * 0.4, float(canvas.width), canvas.height * 0.75))
        canvas.image[:] = house.image
    elif kind == "photo":
        canvas.image[:] = photo(rng, shape)
    elif kind == "hedge":
        canvas.image[:] = leaves(rng, shape, color(rng, (0.17, 0.4), (0.3, 0.7), (0.25, 0.55)), 5)
    elif kind == "wall":
        canvas.image[:] = wall(rng, shape, any_color(rng), ("brick", "stone", "panel")[rng.integers(3)], shape[1] / 14)
    else:
        canvas.image[:] = sky(rng, shape)
    x, y, pixels = camera.ground(canvas)
    away = np.hypot(x - camera.position[0], y - camera.position[1])
    reach = np.hypot(*camera.position[:2]) + rng.uniform(1.6, 6.0) if kind != "land" else 400.0
    is_ground = np.nan_to_num(away, nan=1e9) < reach
    base = color(rng, (0.05, 0.3), (0.0, 0.3), (0.25, 0.75))
    if rng.random() < 0.25:
        base = color(rng, (0.2, 0.33), (0.3, 0.6), (0.3, 0.55))
    light = 1 + rng.uniform(0.05, 0.3) * grain(rng, x, y, pixels, 0.03) + 0.15 * grain(rng, x, y, pixels, 0.9)
    canvas.image[is_ground] = np.clip(base * light[is_ground][:, None], 0, 255)
    if kind != "land":
        foot = is_ground & (away > reach - 0.35)
        canvas.image[foot] *= rng.uniform(0.6, 0.9)
