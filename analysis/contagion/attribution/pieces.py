"""Trades cut into pieces: a sale by the pools whose collateral is sold, and what withdrawn liquidity added to any move."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.analysis.contagion.attribution.event_columns import Names
from firesale.analysis.contagion.attribution.sales import Sales
from firesale.analysis.contagion.attribution.trades import ARBITRAGE, TRADE_CHANNELS, Trades
from firesale.analysis.contagion.channel_names import FIRE_SALE, MANIPULATION, WITHDRAWAL
from firesale.market.arrays import FloatArray, IntArray

CHANNELS = (*TRADE_CHANNELS, WITHDRAWAL)
SALE, PUSH, WITHDRAWN = (CHANNELS.index(name) for name in (FIRE_SALE, MANIPULATION, WITHDRAWAL))
NOBODY = -1
CRUMB = 1e-12


@dataclass(frozen=True)
class Pieces(Columns):
    """Pieces of trades, in order of trades; every column is of shape (j,). The shares of a trade sum to 1."""

    trade: IntArray
    channel: IntArray  # place in CHANNELS
    pool: IntArray  # whose liquidations were sold: place among the names of pools, NOBODY if none were
    share: FloatArray  # of the trade's move


def pieces_of(trades: Trades, sales: Sales, pool: Names) -> Pieces:
    """All trades in pieces. `pool`: where each liquidation happened.

    Arbitrage without a second leg is plain trading, and so is what a liquidator sells of its own. Where liquidity was withdrawn, the same part of
    each move is put down to the withdrawal: impact is taken to be inversely proportional to depth.
    """
    sold = sold_by_pool(sales, pool)
    from_stock = sums(sold.trade, sold.share, len(trades.sequence))
    others, thin = np.flatnonzero(from_stock < 1.0 - CRUMB), np.flatnonzero(trades.depth_left < 1.0)
    channel = _channel_of_the_rest(trades)
    left = trades.depth_left
    of_liquidators = Pieces(sold.trade, sold.channel, sold.pool, sold.share * left[sold.trade])
    own = Pieces(others, channel[others], np.full(len(others), NOBODY), (1.0 - from_stock[others]) * left[others])
    missing = Pieces(thin, np.full(len(thin), WITHDRAWN), np.full(len(thin), NOBODY), 1.0 - left[thin])
    every = Pieces.stacked([of_liquidators, own, missing])
    return every.at(np.argsort(every.trade, kind="stable"))


def sold_by_pool(sales: Sales, pool: Names) -> Pieces:
    """What liquidators sold, one piece per trade and pool, in order of trades and pools."""
    pools = max(len(pool.known), 1)
    key, place = np.unique(sales.trade * pools + pool.code[sales.liquidation], return_inverse=True)
    trade, of_pool = np.divmod(key, pools)
    return Pieces(trade, np.full(len(key), SALE), of_pool, sums(place, sales.share, len(key)))


def _channel_of_the_rest(trades: Trades) -> IntArray:
    """The channel of each trade (t,), so far as it sells nothing that was seized."""
    passed_on = CHANNELS.index(ARBITRAGE)
    return np.where(np.isin(trades.channel.code, [SALE, passed_on]), trades.plain, trades.channel.code)
