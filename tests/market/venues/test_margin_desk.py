"""A pool whose thresholds move: ETH at 2000 with threshold 0.83 and loan-to-value 0.8, USDC borrowed against it."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, Bundle, Liquidate, Supply
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, ParametersChanged, StandingChanged
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin_engines.base import MarginEngine
from firesale.market.margin_engines.basket import Basket
from firesale.market.margin_engines.open_interest_scaled import OpenInterestScaled
from firesale.market.margin_engines.reputation import Reputation
from firesale.market.margin_engines.static import Static
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from firesale.market.market import Market
from tests.markets import POOL, VENUES, give, pool_of, refusals, small_market

LENDER, BORROWER, LIQUIDATOR = 0, 1, 2
HOUR = 3600.0


def market_of(engine: MarginEngine) -> Market:
    market = small_market(5, venues={**VENUES, "pool": replace(POOL, engine=engine)})
    give(market, LENDER, "USDC", 1e6)
    give(market, BORROWER, "ETH", 10.0)
    give(market, LIQUIDATOR, "USDC", 1e6)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=1e6)) == []
    return market


def pledge(market: Market, debt: float) -> None:
    """10 ETH against a debt in USDC."""
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[10.0, 0.0]]), np.array([[debt]]), "opening")


def pass_time(market: Market, seconds: float, price: float) -> None:
    """The clock goes on, ETH has a new price, oracles report."""
    log = market.site.log
    log.time += seconds
    prices = market.site.assets.values[: market.site.assets.base_count].copy()
    prices[market.site.assets.column["ETH"]] = price
    market.move_prices(prices, seconds)
    market.report_prices()


def threshold(market: Market) -> float:
    rule = pool_of(market).positions.margin
    assert isinstance(rule, LoanToValue)
    return float(rule.liquidation_threshold[0])


def liquidation(market: Market) -> list[str]:
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=1_000.0
    )
    return refusals(market, order)


def test_a_static_engine_leaves_the_rule_and_says_nothing() -> None:
    market = market_of(Static())
    pass_time(market, HOUR, 1000.0)
    assert pool_of(market).positions.margin is pool_of(market).terms.margin
    assert len(market.site.log.table(ParametersChanged)["asset"]) == 0


def test_a_move_of_prices_lowers_the_threshold_and_the_log_says_so() -> None:
    market = market_of(VolatilityScaled())
    pass_time(market, HOUR, 2200.0)
    changed, listed = market.site.log.table(ParametersChanged), market.site.log.table(AssetListed)
    assert threshold(market) < 0.7
    assert changed["asset"].tolist() == ["ETH", "BTC"]
    assert changed["threshold_before"].tolist() == pytest.approx([0.83, 0.75])
    assert changed["threshold"][0] == threshold(market)
    assert changed["loan_to_value"][0] == pytest.approx(threshold(market) * 0.8 / 0.83)
    again = [
        float(t)
        for v, a, t in zip(listed["venue"], listed["asset"], listed["liquidation_threshold"], strict=True)
        if (v, a) == ("pool", "ETH")
    ]
    assert again == pytest.approx([0.83, threshold(market)])


def test_a_change_of_the_rule_alone_makes_a_position_unsafe() -> None:
    """Prices rise, and still: 22,000 * 0.83 / 14,000 was 1.3; the threshold falls so far that the position may be liquidated."""
    market = market_of(VolatilityScaled(reaction=0.5, persistence=0.5))
    pledge(market, 14_000.0)
    assert liquidation(market) == ["the position is safe"]
    pass_time(market, HOUR, 2200.0)
    rows, health = pool_of(market).positions.unsafe_rows()
    assert len(rows) == 1
    assert health[0] == pytest.approx(22_000.0 * threshold(market) / 14_000.0)
    assert liquidation(market) == []
    market.check()
    market.audit()


def test_a_gradual_engine_leaves_time_to_act() -> None:
    market = market_of(VolatilityScaled(reaction=0.5, persistence=0.5, largest_rise=0.01))
    pledge(market, 14_000.0)
    pass_time(market, HOUR, 2200.0)
    assert threshold(market) == pytest.approx(0.82)
    assert liquidation(market) == ["the position is safe"]
    pass_time(market, 2 * HOUR, 2200.0)
    assert threshold(market) == pytest.approx(0.80)


def test_what_may_be_borrowed_follows() -> None:
    market = market_of(VolatilityScaled(largest_rise=0.03))
    pledge(market, 10_000.0)
    borrow = Borrow(account=BORROWER, venue="pool", asset="USDC", amount=6_500.0)
    pass_time(market, HOUR, 2_050.0)
    assert refusals(market, borrow) == ["the position would not be safe"]
    assert refusals(market, replace(borrow, amount=5_800.0)) == []


def test_the_watch_list_sees_every_row_after_a_change() -> None:
    """Three hundred rows in three blocks were all found safe; the new rule makes some unsafe at the same prices."""
    market = small_market(
        300, venues={**VENUES, "pool": replace(POOL, engine=OpenInterestScaled(lower=1e6, upper=2e7))}
    )
    pool, everyone = pool_of(market), np.arange(300)
    for account in everyone:
        give(market, int(account), "ETH", 20.0)
    give(market, pool.reserves.account, "USDC", 1e8)
    debts = np.linspace(1_000.0, 16_000.0, 300)
    pool.borrowers.place(everyone, np.tile([10.0, 0.0], (300, 1)), debts[:, None], "opening")
    assert len(pool.positions.unsafe_rows()[0]) == 0
    pass_time(market, HOUR, 2000.0)
    health = pool.positions.health(np.arange(300))
    assert (
        pool.positions.unsafe_rows()[0].tolist()
        == np.flatnonzero(health < 1.0)[np.argsort(health[health < 1.0])].tolist()
    )
    assert (health < 1.0).sum() > 50


def test_a_change_inside_a_bundle_that_fails_is_undone() -> None:
    market = market_of(Static())
    pool, before = pool_of(market), pool_of(market).positions.margin
    mark = market.site.journal.mark()
    pool.positions.margin = LoanToValue(np.array([0.1, 0.1]), np.array([0.2, 0.2]))
    pool.positions.set_standing(np.full(5, 1.0))
    market.site.journal.roll_back(mark)
    assert pool.positions.margin is before
    assert refusals(market, Bundle(account=LENDER, legs=())) == ["the bundle is empty"]


def test_who_was_liquidated_bears_more_in_every_use_of_the_rule() -> None:
    market = market_of(Reputation(penalty=1.0, half_life=1e12, reward=0.0))
    pledge(market, 14_000.0)
    pass_time(market, HOUR, 1_600.0)
    assert liquidation(market) == []
    pass_time(market, HOUR, 1_600.0)
    pool, row = pool_of(market), pool_of(market).book.row_of[[BORROWER]]
    at = pool.positions.at(row)
    value, debt = 1_600.0 * float(at.collateral[0, 0]), float(at.debt[0, 0])
    expected = value * (1.0 - 2.0 * 0.17) / debt
    assert pool.positions.health(row)[0] == pytest.approx(expected, rel=1e-9)
    assert pool.positions.unsafe_rows()[1].tolist() == [pool.positions.health(row)[0]]
    view = market.view(market.look(), np.array([BORROWER, LENDER]), {})
    assert view.position("pool").health.tolist() == [pool.positions.health(row)[0], np.inf]
    changed = market.site.log.table(StandingChanged)
    assert changed["account"].tolist() == [BORROWER]
    assert changed["standing"].tolist() == pytest.approx([2.0])


def test_a_basket_of_two_is_safer_than_its_parts() -> None:
    market = market_of(Basket(correlation=0.0))
    positions = Positions(
        np.array([[7.5, 0.5], [15.0, 0.0]]), np.full((2, 1), 22_000.0), np.array([2e3, 3e4]), np.ones(1)
    )
    together, alone = pool_of(market).positions.margin.health(positions)
    assert alone == pytest.approx(30_000.0 * 0.83 / 22_000.0)
    assert together == pytest.approx((30_000.0 - np.hypot(15_000 * 0.17, 15_000 * 0.25)) / 22_000.0)


def test_an_engine_needs_a_rule_with_thresholds() -> None:
    class Always(MarginRule):
        def health(self, positions: Positions) -> np.ndarray:
            return np.full(len(positions.debt), np.inf)

        def may_open(self, positions: Positions) -> np.ndarray:
            return np.ones(len(positions.debt), dtype=np.bool_)

    terms = replace(POOL, margin=Always(), engine=VolatilityScaled())
    with pytest.raises(
        BadValueError, match=r"venues.pool.engine: received 'VolatilityScaled'; allowed: static for this"
    ):
        small_market(5, venues={**VENUES, "pool": terms})
