import numpy as np
import pytest

from firesale.agents.leveraged_trader.perpetual_target_leverage import PerpetualTargetLeverage
from tests.agents.leveraged_trader.perpetual_positions import begin, leverage_at
from tests.agents.playing import cohort_of, decide, market_of, perpetuals_of, play
from tests.markets import set_price

PLAIN = PerpetualTargetLeverage("perps", "ETH", target=3.0, tolerance=0.1)


def test_near_its_target_it_does_nothing() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 1.6)  # 3.2
    assert decide(market, cohort_of(PLAIN, 1)) == []


def test_it_sells_after_a_fall_and_buys_after_a_rise() -> None:
    for price, sold in ((1_800.0, True), (2_400.0, False)):
        market = market_of()
        begin(market, 0, 1_000.0, 1.5)
        set_price(market, "ETH", price)
        assert play(market, cohort_of(PLAIN, 1)) == []
        assert (float(perpetuals_of(market).book.size[1, 0]) < 1.5) == sold
        assert leverage_at(market, 0) == pytest.approx(3.0, rel=0.01)


def test_a_short_buys_back_after_a_rise() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, -1.5)
    set_price(market, "ETH", 2_200.0)
    assert play(market, cohort_of(PLAIN, 1)) == []
    assert leverage_at(market, 0) == pytest.approx(3.0, rel=0.01)
    assert -1.5 < float(perpetuals_of(market).book.size[1, 0]) < 0.0


def test_each_account_has_its_own_target() -> None:
    market = market_of()
    for account in range(2):
        begin(market, account, 1_000.0, 1.5)
    cohort = cohort_of(PerpetualTargetLeverage("perps", "ETH", target=np.array([2.0, 4.0])), 2)
    assert play(market, cohort) == []
    assert [leverage_at(market, account) for account in range(2)] == pytest.approx([2.0, 4.0], rel=0.01)


def test_who_has_no_position_or_is_in_debt_waits() -> None:
    market = market_of()
    begin(market, 0, 1_000.0, 0.0)
    begin(market, 1, 1_000.0, 4.0)
    set_price(market, "ETH", 1_700.0)
    assert decide(market, cohort_of(PLAIN, 3)) == []
