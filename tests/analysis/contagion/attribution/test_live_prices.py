import math

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import Levels, levels_of
from firesale.market.events import Swapped
from tests.analysis.contagion.conftest import Written, near


def levels(run: Written) -> Levels:
    return levels_of(EventColumns(run.tables()))


def test_one_exchange_is_shown_as_it_is_after_each_trade(written: Written) -> None:
    written.exchange("x", quote="DAI").exchange("y").step(1, dai=0.5)
    found = levels(written.swap("x", 5, -0.1, "noise").swap("y", 5, 0.3, "noise").swap("x", 5, -0.2, "noise"))
    trades, price = found.shown((0,))
    assert trades.tolist() == [0, 2]
    near(price, np.log([50.0 * math.exp(-0.1), 50.0 * math.exp(-0.3)]))


def test_the_trades_of_one_event_are_shown_once(written: Written) -> None:
    written.exchange("x")
    two = Swapped(
        "x", np.array([1, 2]), "ETH", "USD", 1.0, 1.0, 0.0, np.array([100.0, 90.0]), np.array([90.0, 80.0]), ""
    )
    trades, price = levels(written.add(two)).shown((0,))
    assert trades.tolist() == [1]
    near(price, np.log([80.0]))


def test_of_several_the_middle_is_shown_though_some_never_traded(written: Written) -> None:
    written.exchange("x").exchange("y").exchange("z").step(1)
    found = levels(written.swap("x", 5, -0.3, "noise").swap("z", 5, -0.1, "noise"))
    near(found.shown((0, 1, 2))[1], np.log(100.0) + np.array([0.0, -0.1]))


def test_an_order_book_in_the_middle_has_moved_with_the_fundamental(written: Written) -> None:
    written.book("x", half_life=60.0, permanent_share=0.0).exchange("y").step(1).swap("x", 5, -0.2, "noise")
    written.step(2, 90.0).swap("y", 5, 0.01, "noise")
    _, price = levels(written).shown((0, 1))
    near(price[-1], np.log((90.0 * math.exp(-0.1) + 100.0 * math.exp(0.01)) / 2.0))


def test_both_legs_of_a_round_trip_are_in_what_is_shown(written: Written) -> None:
    written.exchange("x").exchange("y").swap("x", 5, -0.2, "noise")
    written.swap("x", 6, 0.1, "arbitrage").swap("y", 6, -0.1, "arbitrage")
    near(levels(written).shown((0, 1))[1][-1], np.log(100.0) - 0.1)
