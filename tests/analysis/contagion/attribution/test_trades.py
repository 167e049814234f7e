import numpy as np
import pytest

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.trades import TRADE_CHANNELS, Trades, trades_of
from firesale.market.events import LiquidityChanged
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import vaults


def trades(run: Written) -> Trades:
    return trades_of(EventColumns(run.tables()))


@pytest.mark.parametrize(
    ("motive", "channel"),
    [
        ("liquidation", "fire sale"),
        ("deleverage", "deleveraging"),
        ("manipulation", "manipulation"),
        ("run", "run"),
        ("arbitrage", "arbitrage"),
        ("noise", "trading"),
        ("leverage", "trading"),
        ("", "trading"),
    ],
)
def test_the_motive_says_the_channel(written: Written, motive: str, channel: str) -> None:
    found = trades(written.exchange("x").swap("x", 5, -0.1, motive))
    assert found.channel.are(channel).tolist() == [True]


def test_a_trade_is_a_move_of_the_log_price(written: Written) -> None:
    found = trades(written.exchange("x").exchange("y").swap("y", 5, -0.1, "noise").swap("y", 5, 0.3, "noise"))
    near(found.move, [-0.1, 0.3])
    near(found.before, [np.log(100.0), np.log(100.0) - 0.1])
    assert found.exchange.tolist() == [1, 1]


def test_depth_is_the_shares_that_are_left_of_those_at_the_opening(written: Written) -> None:
    written.exchange("x").exchange("y").add(LiquidityChanged("x", -1, 1.0, 1.0, 800.0, "opening"))
    written.add(LiquidityChanged("x", 3, 1.0, 1.0, 200.0, "opening"))
    written.step(1).swap("x", 5, -0.1, "noise")
    written.add(LiquidityChanged("x", 3, -1.0, -1.0, -200.0, "liquidity")).swap("x", 5, -0.1, "noise")
    written.add(LiquidityChanged("x", 3, 2.0, 2.0, 400.0, "liquidity")).swap("x", 5, -0.1, "noise")
    written.swap("y", 5, -0.1, "noise")
    near(trades(written).depth_left, [1.0, 0.8, 1.0, 1.0])


@pytest.mark.parametrize(
    ("motive", "channel"), [("noise", "peg"), ("", "peg"), ("run", "run"), ("redemption", "redemption")]
)
def test_a_plain_trade_where_a_coin_has_its_price_moves_its_peg(written: Written, motive: str, channel: str) -> None:
    vaults(written.oracle()).exchange("x", quote="DAI").exchange("y")
    found = trades(written.swap("x", 5, -0.1, motive).swap("y", 5, -0.1, "noise"))
    assert found.channel.are(channel).tolist() == [True, False]
    assert found.channel.are("trading").tolist() == [False, True]


def test_what_a_trade_is_for_no_known_reason_depends_on_its_exchange(written: Written) -> None:
    """A liquidator's own stock, or arbitrage without a second leg, is plain trading there."""
    vaults(written.oracle()).exchange("x", quote="DAI").exchange("y")
    found = trades(written.swap("x", 5, -0.1, "liquidation").swap("y", 5, -0.1, "arbitrage"))
    assert [TRADE_CHANNELS[place] for place in found.plain] == ["peg", "trading"]
