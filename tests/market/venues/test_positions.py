"""Positions of three: 1 ETH each at 2000 (threshold 0.83), owing 800, 1200 and 1600 USDC."""

import numpy as np
import pytest

from firesale.market.errors import BrokenInvariantError
from firesale.market.events import PositionsRecorded
from firesale.market.market import Market
from tests.markets import give, pool_of, set_price, small_market

DEBTS = np.array([800.0, 1200.0, 1600.0])


def market_of() -> Market:
    market = small_market(6)
    pool = pool_of(market)
    give(market, pool.reserves.account, "USDC", 1e4)
    market.site.ledger.mint(1, np.arange(3), np.ones(3))
    pool.borrowers.place(np.arange(3), np.tile([1.0, 0.0], (3, 1)), DEBTS[:, None], "opening")
    return market


def test_health_of_rows_is_exact() -> None:
    assert pool_of(market_of()).positions.health(np.array([2, 0])).tolist() == [1660.0 / 1600.0, 1660.0 / 800.0]


def test_the_unsafe_list_is_public_and_the_worst_stands_first() -> None:
    market = market_of()
    assert pool_of(market).public_quote().unsafe.account.tolist() == []
    set_price(market, "ETH", 1400.0)  # weighted 1162
    unsafe = pool_of(market).public_quote().unsafe
    assert unsafe.account.tolist() == [2, 1]
    assert unsafe.health.tolist() == pytest.approx([1162.0 / 1600.0, 1162.0 / 1200.0])
    assert unsafe.debt[:, 0].tolist() == [1600.0, 1200.0]
    assert unsafe.collateral[:, 0].tolist() == [1.0, 1.0]


def test_interest_alone_makes_a_position_unsafe() -> None:
    market = market_of()
    market.accrue(365 * 86_400.0)  # 5 %: 1600 become 1682
    assert pool_of(market).public_quote().unsafe.account.tolist() == [2]


def test_equity_is_collateral_less_debt_at_fair_values() -> None:
    market = market_of()
    positions, values = pool_of(market).positions, market.site.assets.values
    assert positions.equity(values).tolist() == [1200.0, 800.0, 400.0, 0.0, 0.0, 0.0]
    assert [positions.equity_of(account, values) for account in range(4)] == [1200.0, 800.0, 400.0, 0.0]
    set_price(market, "ETH", 1000.0)
    assert positions.uncovered(market.site.assets.values) == 800.0


def test_the_distribution_of_health_is_recorded() -> None:
    market = market_of()
    set_price(market, "ETH", 1400.0)
    pool_of(market).positions.record()
    table = {name: column.tolist() for name, column in market.site.log.table(PositionsRecorded).items()}
    health = 1162.0 / DEBTS
    assert (table["positions"], table["unsafe"]) == ([3], [2])
    assert (table["collateral_value"], table["debt_value"]) == ([4200.0], [3600.0])
    assert table["shortfall"] == [200.0]  # 1600 owed on 1400
    assert table["health_q50"] == pytest.approx([health[1]])
    assert table["health_q25"] == pytest.approx([np.quantile(health, 0.25)])
    assert table["health_q95"] == pytest.approx([np.quantile(health, 0.95)])


def test_a_crumb_of_debt_leaves_the_distribution_defined() -> None:
    market = market_of()
    give(market, 4, "ETH", 1e6)
    pool_of(market).borrowers.place(np.array([4]), np.array([[1e6, 0.0]]), np.array([[5e-324]]), "opening")
    pool_of(market).positions.record()
    table = market.site.log.table(PositionsRecorded)
    assert np.isfinite([table[f"health_q{part}"][0] for part in ("05", "25", "50", "75", "95")]).all()


def test_a_pool_without_debt_has_no_health_to_record() -> None:
    market = small_market(2)
    pool_of(market).positions.record()
    table = market.site.log.table(PositionsRecorded)
    assert (table["positions"].tolist(), table["shortfall"].tolist()) == ([0], [0.0])
    assert np.isnan(table["health_q50"]).all()


def test_collateral_that_is_missing_from_custody_stops_the_run() -> None:
    market = market_of()
    market.site.ledger.transfer(1, pool_of(market).positions.custody, 5, 0.5)
    with pytest.raises(BrokenInvariantError, match=r"pool: custody holds 2\.5 ETH, pledged 3"):
        market.check()


@pytest.mark.parametrize(
    ("column", "value"), [("collateral", 1.5), ("debt", 801.0), ("debt", -1.0), ("debt", float("nan"))]
)
def test_rows_that_do_not_add_up_stop_the_run(column: str, value: float) -> None:
    market = market_of()
    getattr(pool_of(market).book, column)[0, 0] = value
    with pytest.raises(BrokenInvariantError, match=f"pool: {column} of positions"):
        market.audit()
