import pytest

from firesale.market.errors import BrokenInvariantError
from tests.market.venues.clearing.cleared import FUTURE, cleared_market, day, hold, house_of


def test_debts_far_beyond_what_there_is_add_up_to_their_own_rounding() -> None:
    market = cleared_market()
    thirds = {0: 1e13 / 3.0, 1: 1e13 / 7.0, 2: 1e13 / 11.0}
    hold(market, {**thirds, 3: -sum(thirds.values())}, dict.fromkeys(range(4), 1.0))
    for number, price in enumerate((1e4 / 3.0, 1.0 / 3.0, 1e4 / 7.0), start=1):
        day(market, number, price)  # gains of 1e17, and 4 in custody
    house_of(market).members.add("cash", 0, 1e10)
    with pytest.raises(BrokenInvariantError, match="cash of members"):
        market.check()


def test_a_position_that_nobody_has_the_other_side_of_is_found() -> None:
    market = cleared_market()
    hold(market, {0: 3.0, 1: -3.0}, {0: 1.0, 1: 1.0})
    house = house_of(market)
    house.members.add("positions", (0, house.trades.names.index(FUTURE)), 1e-6)
    with pytest.raises(BrokenInvariantError, match="positions"):
        market.check()
