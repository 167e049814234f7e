from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.collections import QuadMesh

from firesale.analysis.contagion.figures.matrix_heat_map import GAP, MOST_POOLS, matrix_heat_map
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, found

MATRIX = pd.DataFrame(
    [[0.0, 12_345.0], [40.0, 0.0], [5e6, 100_000.0], [0.0, 0.0]],
    index=["aave", "maker", "common shock", "run"],
    columns=["aave", "maker"],
)


def test_cells_are_written_short_and_empty_ones_left_blank(run: RunBuilder) -> None:
    ax = matrix_heat_map(run.tables(), replace(found(CHAIN), matrix=MATRIX)).axes[0]
    assert [text.get_text() for text in ax.texts] == ["12.3k", "5M", "100k"]


def test_each_cell_is_coloured_once(run: RunBuilder) -> None:
    ax = matrix_heat_map(run.tables(), replace(found(CHAIN), matrix=MATRIX)).axes[0]
    meshes = [one for one in ax.collections if isinstance(one, QuadMesh)]
    assert [np.ma.count(np.ma.asarray(mesh.get_array())) for mesh in meshes] == [1, 2]


def test_what_comes_from_outside_stands_apart(run: RunBuilder) -> None:
    ax = matrix_heat_map(run.tables(), replace(found(CHAIN), matrix=MATRIX)).axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["aave", "maker", "common shock"]
    assert ax.get_yticks().tolist() == [0.0, 1.0, 2.0 + GAP]


def test_axes_say_what_they_are(run: RunBuilder) -> None:
    figure = matrix_heat_map(run.tables(), replace(found(CHAIN), matrix=MATRIX))
    ax, bar = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("infected pool", "caused by")
    assert bar.get_ylabel() == "debt liquidated (USD)"


def test_the_smallest_of_many_pools_are_added_up(run: RunBuilder) -> None:
    pools = [f"p{i}" for i in range(30)]
    matrix = pd.DataFrame(np.ones((31, 30)), index=[*pools, "run"], columns=pools)
    matrix.loc["p7"] = 50.0
    ax = matrix_heat_map(run.tables(), replace(found(CHAIN), matrix=matrix)).axes[0]
    columns = [label.get_text() for label in ax.get_xticklabels()]
    assert len(columns) == MOST_POOLS
    assert "p7" in columns
    assert columns[-1] == "17 other pools"
    numbers = {(text.get_position()[1], text.get_position()[0]): text.get_text() for text in ax.texts}
    assert numbers[MOST_POOLS - 1, MOST_POOLS - 1] == "289"


def test_no_liquidation_is_said(run: RunBuilder) -> None:
    ax = matrix_heat_map(run.tables(), found([])).axes[0]
    assert [text.get_text() for text in ax.texts] == ["no liquidation happened"]
