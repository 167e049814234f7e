"""What a venue of bands tells of unsafe positions: nothing in calm times, and every change of their health from where they were last safe."""

import numpy as np
import pytest

from firesale.market.actions import Borrow, Bundle, Liquidate, Repay
from firesale.market.events import BandHealthStated, FollowedPriceHeld
from firesale.market.market import Market
from tests.market.venues.banded import OTHER, OWNER, arbitrage, banded, bands_of, borrow, health, swap
from tests.markets import give, refusals, set_price

LIQUIDATOR = 7


def fallen(market: Market, price: float, seconds: float = 600.0) -> None:
    market.site.log.time += seconds
    set_price(market, "ETH", price)


def told(market: Market, account: int = OWNER) -> list[str]:
    """By what."""
    rows = market.site.log.table(BandHealthStated)
    return [str(by) for by in rows["by"][rows["account"] == account]]


def healths(market: Market) -> list[float]:
    """Of the owner, after each of these."""
    rows = market.site.log.table(BandHealthStated)
    return [float(health) for health in rows["health"][rows["account"] == OWNER]]


def now(market: Market) -> float:
    return 1.0 + health(market, OWNER)[0]


def prices_held(market: Market) -> list[tuple[float, float]]:
    rows = market.site.log.table(FollowedPriceHeld)
    return list(zip(rows["price"].tolist(), rows["reported"].tolist(), strict=True))


def close(market: Market, repayment: float, account: int = LIQUIDATOR) -> list[str]:
    give(market, account, "USDC", repayment)
    order = Liquidate(
        account=account, venue="bands", borrower=OWNER, collateral="ETH", debt="USDC", repayment=repayment
    )
    return refusals(market, order)


@pytest.fixture
def lent() -> Market:
    market = banded()
    assert borrow(market) == []
    market.report_prices()
    return market


def test_of_safe_positions_nothing_is_told(lent: Market) -> None:
    for price in (1_900.0, 1_700.0, 1_500.0):
        fallen(lent, price)
        arbitrage(lent, price)
        lent.absorb()
    assert swap(lent, "ETH", 0.1) == []
    assert told(lent) == []
    assert prices_held(lent) == []


def test_a_fall_is_told_with_where_it_began(lent: Market) -> None:
    before = now(lent)
    fallen(lent, 1_350.0)
    assert told(lent) == ["start", "report"]
    assert healths(lent) == pytest.approx([before, now(lent)], rel=1e-12)
    lent.report_prices()
    assert len(told(lent)) == 2  # nothing has changed


def test_interest_comes_before_the_report_and_trades_before_both(lent: Market) -> None:
    fallen(lent, 1_350.0)
    at = [now(lent)]
    assert swap(lent, "USDC", 3_000.0) == []
    at.append(now(lent))
    bands_of(lent).reserves.borrow_index[:] *= 1.001
    at.append(now(lent))
    fallen(lent, 1_340.0)
    at.append(now(lent))
    assert told(lent) == ["start", "report", "trade", "interest", "report"]
    assert healths(lent)[1:] == pytest.approx(at, rel=1e-12)


def test_a_trade_on_the_way_to_a_closing_is_told_before_it(lent: Market) -> None:
    fallen(lent, 1_350.0)
    assert swap(lent, "USDC", 3_000.0) == []
    traded = now(lent)
    assert close(lent, 1_000.0) == []
    left = now(lent)
    assert told(lent)[2:] == ["trade", "liquidation"]
    assert healths(lent)[2:] == pytest.approx([traded, left], rel=1e-12)
    fallen(lent, 1_300.0)
    assert told(lent) == ["start", "report", "trade", "liquidation", "report"]
    assert close(lent, 20_000.0) == []
    assert (told(lent)[-1], healths(lent)[-1]) == ("liquidation", np.inf)


def test_who_repays_too_little_to_be_safe_has_acted(lent: Market) -> None:
    """In soft liquidation bands stay where they are; health grows as the debt falls."""
    fallen(lent, 1_400.0)
    arbitrage(lent, 1_390.0)
    fallen(lent, 1_330.0)
    before = now(lent)
    assert before < 1.0
    assert refusals(lent, Repay(account=OWNER, venue="bands", asset="USDC", amount=10.0)) == []
    assert healths(lent)[-1] == pytest.approx(before * 13_000.0 / 12_990.0, rel=1e-12)
    assert refusals(lent, Repay(account=OWNER, venue="bands", asset="USDC", amount=3_000.0)) == []
    assert health(lent, OWNER)[0] > 0.0
    assert told(lent) == [
        "start",
        "report",
        "trade",
        "report",
        "own action",
    ]  # no more once it is safe


def test_others_are_not_told_of(lent: Market) -> None:
    assert borrow(lent, OTHER, 10.0, 8_000.0) == []
    fallen(lent, 1_350.0)
    assert told(lent) != []
    assert told(lent, OTHER) == []


def test_a_refused_bundle_tells_nothing(lent: Market) -> None:
    """The first leg closes a part of the position; the second one cannot be carried out."""
    fallen(lent, 1_350.0)
    assert swap(lent, "USDC", 3_000.0) == []
    venue, before = bands_of(lent), told(lent)
    kept = venue.statements.place.copy(), venue.statements.begun.copy(), venue.holdings.fresh.copy()
    give(lent, LIQUIDATOR, "USDC", 1_000.0)
    legs = (
        Liquidate(account=LIQUIDATOR, venue="bands", borrower=OWNER, collateral="ETH", debt="USDC", repayment=1_000.0),
        Borrow(account=LIQUIDATOR, venue="bands", asset="USDC", amount=1e9),
    )
    assert refusals(lent, Bundle(account=LIQUIDATOR, legs=legs)) != []
    assert told(lent) == before
    for after, then in zip((venue.statements.place, venue.statements.begun, venue.holdings.fresh), kept, strict=True):
        assert np.array_equal(after, then)
    assert close(lent, 1_000.0) == []
    assert told(lent) == ["start", "report", "trade", "liquidation"]


def test_a_loan_that_was_taken_since_the_last_look_begins_as_it_was_made() -> None:
    market = banded()
    market.report_prices()
    assert borrow(market) == []
    made = now(market)
    fallen(market, 1_350.0)
    assert told(market)[0] == "start"
    assert healths(market)[0] == pytest.approx(made, rel=1e-12)
    (seen,) = market.site.log.table(BandHealthStated)["seen"][:1].tolist()
    assert seen < market.site.log.mark()


def test_what_the_limiter_holds_back_is_told_until_it_lets_go(lent: Market) -> None:
    """Within two minutes of a trade the price that bands follow moves by a quarter at most."""
    fallen(lent, 1_600.0)
    assert swap(lent, "USDC", 10.0) == []
    fallen(lent, 1_000.0, 60.0)
    fallen(lent, 1_000.0, 600.0)
    fallen(lent, 990.0, 600.0)
    assert prices_held(lent) == [(1_600.0 / 1.25, 1_000.0), (1_000.0, 1_000.0)]


def test_who_looks_twice_works_it_out_once(lent: Market) -> None:
    """Liquidators ask for what the venue has just looked at; anything that changes makes it look again."""
    fallen(lent, 1_350.0)
    positions = bands_of(lent).positions
    rows, _ = positions.closable()
    assert positions.closable()[0] is rows
    assert swap(lent, "USDC", 100.0) == []
    assert positions.closable()[0] is not rows
