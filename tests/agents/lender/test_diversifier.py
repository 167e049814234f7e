from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.lender.diversifier import Diversifier, rebalancing
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.agents.playing import PLACES, SECOND_POOL, cohort_of, decide, lend, market_of, open_position, play
from tests.markets import held, pool_of

POOLS = ("pool", "second", "third")
YEAR = 365 * 86_400.0


def three_pools() -> Market:
    """The third pool pays 40 % on what is lent out."""
    return market_of(venues={**PLACES, "third": replace(SECOND_POOL, rates=(Constant(0.4),))})


def deposits(market: Market, account: int) -> list[float]:
    return [held(market, account, f"{pool}:USDC") for pool in POOLS]


def test_the_excess_goes_to_the_deficits_in_proportion() -> None:
    # 60 each: 120 too much in the first pool, 40 and 80 too little... of 180 in all.
    flows = rebalancing(np.array([[180.0, 20.0, -20.0]]))
    assert flows[0, 0].tolist() == pytest.approx([0.0, 40.0, 80.0])
    assert flows[0, 1:].tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


def test_two_pools_with_too_much_both_give_to_the_third() -> None:
    flows = rebalancing(np.array([[50.0, 40.0, 0.0], [10.0, 10.0, 10.0]]))
    assert flows[0].tolist() == [[0.0, 0.0, 20.0], [0.0, 0.0, 10.0], [0.0, 0.0, 0.0]]
    assert not flows[1].any()


def test_it_spreads_its_deposit_equally() -> None:
    market = three_pools()
    lend(market, 0, 900.0)
    cohort = cohort_of(Diversifier(POOLS, "USDC"), 1)
    assert play(market, cohort) == []
    assert deposits(market, 0) == pytest.approx([300.0, 300.0, 300.0])
    assert decide(market, cohort, 2) == []


def test_a_drift_within_its_tolerance_is_left_alone() -> None:
    market = three_pools()
    for pool, amount in zip(POOLS, (340.0, 300.0, 260.0), strict=True):  # 0.378, 0.333, 0.289
        lend(market, 0, amount, pool)
    assert decide(market, cohort_of(Diversifier(POOLS, "USDC", tolerance=0.05), 1)) == []
    assert len(decide(market, cohort_of(Diversifier(POOLS, "USDC", tolerance=0.04), 1))) == 1


def test_interest_moves_its_weights_until_it_rebalances() -> None:
    market = three_pools()
    for pool in POOLS:
        lend(market, 0, 300.0, pool)
        lend(market, 8, 100.0, pool)
    open_position(market, 9, 1.0, 399.0, "third")  # 40 % on almost everything, nine tenths of it for the lenders
    cohort = cohort_of(Diversifier(POOLS, "USDC", tolerance=0.05), 1)
    days = 0
    while not decide(market, cohort, days + 1):
        market.accrue(YEAR / 73.0)
        days += 5
        assert days < 1000
    index = pool_of(market, "third").reserves.supply_index[0]
    # The weight of the third pool is i / (i + 2), and reaches 0.3833 at i = 1.2432.
    assert index == pytest.approx(1.2432, abs=0.01)
    assert index / (index + 2.0) > 1.0 / 3.0 + 0.05


def test_it_takes_no_more_than_the_cash_that_is_there() -> None:
    market = three_pools()
    lend(market, 0, 900.0)
    open_position(market, 9, 2.0, 800.0)
    cohort = cohort_of(Diversifier(POOLS, "USDC"), 1)
    assert play(market, cohort) == ["the venue is short of cash"]  # 100 for the second pool; then nothing is left
    assert deposits(market, 0) == pytest.approx([800.0, 100.0, 0.0])


def test_an_account_without_deposits_does_nothing() -> None:
    market = three_pools()
    lend(market, 1, 900.0)
    (first, second) = decide(market, cohort_of(Diversifier(POOLS, "USDC"), 3))
    assert np.asarray(first.account).tolist() == np.asarray(second.account).tolist() == [1]


def test_it_spreads_over_the_pools_that_are_left() -> None:
    market = three_pools()
    lend(market, 0, 900.0)
    pool_of(market, "third").reserves.supply_index[0] = 0.0
    assert play(market, cohort_of(Diversifier(POOLS, "USDC"), 1)) == []
    assert deposits(market, 0) == pytest.approx([450.0, 450.0, 0.0])
