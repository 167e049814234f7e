from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.lender.rate_chaser import RateChaser
from firesale.market.actions import Bundle, Motive
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.agents.playing import PLACES, SECOND_POOL, cohort_of, decide, lend, market_of, open_position, play
from tests.markets import held, pool_of

BOTH = ("pool", "second")


def market_with_rates(first: float, second: float) -> Market:
    """Two pools, half lent out each: the supply rates are 0.45 times the borrow rates given (the reserves keep a tenth)."""
    pools = {
        "pool": replace(SECOND_POOL, rates=(Constant(first),)),
        "second": replace(SECOND_POOL, rates=(Constant(second),)),
    }
    market = market_of(venues={**PLACES, **pools})
    for borrower, pool in ((8, "pool"), (9, "second")):
        lend(market, borrower, 100_000.0, pool)
        open_position(market, borrower, 100.0, 50_000.0, pool)
    return market


def deposits(market: Market, account: int) -> tuple[float, float]:
    return held(market, account, "pool:USDC"), held(market, account, "second:USDC")


def test_it_moves_a_part_of_its_deposit_to_the_pool_that_pays_more() -> None:
    market = market_with_rates(0.02, 0.06)
    lend(market, 0, 1_000.0)
    cohort = cohort_of(RateChaser(BOTH, "USDC", fraction=0.25), 1)
    (move,) = decide(market, cohort)
    assert move.motive is Motive.LENDING
    assert play(market, cohort) == []
    assert deposits(market, 0) == pytest.approx((750.0, 250.0))
    assert play(market, cohort, 2) == []
    assert deposits(market, 0) == pytest.approx((562.5, 437.5))


def test_in_the_best_pool_it_stays() -> None:
    market = market_with_rates(0.06, 0.02)
    lend(market, 0, 1_000.0)
    assert decide(market, cohort_of(RateChaser(BOTH, "USDC"), 1)) == []


def test_a_small_gain_is_not_worth_a_move() -> None:
    market = market_with_rates(0.05, 0.06)  # 0.0225 and 0.027 with half lent out, before the deposit of account 0
    lend(market, 0, 1_000.0)
    gain = market.look().credit("second").supply_rate[0] - market.look().credit("pool").supply_rate[0]
    assert decide(market, cohort_of(RateChaser(BOTH, "USDC", least_gain=gain + 1e-6), 1)) == []
    assert len(decide(market, cohort_of(RateChaser(BOTH, "USDC", least_gain=gain - 1e-6), 1))) == 1


def test_it_takes_no_more_than_the_cash_that_is_there() -> None:
    market = market_with_rates(0.02, 0.06)
    lend(market, 0, 100_000.0)
    open_position(market, 7, 200.0, 145_000.0)  # 200,000 lent to the pool, 195,000 of it lent on
    cohort = cohort_of(RateChaser(BOTH, "USDC", fraction=1.0), 1)
    assert play(market, cohort) == []
    assert deposits(market, 0) == pytest.approx((95_000.0, 5_000.0))
    assert decide(market, cohort, 2) == []


def test_the_last_units_move_at_once() -> None:
    market = market_with_rates(0.02, 0.06)
    lend(market, 0, 0.8)
    assert play(market, cohort_of(RateChaser(BOTH, "USDC", fraction=0.25, least_amount=1.0), 1)) == []
    assert deposits(market, 0) == pytest.approx((0.0, 0.8))


def test_each_account_has_its_own_fraction_and_its_own_least_gain() -> None:
    market = market_with_rates(0.02, 0.06)
    for account in range(3):
        lend(market, account, 1_000.0)
    chaser = RateChaser(BOTH, "USDC", fraction=np.array([0.1, 0.5, 1.0]), least_gain=np.array([0.01, 0.5, 0.01]))
    cohort = cohort_of(chaser, 3)
    (move,) = decide(market, cohort)
    assert isinstance(move, Bundle)
    assert np.asarray(move.account).tolist() == [0, 2]
    assert play(market, cohort) == []
    assert [deposits(market, account)[1] for account in range(3)] == pytest.approx([100.0, 0.0, 1_000.0])


def test_with_interest_on_it_a_whole_deposit_moves_wholly() -> None:
    market = market_with_rates(0.02, 0.06)
    lend(market, 0, 1_000.0)
    market.accrue(365 * 86_400.0)
    assert play(market, cohort_of(RateChaser(BOTH, "USDC", fraction=1.0), 1)) == []
    assert held(market, 0, "pool:USDC") == 0.0


def test_a_pool_whose_deposits_are_lost_is_neither_left_nor_entered() -> None:
    market = market_with_rates(0.02, 0.06)
    lend(market, 0, 1_000.0)
    pool_of(market, "second").reserves.supply_index[0] = 0.0
    assert decide(market, cohort_of(RateChaser(BOTH, "USDC"), 1)) == []
    pool_of(market, "pool").reserves.supply_index[0] = 0.0
    assert decide(market, cohort_of(RateChaser(BOTH, "USDC"), 1)) == []
