from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.pieces import CHANNELS, pieces_of
from firesale.analysis.contagion.attribution.sales import sales_of
from firesale.analysis.contagion.attribution.trades import trades_of
from firesale.market.events import Liquidated, LiquidityChanged
from tests.analysis.contagion.conftest import Written

Piece = tuple[int, str, str, float]
"""Trade, channel, pool, share."""


def pieces(run: Written) -> list[Piece]:
    events = EventColumns(run.tables())
    trades = trades_of(events)
    pool = events.names(Liquidated, "venue")
    found = pieces_of(trades, sales_of(events, trades), pool)
    columns = zip(found.trade.tolist(), found.channel.tolist(), found.pool.tolist(), found.share.tolist(), strict=True)
    return [(t, CHANNELS[c], pool.known[p] if p >= 0 else "", round(s, 12)) for t, c, p, s in columns]


def seized(pool: str, liquidator: int, units: float) -> Liquidated:
    return Liquidated(pool, liquidator, 1, "ETH", "USD", 1.0, units, 0.0, 100.0, 1.0, 0.9, 0.9)


def test_a_trade_of_anybody_else_is_one_piece(written: Written) -> None:
    written.exchange("x").swap("x", 5, -0.1, "noise").swap("x", 5, -0.1, "manipulation")
    assert pieces(written) == [(0, "trading", "", 1.0), (1, "manipulation", "", 1.0)]


def test_a_sale_is_cut_by_the_pools_whose_collateral_it_sells(written: Written) -> None:
    written.exchange("x").add(seized("p", 7, 3.0), seized("q", 7, 1.0)).swap("x", 7, -0.1, "liquidation", 4.0)
    assert pieces(written) == [(0, "fire sale", "p", 0.75), (0, "fire sale", "q", 0.25)]


def test_what_a_liquidator_sells_of_its_own_is_trading(written: Written) -> None:
    written.exchange("x").add(seized("p", 7, 1.0)).swap("x", 7, -0.1, "liquidation", 4.0)
    written.swap("x", 8, -0.1, "liquidation", 4.0)
    assert pieces(written) == [(0, "fire sale", "p", 0.25), (0, "trading", "", 0.75), (1, "trading", "", 1.0)]


def test_arbitrage_is_trading_where_it_stands_alone(written: Written) -> None:
    assert pieces(written.exchange("x").swap("x", 6, -0.1, "arbitrage")) == [(0, "trading", "", 1.0)]


def test_withdrawn_liquidity_takes_its_part_of_every_piece(written: Written) -> None:
    written.exchange("x").add(LiquidityChanged("x", -1, 1.0, 1.0, 100.0, "opening"))
    written.step(1).add(LiquidityChanged("x", 5, -0.4, -0.4, -40.0, "liquidity"), seized("p", 7, 1.0))
    written.swap("x", 7, -0.1, "liquidation", 2.0)
    shares = [(0, "fire sale", "p", 0.3), (0, "trading", "", 0.3), (0, "liquidity withdrawal", "", 0.4)]
    assert pieces(written) == shares
