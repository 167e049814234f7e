"""The twin in plain Mesa does the same work: else comparing their times says nothing."""

from typing import Any

import numpy as np
import pytest

from benchmarks.opening import open_positions
from benchmarks.scenario import benchmark_scenario, tables
from benchmarks.twin.model import TwinModel
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario

TRADERS = 400


@pytest.mark.parametrize(("path", "steps"), [("calm", 60), ("crash", 25)])
def test_the_twin_makes_the_same_liquidations(path: Any, steps: int) -> None:
    firesale, twin = run_both(benchmark_scenario(TRADERS, steps, path))
    assert_same_liquidations(firesale, twin)
    assert_same_pools(firesale, twin)


def test_nobody_is_liquidated_in_a_calm_market() -> None:
    _, twin = run_both(benchmark_scenario(TRADERS, 60, "calm"))
    assert twin.liquidations == []


def test_a_few_per_cent_are_liquidated_in_each_step_of_a_crash() -> None:
    _, twin = run_both(benchmark_scenario(2000, 13, "crash"))
    shares = np.bincount([done.step for done in twin.liquidations], minlength=14)[6:] / 2000
    assert np.all((shares > 0.01) & (shares < 0.12))


def test_the_twin_sells_lot_by_lot_as_the_liquidator_does() -> None:
    scenario = benchmark_scenario(TRADERS, 15, "crash", positions_per_bundle=3)
    firesale, twin = run_both(scenario)
    assert_same_liquidations(firesale, twin)
    assert_same_pools(firesale, twin)


def test_the_twin_leaves_the_same_bad_debt_after_a_price_that_halves_at_once() -> None:
    firesale, twin = run_both(scenario_that_halves())
    assert_same_liquidations(firesale, twin)
    assert_same_pools(firesale, twin)
    written_off = firesale.market.site.log.tables()["BadDebtRealised"]["amount"]
    assert written_off.sum() > 0.0
    assert all(twin_pool.supply_index < 1.0 for twin_pool in twin.pools.values())


def scenario_that_halves() -> Scenario:
    scenario = tables(TRADERS, 6, "calm")
    for points in scenario["prices"]["waypoints"].values():
        for point in points[3:]:
            point[1] /= 2.0
    return Scenario.from_tables(scenario)


def run_both(scenario: Scenario) -> tuple[MarketModel, TwinModel]:
    firesale = MarketModel(scenario)
    twin = TwinModel(scenario, open_positions(firesale))
    for model in (firesale, twin):
        for _ in range(scenario.form.time.steps):
            model.step()
        model.forget()
    return firesale, twin


def assert_same_liquidations(firesale: MarketModel, twin: TwinModel) -> None:
    expected = liquidations(firesale)
    found = sorted(twin.liquidations)
    assert [done[:4] for done in found] == [done[:4] for done in expected]
    amounts = np.array([done[4:] for done in found]), np.array([done[4:] for done in expected])
    np.testing.assert_allclose(*amounts, rtol=1e-9)


def liquidations(model: MarketModel) -> list[tuple[Any, ...]]:
    table = model.market.site.log.tables().get("Liquidated")
    if table is None:
        return []
    names = ("step", "venue", "borrower", "collateral", "repaid", "seized", "protocol_fee")
    return sorted(zip(*(table[name].tolist() for name in names), strict=True))


def assert_same_pools(firesale: MarketModel, twin: TwinModel) -> None:
    """Cash, debt and indexes of every pool, so that losses and interest are the same, too."""
    for name, pool in twin.pools.items():
        reserves = firesale.market.venues[name].reserves  # type: ignore[attr-defined]
        expected = [
            reserves.cash(0),
            reserves.debt(0),
            reserves.borrow_index[0],
            reserves.supply_index[0],
            reserves.deficit[0],
        ]
        found = [pool.cash, pool.debt, pool.borrow_index, pool.supply_index, pool.deficit]
        np.testing.assert_allclose(found, expected, rtol=1e-9)
