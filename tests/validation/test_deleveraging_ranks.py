"""Whose positions are closed first, with the formulas that exchanges publish.

BitMEX and Delta Exchange, auto-deleveraging: profit x leverage of winners, profit / leverage of losers, with profit over the value at entry and
leverage = value at the mark / (value at the mark - value at the bankruptcy price). Hyperliquid, liquidations: mark / entry x notional /
account value. Numbers by hand: longs at a mark of 110.
"""

from itertools import pairwise

import numpy as np
import pytest

from firesale.market.deleveraging.base import Candidates
from firesale.market.deleveraging.queue import Queue
from firesale.market.perpetuals.liquidation_price import bankruptcy_price

MARK = 110.0
ENTRY = np.array([100.0, 55.0, 120.0, 105.0])
BALANCE = np.array([-90.0, -10.0, -108.0, -84.0])
"""Margin less the value at entry, of one unit each: values of 20, 100, 2 and 26."""
VALUE = BALANCE + MARK


def line() -> Candidates:
    one = np.ones(4)
    return Candidates(one, one.copy(), MARK - ENTRY, ENTRY, MARK * one, VALUE)


def order(queue: Queue) -> list[int]:
    """Who is closed first, second and so on."""
    first = [queue.closed(float(count), line(), 0.0) for count in range(5)]
    return [int(np.argmax(after - before)) for before, after in pairwise(first)]


def test_leverage_is_measured_from_the_bankruptcy_price() -> None:
    assert MARK / (MARK - bankruptcy_price(BALANCE, np.ones(4))) == pytest.approx(MARK / VALUE, rel=1e-12)


def test_winners_by_profit_times_leverage_then_losers_by_profit_over_leverage() -> None:
    """.1 x 5.5 = .55, 1 x 1.1 = 1.1, a loser, 5 / 105 x 110 / 26 = .2015."""
    assert order(Queue()) == [1, 0, 3, 2]


def test_by_price_and_leverage_a_levered_loser_comes_first() -> None:
    """1.1 x 5.5 = 6.05, 2 x 1.1 = 2.2, .91667 x 55 = 50.4, 1.04762 x 4.2308 = 4.43."""
    assert order(Queue("price")) == [2, 0, 3, 1]
