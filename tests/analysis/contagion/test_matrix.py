import math

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.matrix import (
    contagion_matrix,
    loss_matrix,
    matrix_over_time,
    offspring_matrix,
    spectral_radius,
)
from tests.analysis.contagion.by_hand import attribution, chain
from tests.analysis.contagion.conftest import near

POOLS = ["a", "b", "c"]


def test_rows_infect_columns() -> None:
    found = contagion_matrix(chain(), POOLS)
    assert found.index.tolist() == [*POOLS, "common shock", "trading"]
    assert found.columns.tolist() == POOLS
    near(found, [[0, 200, 0], [0, 0, 150], [0, 0, 0], [100, 0, 0], [0, 0, 150]])


def test_the_loss_matrix_counts_bad_debt() -> None:
    near(loss_matrix(chain(), POOLS).loc[POOLS], [[0, 20, 0], [0, 0, 15], [0, 0, 0]])


def test_what_has_no_cause_is_residual() -> None:
    found = contagion_matrix(attribution("a", []), POOLS)
    near(found.loc["residual"], [100, 0, 0])


def test_a_residual_is_counted_once() -> None:
    found = contagion_matrix(attribution("a", [(0, "residual", "", 0.75), (0, "run", "", 0.25)]), POOLS)
    near(found.loc[["run", "residual"], "a"], [25.0, 75.0])


def test_a_pool_may_be_called_like_a_channel() -> None:
    found = contagion_matrix(attribution("ab", [(0, "run", "", 1.0), (1, "fire sale", "run", 1.0)]), ["run", "a", "b"])
    near(found, [[0, 0, 200], [0, 0, 0], [0, 0, 0], [0, 100, 0]])


def test_offspring_is_a_mean_over_the_liquidations_of_the_row() -> None:
    """Two in a, of which one sets off the one in b."""
    found = offspring_matrix(attribution("aab", [(2, "fire sale", "a", 1.0)]), POOLS)
    near(found.loc["a"], [0.0, 0.5, 0.0])
    assert found.loc["c"].isna().all()


@pytest.mark.parametrize(
    ("table", "radius"),
    [
        ([[0.5]], 0.5),
        ([[0.0, 0.9], [0.4, 0.0]], 0.6),
        ([[0.2, 0.0], [0.0, 0.7]], 0.7),
        ([[0.0, 1.0], [math.nan, math.nan]], 0.0),
    ],
)
def test_the_spectral_radius_is_the_growth_per_generation(table: list[list[float]], radius: float) -> None:
    assert spectral_radius(pd.DataFrame(table)) == pytest.approx(radius, abs=1e-12)


def test_of_nothing_it_is_nothing() -> None:
    assert math.isnan(spectral_radius(pd.DataFrame([[math.nan]])))


def test_over_time_there_is_a_row_for_every_step_and_pair() -> None:
    found = matrix_over_time(chain(), POOLS)
    assert found["step"].tolist() == [0, 1, 2, 2]
    pairs = list(zip(found["infects"], found["infected"], strict=True))
    assert pairs == [("common shock", "a"), ("a", "b"), ("b", "c"), ("trading", "c")]
    near(found["amount"], [100, 200, 150, 150])


def test_of_no_liquidations_the_matrix_is_zero() -> None:
    assert contagion_matrix(attribution("", []), POOLS).to_numpy().tolist() == np.zeros((3, 3)).tolist()
