import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from firesale.analysis.contagion.figures.cascade_tree import MOST_TREES, cascade_tree
from firesale.analysis.contagion.figures.fitted import GAP, TALLEST
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, One, crash, found, many


def dots(ax: Axes) -> PathCollection:
    return next(one for one in ax.collections if isinstance(one, PathCollection) and len(one.get_sizes()) > 1)


def lines(ax: Axes) -> PathCollection:
    return next(one for one in ax.collections if isinstance(one, PathCollection) and one.get_zorder() == 1)


def test_a_chain_is_three_dots_and_two_lines_to_the_right(run: RunBuilder) -> None:
    (ax,) = cascade_tree(crash(run, CHAIN).tables(), found(CHAIN)).axes
    places = np.asarray(dots(ax).get_offsets())
    assert len(places) == 3
    assert (np.diff(places[:, 0]) > 0).all()
    assert len(lines(ax).get_paths()) == 2


def test_area_follows_debt_and_width_follows_weight(run: RunBuilder) -> None:
    ones = [One(1, "a", 400.0), One(2, "b", 100.0, 0, 1.0), One(2, "c", 100.0, 0, 0.5)]
    (ax,) = cascade_tree(crash(run, ones).tables(), found(ones)).axes
    sizes, widths = np.asarray(dots(ax).get_sizes()), np.asarray(lines(ax).get_linewidth())
    assert np.allclose(sizes, sizes[0] * np.array([1.0, 0.25, 0.25]))
    assert widths[0] > widths[1] > 0


def test_each_tree_says_what_it_is(run: RunBuilder) -> None:
    (ax,) = cascade_tree(crash(run, CHAIN).tables(), found(CHAIN)).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["3 liquidations\n175 USD\ncommon shock"]
    assert ax.get_xlabel().startswith("time (h:min)")


def test_the_legend_names_pools_and_sizes(run: RunBuilder) -> None:
    figure = cascade_tree(crash(run, CHAIN).tables(), found(CHAIN))
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["aave", "maker", "10 USD", "100 USD"]


def test_a_batch_says_how_many_it_holds(run: RunBuilder) -> None:
    ones = [One(1, "a", 1.0), *(One(2, "b", 1.0, 0) for _ in range(12))]
    (ax,) = cascade_tree(crash(run, ones).tables(), found(ones)).axes
    assert [text.get_text() for text in ax.texts] == ["12"]


def test_of_many_trees_the_largest_are_drawn_and_the_rest_is_said(run: RunBuilder) -> None:
    figure = cascade_tree(crash(run, many(2000)).tables(), found(many(2000)))
    (ax,) = figure.axes
    assert len(ax.get_yticks()) == MOST_TREES
    assert figure.get_suptitle().startswith("5 trees, the largest of")
    assert abs(ax.get_ylim()[0]) <= TALLEST + GAP


def test_single_liquidations_are_no_cascade(run: RunBuilder) -> None:
    ones = [One(1, "a", 1.0), One(2, "a", 1.0)]
    (ax,) = cascade_tree(crash(run, ones).tables(), found(ones)).axes
    assert [text.get_text() for text in ax.texts] == ["no liquidation was caused mainly by another"]


def test_no_liquidation_is_said(run: RunBuilder) -> None:
    (ax,) = cascade_tree(run.tables(), found([])).axes
    assert [text.get_text() for text in ax.texts] == ["no liquidation happened"]
