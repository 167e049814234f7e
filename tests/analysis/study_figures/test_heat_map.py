from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.contour import ContourSet

from firesale.analysis.study_figures.heat_map import Map, heat_maps

LABELS = {"x": "shock (fraction)", "y": "leverage"}


def table(values: list[list[float]]) -> pd.DataFrame:
    """An outcome at each place, and an interval of 0.2 around it."""
    rows = [(float(j), f"row {i}", v) for i, row in enumerate(values) for j, v in enumerate(row)]
    frame = pd.DataFrame(rows, columns=["x", "y", "chance"])
    return frame.assign(**{"chance.low": frame["chance"] - 0.1, "chance.high": frame["chance"] + 0.1})


def drawn(*tables: pd.DataFrame, lines: dict[str, pd.DataFrame]) -> list[int]:
    """How many lines at one half each panel has; the figure can be saved."""
    figure = heat_maps([Map("A map", one, "chance", lines) for one in tables], "x", "y", LABELS, "probability")
    figure.savefig(BytesIO(), format="png")
    axes = figure.axes[: len(tables)]
    return [sum(isinstance(child, ContourSet) for child in ax.get_children()) for ax in axes]


def test_the_line_stands_where_the_outcome_crosses_one_half() -> None:
    crossing, calm = table([[0.0, 0.2], [0.3, 0.9]]), table([[0.0, 0.1], [0.2, 0.3]])
    assert drawn(crossing, calm, lines={"one half": crossing}) == [1, 1]
    assert drawn(crossing, lines={"one half": calm}) == [0]
    assert drawn(crossing, lines={"one half": crossing, "without": table([[0.0, 0.9], [0.9, 0.9]])}) == [2]


def test_one_row_has_no_line() -> None:
    assert drawn(table([[0.0, 1.0]]), lines={"one half": table([[0.0, 1.0]])}) == [0]


def test_a_dot_marks_what_is_open() -> None:
    figure = heat_maps([Map("A map", table([[0.0, 0.55], [0.3, 0.9]]), "chance", {})], "x", "y", LABELS, "probability")
    dots = np.asarray(figure.axes[0].lines[0].get_xydata())
    assert dots.tolist() == [[1.5, 0.5]]


@pytest.mark.parametrize("what", [(0, "0"), (1, "1")])
def test_cells_are_named_by_their_values(what: tuple[int, str]) -> None:
    place, name = what
    figure = heat_maps([Map("A map", table([[0.0, 0.5], [0.3, 0.9]]), "chance", {})], "x", "y", LABELS, "probability")
    assert figure.axes[0].get_xticklabels()[place].get_text() == name
    assert figure.axes[0].get_yticklabels()[place].get_text() == f"row {place}"
