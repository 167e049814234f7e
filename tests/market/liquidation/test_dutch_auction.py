"""What a Dutch auction seizes, worked by hand: penalty 10 %, at most 1100 on sale at once, no debt below 200 is left behind."""

import numpy as np
import pytest

from firesale.market.auctions.linear import Linear
from firesale.market.liquidation.auction import Seized, WholePositions
from firesale.market.liquidation.dutch_auction import DutchAuction

AUCTION = DutchAuction(Linear(100.0), 0.1, 1.2, 90.0, 0.4, 10.0, 0.01, most_on_sale=1100.0, smallest_debt=200.0)


def seized(*debts: float, under_sale: float = 0.0) -> Seized:
    n = len(debts)
    return AUCTION.seize(WholePositions(np.full(n, 10.0), np.array(debts), np.full(n, 150.0)), under_sale)


def test_a_position_is_taken_whole_with_a_penalty_and_a_reward() -> None:
    whole = seized(500.0)
    assert (whole.debt[0], whole.collateral[0]) == (500.0, 10.0)
    assert whole.tab[0] == pytest.approx(550.0)
    assert whole.reward[0] == pytest.approx(10.0 + 5.5)


def test_only_what_there_is_room_for_is_put_on_sale() -> None:
    part = seized(2000.0)
    assert (part.debt[0], part.collateral[0]) == (pytest.approx(1000.0), pytest.approx(5.0))


def test_one_position_takes_the_room_of_the_next() -> None:
    assert seized(700.0, 700.0).debt.tolist() == pytest.approx([700.0, 300.0])
    assert seized(1000.0, 700.0).debt.tolist() == pytest.approx([1000.0, 0.0])


def test_no_small_debt_is_left_and_no_small_part_taken() -> None:
    assert seized(1100.0).debt[0] == 1100.0  # leaving 100 would be too little
    assert seized(700.0, under_sale=1000.0).debt[0] == 0.0  # there is room for 91
    assert seized(700.0, under_sale=1000.0).reward[0] == 0.0


def test_prices_begin_above_the_oracles_and_end_by_time_or_by_height() -> None:
    top = AUCTION.top(np.array([100.0]))
    assert top.tolist() == [120.0]
    assert AUCTION.price(top, np.array([50.0])).tolist() == [60.0]
    over = AUCTION.is_over(np.full(3, 120.0), np.array([50.0, 61.0, 91.0]))
    assert over.tolist() == [False, True, True]
