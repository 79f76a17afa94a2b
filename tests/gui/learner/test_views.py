"""Maps over the image that a person asks for: heatmaps, uncertainty, the next probable class, edges."""

from pathlib import Path

import numpy as np
from PIL import Image

from tests.gui.learner.desk import BLUE, RED, SIZE, Desk
from tests.unit.models.miniatures import blocks


def test_the_heatmap_follows_the_chosen_class(desk: Desk) -> None:
    desk.session.choose_class(RED)
    desk.settle()
    assert desk.session.heatmap is None  # nobody asked for one
    desk.session.set_view("heatmap")
    desk.settle()
    red = desk.session.heatmap
    desk.session.choose_class(BLUE)
    desk.settle()
    blue = desk.session.heatmap
    assert red is not None
    assert blue is not None
    truth = np.asarray(Image.fromarray(blocks(*SIZE, seed=0)[1]).resize(red.shape[::-1], Image.Resampling.NEAREST))
    assert red[truth == RED].mean() > 2 * red[truth != RED].mean()
    assert blue[truth == BLUE].mean() > 2 * blue[truth != BLUE].mean()
    assert desk.text("error") == ""


def test_the_heatmap_of_a_class_the_network_does_not_know_is_none(desk: Desk) -> None:
    desk.session.set_view("heatmap")
    desk.settle()
    assert desk.session.heatmap is not None
    tree = desk.session.add_class("tree")
    assert tree is not None
    desk.session.choose_class(tree)
    desk.settle()
    assert desk.session.heatmap is None


def test_uncertainty_is_greatest_where_the_answer_turns(desk: Desk) -> None:
    desk.session.set_view("uncertainty")
    desk.settle()
    plane = desk.session.heatmap
    assert plane is not None
    assert desk.session.confidence is not None
    assert plane.shape == desk.session.confidence.shape
    sure = desk.session.confidence >= np.median(desk.session.confidence)
    assert plane[~sure].mean() > plane[sure].mean()


def test_another_image_gets_its_own_heatmap(desk: Desk, folder: Path) -> None:
    desk.session.choose_class(RED)
    desk.session.set_view("heatmap")
    desk.settle()
    first = desk.session.heatmap
    desk.show(folder / "image1.png")
    assert first is not None
    assert desk.session.heatmap is not None
    assert (desk.session.heatmap != first).any()


def test_the_next_probable_class_comes_when_a_tool_asks_for_it(desk: Desk) -> None:
    assert desk.session.runner_up is None
    desk.session.choose_tool("reject")
    desk.settle()
    runner_up = desk.session.runner_up
    assert runner_up is not None
    assert runner_up.shape == desk.prediction().shape
    assert (runner_up != desk.prediction()).all()
    desk.paint(RED)  # the prediction changes by what it learns, and the next probable classes with it
    desk.settle()
    assert desk.session.runner_up is not None
    assert (desk.session.runner_up != desk.prediction()).all()


def test_edges_by_the_image_are_a_switch_and_change_predictions_only(desk: Desk) -> None:
    desk.paint(RED)
    desk.learner.set_live(False)
    desk.settle()
    labels, before = np.array(desk.session.labels), desk.prediction().copy()
    desk.learner.set_refines_edges(True)
    desk.settle()
    refined = desk.prediction().copy()
    assert set(np.unique(refined)) <= set(np.unique(before))
    assert (refined != before).any()
    assert np.array_equal(np.array(desk.session.labels), labels)
    desk.learner.set_refines_edges(False)
    desk.settle()
    assert np.array_equal(desk.prediction(), before)


def test_the_margin_is_another_map_of_uncertainty(desk: Desk) -> None:
    desk.session.set_view("uncertainty")
    desk.settle()
    entropy = desk.session.heatmap
    desk.session.set_measure("margin")
    desk.settle()
    margin = desk.session.heatmap
    assert entropy is not None
    assert margin is not None
    assert margin.shape == entropy.shape
    assert (margin != entropy).any()
    assert np.corrcoef(margin.ravel(), entropy.ravel())[0, 1] > 0.8
