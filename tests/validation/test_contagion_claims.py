"""What the attribution says about the shipped scenarios agrees with what happens when a channel is switched off under the same seeds."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from firesale.analysis.contagion.contagion import contagion
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario

SEEDS = range(1, 21)
EDGE = {"asset": "first:USDC", "pool": "second"}


@cache
def chain(seed: int, cut: bool) -> Result:
    return run(Scenario.load("receipt_chain", {"knock_out.claims": [EDGE]} if cut else {}), seed)


@pytest.mark.slow
def test_cutting_the_edge_removes_the_contagion_that_the_matrix_reports() -> None:
    """first -> second: debt liquidated in second that the matrix puts down to first, less what the cut removes, over 20 seeds."""
    reported, removed = [], []
    for seed in SEEDS:
        whole, cut = chain(seed, cut=False), chain(seed, cut=True)
        assert np.array_equal(whole.model.prices, cut.model.prices)
        reported.append(float(contagion(whole.tables).matrix["second"]["first"]))
        removed.append(_liquidated(whole, "second") - _liquidated(cut, "second"))
        assert contagion(cut.tables).matrix["second"]["first"] == 0.0
    gap = np.array(removed) - np.array(reported)
    assert np.mean(reported) > 1e6
    low, high = stats.t.interval(0.95, len(gap) - 1, np.mean(removed), stats.sem(removed))
    assert low <= np.mean(reported) <= high
    assert abs(gap.mean()) < 0.01 * np.mean(reported)


def _liquidated(result: Result, pool: str) -> float:
    rows = result.events.get("Liquidated", pd.DataFrame({"venue": [], "repaid": [], "debt_price": []}))
    return float((rows["repaid"] * rows["debt_price"])[rows["venue"] == pool].sum())


def test_the_claims_between_pools_carry_the_receipt_chain() -> None:
    found = contagion(chain(7, cut=False).tables)
    assert found.matrix["second"]["first"] > 0.99 * found.matrix["second"].sum()
    assert found.matrix["third"]["second"] > 0.95 * found.matrix["third"].sum()
    assert found.matrix["third"]["first"] == 0.0  # through second, not directly
    assert found.channels["first_share_of_debt"]["common shock"] > 0.99


def test_manipulation_carries_the_loss_of_the_oracle_attack() -> None:
    result = run(Scenario.load("oracle_attack"))
    found = contagion(result.tables)
    assert found.channels["share_of_loss"]["manipulation"] > 0.99
    assert found.channels["loss"]["manipulation"] == pytest.approx(result.metrics["bad_debt.realised"], rel=0.01)
    assert set(found.forest.trees["cause"]) == {"manipulation"}


def test_on_black_thursday_every_second_position_is_made_unsafe_by_the_sales_of_others() -> None:
    result = run(Scenario.load("black_thursday"))
    found = contagion(result.tables)
    assert 0.4 < found.channels["share_of_debt"]["fire sale"] < 0.6
    assert 0.5 < found.branching.low < found.branching.ratio < found.branching.high < 0.75
    assert (found.matrix.loc[found.tables.pools] > 0.0).all(axis=None)
    without = run(Scenario.load("black_thursday", {"impact.without": ["liquidation"]}))
    assert contagion(without.tables).channels["debt"].get("fire sale", 0.0) == 0.0
