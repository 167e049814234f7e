import numpy as np

from firesale.analysis.contagion.attribution.margin.trades import NetTrades, TradeSources
from firesale.analysis.contagion.attribution.members import Members
from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import closed, deleveraged, perpetuals, traded, trader


def net(run: Written) -> tuple[NetTrades, list[str], Members]:
    """Trades of ETH, their channels, and the closings behind them."""
    rebuilt = RebuiltMargin(run)
    reader = TradeSources(rebuilt.events, "perps", rebuilt.sources)
    found = reader.of("ETH")
    return found, [rebuilt.source(number).channel for number in found.source.tolist()], Members.stacked(reader.members)


def test_a_trade_has_the_channel_of_its_motive(written: Written) -> None:
    """Arbitrage of a perpetual is trading: its other leg is elsewhere."""
    perpetuals(written.oracle())
    motives = ("noise", "deleverage", "manipulation", "arbitrage")
    found, channels, _ = net(written.add(*(traded(1, 2.0 + k, 100.0, name) for k, name in enumerate(motives))))
    near(found.change, [2.0, 3.0, 4.0, 5.0])
    assert channels == ["trading", "deleveraging", "manipulation", "trading"]


def test_what_the_maker_of_the_market_buys_of_owners_is_a_fire_sale(written: Written) -> None:
    """All closings of a step are one source, of which each has its units."""
    trader(trader(perpetuals(written.oracle()), 1, 300.0, 10.0), 2, 300.0, 30.0)
    written.step(1).add(closed(1, 10.0, 100.0, 0.5), closed(2, 30.0, 100.0, 0.5))
    found, channels, members = net(written)
    near(found.change, [10.0, 30.0, -10.0, -30.0])
    assert channels[2:] == ["fire sale", "fire sale"]
    assert found.source[2] == found.source[3]
    _, closings, share = members.shares()
    assert closings.tolist() == [0, 1]
    near(share, [0.25, 0.75])


def test_what_a_taker_takes_over_changes_nothing_until_it_sells(written: Written) -> None:
    """It took 10 of 1 and 30 of 2; of 35 sold 30 are the latter's, and of 10 more 5 are its own."""
    trader(trader(perpetuals(written.oracle()), 1, 300.0, 10.0), 2, 300.0, 30.0)
    written.add(closed(1, 10.0, 100.0, 0.5, taker=7), closed(2, 30.0, 100.0, 0.5, taker=7))
    written.step(1).add(traded(7, -35.0, 100.0, "liquidation")).step(2).add(traded(7, -10.0, 100.0, "liquidation"))
    found, channels, members = net(written)
    near(found.change, [10.0, 30.0, -35.0, -10.0])
    assert channels[2:] == ["fire sale", "fire sale"]
    order = np.lexsort((members.liquidation, members.source))
    assert members.liquidation[order].tolist() == [0, 1, 0]
    near(members.weight[order], [5.0, 30.0, 5.0])


def test_only_closings_against_the_maker_of_the_market_change_the_balance(written: Written) -> None:
    """Between owner 1 and 5 nothing; 4 of owner 1 go to the maker; 3 of the maker's are closed against 6."""
    perpetuals(written.oracle()).add(deleveraged(5, 1, 2.0, 95.0, 95.0), deleveraged(-1, 1, 4.0, 95.0, 95.0))
    found, channels, members = net(written.add(deleveraged(6, -1, 3.0, 95.0, 95.0)))
    near(found.change, [-4.0, 3.0])
    assert channels == ["fire sale", "auto-deleveraging"]
    assert members.liquidation.tolist() == [1, 2]
