"""Source: Euler v2, `LTVConfig.getLTV`: target + (original - target) time remaining / duration, for a lower liquidation LTV alone."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, Liquidate, Supply
from firesale.market.events import ParametersChanged
from firesale.market.margin_engines.ramp import Ramp
from tests.market.margin_engines.seen import DAY, after, seen
from tests.markets import POOL, VENUES, give, pool_of, refusals, set_price, small_market

WEEK = 7.0 * DAY
ENGINE = Ramp(np.array([0.5, 0.1]), begins=DAY, duration=WEEK)  # the rule's haircuts are 0.2 and 0.3


def haircuts(time: float) -> list[float]:
    found: list[float] = after(ENGINE, seen(0.0, 1.0, 1.0), seen(time, 1.0, 1.0)).demand.haircut.tolist()
    return found


def test_a_larger_haircut_comes_in_a_straight_line_and_a_smaller_one_at_once() -> None:
    assert haircuts(DAY - 1.0) == [0.2, 0.3]
    assert haircuts(DAY) == pytest.approx([0.2, 0.1])
    assert haircuts(DAY + WEEK / 3.0) == pytest.approx([0.3, 0.1], rel=1e-12)
    assert haircuts(DAY + WEEK) == haircuts(100.0 * DAY) == [0.5, 0.1]


def test_the_liquidation_ltv_goes_from_nine_to_eight_tenths_as_the_contract_counts() -> None:
    """9000 and 8000 of 10,000 over 1,000 seconds: 8000 + 1000 * 600 / 1000 after 400 of them."""
    engine = Ramp(np.array([0.2]), duration=1_000.0)
    state = engine.look(engine.start(np.array([0.1]), seen(0.0, 1.0)), seen(400.0, 1.0))
    assert 1.0 - state.demand.haircut == pytest.approx([0.86], rel=1e-12)


def test_new_positions_meet_the_target_at_once_unless_they_follow_the_ramp() -> None:
    looks = seen(0.0, 1.0, 1.0), seen(DAY, 1.0, 1.0)
    assert after(ENGINE, *looks).demand.to_open.tolist() == pytest.approx([0.5, 0.1])
    slow = replace(ENGINE, opens_at_once=False)
    assert after(slow, *looks).demand.to_open.tolist() == pytest.approx([0.2, 0.1])


def test_without_a_duration_it_is_in_force_when_it_begins() -> None:
    assert after(Ramp(np.array([0.5]), duration=0.0), seen(0.0, 1.0)).demand.haircut.tolist() == [0.5]


def test_a_pool_lends_less_from_the_first_day_and_liquidates_later() -> None:
    """ETH at 2,000: threshold 0.83 to 0.6 in a week, loan-to-value 0.8 to 0.578 at once; a debt of 15,000 of 20,000 is unsafe below 0.75."""
    engine = Ramp(np.array([0.4, 0.25]), duration=WEEK)
    market = small_market(5, venues={**VENUES, "pool": replace(POOL, engine=engine)})
    give(market, 0, "USDC", 1e6)
    give(market, 1, "ETH", 10.0)
    give(market, 2, "USDC", 1e6)
    assert refusals(market, Supply(account=0, venue="pool", asset="USDC", amount=1e6)) == []
    pool = pool_of(market)
    pool.borrowers.place(np.array([1]), np.array([[10.0, 0.0]]), np.array([[15_000.0]]), "opening")
    assert pool.positions.margin.loan_to_value[0] == pytest.approx(0.8 * 0.6 / 0.83)  # type: ignore[attr-defined]
    assert refusals(market, Borrow(account=1, venue="pool", asset="USDC", amount=1.0)) == [
        "the position would not be safe"
    ]
    close = Liquidate(account=2, venue="pool", borrower=1, debt="USDC", collateral="ETH", repayment=100.0)
    for day, refused in ((2.0, ["the position is safe"]), (2.5, [])):
        market.site.log.time = day * DAY
        set_price(market, "ETH", 2000.0)
        kept = 0.83 - 0.23 * day / 7.0
        assert pool.positions.margin.liquidation_threshold[0] == pytest.approx(kept)  # type: ignore[attr-defined]
        assert refusals(market, close) == refused
    told = market.site.log.table(ParametersChanged)
    assert set(told["asset"].tolist()) == {"ETH"}
