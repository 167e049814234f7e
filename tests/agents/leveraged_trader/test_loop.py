import numpy as np
import pytest

from firesale.agents.leveraged_trader.formulas import looped_leverage
from firesale.agents.leveraged_trader.loop import Loop
from tests.agents.playing import cohort_of, decide, lend, leverage_of, market_of, open_position, play, position_of


def test_each_loop_adds_a_term_of_the_geometric_series() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", loops=3.0, most_leverage=10.0, safety=1.0), 1)
    expected = [1.8, 2.44, 2.952]  # 1 + 0.8, + 0.64, + 0.512
    for moment, leverage in enumerate(expected, start=1):
        assert play(market, cohort, moment) == []
        assert leverage_of(market, 0, 2000.0) == pytest.approx(leverage)
        assert leverage == pytest.approx(looped_leverage(0.8, moment))
    assert play(market, cohort, 4) == []
    assert position_of(market, 0) == pytest.approx((29.52, 39_040.0))


def test_endless_loops_come_to_one_over_one_minus_the_loan_to_value() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", loops=60.0, most_leverage=10.0, safety=0.95), 1)
    for moment in range(1, 61):
        assert play(market, cohort, moment) == []
    assert leverage_of(market, 0, 2000.0) == pytest.approx(1.0 / (1.0 - 0.76), rel=1e-5)


def test_it_stops_at_its_most_leverage() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", loops=10.0, most_leverage=2.0), 1)
    for moment in range(1, 10):
        assert play(market, cohort, moment) == []
    assert leverage_of(market, 0, 2000.0) == pytest.approx(2.0)


def test_after_its_loops_it_holds_and_looks_at_nothing() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", loops=1.0), 1)
    assert play(market, cohort) == []
    assert decide(market, cohort, 2) == []


def test_each_account_loops_as_often_as_it_wants() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    for account in range(3):
        open_position(market, account, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", np.array([0.0, 1.0, 2.0]), 10.0, 1.0), 3)
    for moment in range(1, 4):
        assert play(market, cohort, moment) == []
    assert [leverage_of(market, account, 2000.0) for account in range(3)] == pytest.approx([1.0, 1.8, 2.44])


def test_an_empty_pool_costs_it_its_loops() -> None:
    market = market_of()
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(Loop("pool", "ETH", "USDC", "deep", loops=1.0), 1)
    assert decide(market, cohort) == []
    lend(market, 9, 1e6)
    assert decide(market, cohort, 2) == []
