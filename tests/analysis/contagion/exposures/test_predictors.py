import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.exposures.predictors import predictions
from firesale.analysis.contagion.exposures.shocks import uniform_fall
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_each_model_says_what_its_arithmetic_says(opened: State) -> None:
    """ETH at 10. `first` can lose 1500 and loses 500 at once; `second` can lose 800, loses 80 at once and holds 500 of tokens of `first`."""
    table = predictions(opened, uniform_fall(opened, 0.9))
    assert table["direct"].tolist() == pytest.approx([1 / 3, 0.1])
    assert table["settled"].tolist() == pytest.approx([1 / 3, (80 + 400 - 1000 / 3) / 800])
    assert table["debtrank"].tolist() == pytest.approx([1 / 3, 0.1 + 500 / 800 / 3])
    assert table["clearing"].tolist() == pytest.approx([1 / 3, 1 - (300 + 20 + 1000 / 3) / 800])


def test_fire_sales_are_those_of_leveraged_collateral(opened: State) -> None:
    """ETH down 10 %: sales of 1.5 * 100 and 2.5 * 20 in ETH and tokens as held, 150 + 50 * 2/7 of ETH at 1e-5 per USD."""
    further = (150 + 50 * 2 / 7) * 1e-5
    table = predictions(opened, uniform_fall(opened, 0.1))
    assert table["fire_sale"].tolist() == pytest.approx([1000 * (0.1 + further) / 400, 200 * (0.1 + further) / 200])


def test_benchmarks_know_nothing_of_the_shock(opened: State) -> None:
    calm, crash = (predictions(opened, uniform_fall(opened, fall)) for fall in (0.0, 0.9))
    names = ["leverage", "claims", "degree", "debt"]
    pd.testing.assert_frame_equal(calm[names], crash[names])
    assert calm[names].to_numpy() == pytest.approx(np.array([[1.5, 0.0, 0.0, 600.0], [2.5, 500 / 800, 1.0, 500.0]]))


def test_without_a_shock_nobody_is_said_to_lose(opened: State) -> None:
    table = predictions(opened, uniform_fall(opened, 0.0))[["direct", "settled", "debtrank", "clearing", "fire_sale"]]
    assert table.to_numpy() == pytest.approx(np.zeros((2, 5)))


def test_a_pool_without_anything_to_lose_has_no_prediction(two_pools: RunBuilder) -> None:
    two_pools.pool("idle")
    state = state_at(two_pools.tables())
    table = predictions(state, uniform_fall(state, 0.9))
    assert table.loc["idle", ["direct", "settled", "debtrank", "clearing", "fire_sale", "claims"]].isna().all()
    assert table["debtrank"]["second"] == pytest.approx(0.1 + 500 / 800 / 3)


def test_a_run_without_pools_has_no_rows(empty: RunTables) -> None:
    assert predictions(state_at(empty), pd.Series(dtype=float)).empty
