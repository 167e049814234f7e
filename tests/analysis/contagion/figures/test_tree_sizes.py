from math import exp, factorial

import numpy as np
import pytest

from firesale.analysis.contagion.figures.tree_sizes import borel_tail, tail, tree_sizes
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, found, many


def test_the_tail_is_the_share_at_least_as_large() -> None:
    values, shares = tail(np.array([1, 3, 1, 1, 10]))
    assert values.tolist() == [1, 3, 10]
    assert shares.tolist() == pytest.approx([1.0, 0.4, 0.2])


@pytest.mark.parametrize("ratio", [0.2, 0.6, 1.0])
def test_the_reference_is_the_borel_distribution(ratio: float) -> None:
    chance = [exp(-ratio * n) * (ratio * n) ** (n - 1) / factorial(n) for n in range(1, 6)]
    assert (-np.diff(borel_tail(6, ratio))).tolist() == pytest.approx(chance)


def test_the_mean_of_the_reference_is_one_over_what_is_missing_to_one() -> None:
    assert borel_tail(5000, 0.8).sum() == pytest.approx(1 / (1 - 0.8), rel=1e-6)


def test_without_branching_every_cascade_has_one_member() -> None:
    assert borel_tail(4, 0.0).tolist() == [1.0, 0.0, 0.0, 0.0]


def test_above_one_some_cascades_never_end() -> None:
    assert borel_tail(20_000, 1.5)[-1] == pytest.approx(0.5828, abs=1e-3)


def test_points_and_reference_are_drawn(run: RunBuilder) -> None:
    figure = tree_sizes(run.tables(), found(many(100)))
    (ax,) = figure.axes
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["branching ratio 0.60 (Borel)", "this run: 20 cascades"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xlabel() == "liquidations in the cascade"
    assert ax.get_ylabel() == "share of cascades at least as large"


def test_one_cascade_is_one_point(run: RunBuilder) -> None:
    (ax,) = tree_sizes(run.tables(), found(CHAIN)).axes
    points = ax.lines[-1]
    assert (np.asarray(points.get_xdata()).tolist(), np.asarray(points.get_ydata()).tolist()) == ([3], [1.0])


def test_no_liquidation_is_said(run: RunBuilder) -> None:
    (ax,) = tree_sizes(run.tables(), found([])).axes
    assert [text.get_text() for text in ax.texts] == ["no liquidation happened"]
