"""The moves of all exchanges, each put down to its source, and the liquidations behind those that are sales."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.arbitrage import RoundTrips
from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import Names
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.pieces import CHANNELS, NOBODY, PUSH, SALE, Pieces
from firesale.analysis.contagion.attribution.sales import Sales
from firesale.analysis.contagion.attribution.sources import NO_ACCOUNT, NO_BLOCK, Source, Sources
from firesale.analysis.contagion.attribution.trades import Trades
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Moves(Columns):
    """Pieces of trades as moves, in order of execution; every column is of shape (m,)."""

    sequence: IntArray
    exchange: IntArray
    source: IntArray
    move: FloatArray  # log price
    before: FloatArray  # log price before the whole trade, quote per base


def moves_of(trades: Trades, pieces: Pieces, source: IntArray, trips: RoundTrips) -> Moves:
    """The moves of a run, without the legs of round trips. `source` (j,): of each piece."""
    kept = np.flatnonzero(~trips.is_leg[pieces.trade])
    trade = pieces.trade[kept]
    move = trades.move[trade] * pieces.share[kept]
    return Moves(trades.sequence[trade], trades.exchange[trade], source[kept], move, trades.before[trade])


def sellers_of(trades: Trades, pieces: Pieces, source: IntArray, sales: Sales, pool: Names) -> Members:
    """The liquidations behind the sales, each with its part of the moves."""
    sold, pools = np.flatnonzero(pieces.channel == SALE), len(pool.known)
    key = pieces.trade[sold] * pools + pieces.pool[sold]
    piece = sold[np.searchsorted(key, sales.trade * pools + pool.code[sales.liquidation])]
    moved = np.abs(trades.move[sales.trade]) * sales.share
    return Members(source[piece], sales.liquidation, trades.sequence[sales.trade], moved)


def blocks_of(trades: Trades, pieces: Pieces, moments: IntArray, most: int) -> IntArray:
    """The block of time of each trade (t,): within a step, between two of the moments at which prices are looked at (sorted).

    Sales of one block are always seen together. If they would be more than `most` sources, neighbouring blocks are merged.
    """
    look = np.searchsorted(moments, trades.sequence, side="right")
    step = np.where(look < len(moments), trades.step, -1)  # nobody sees what comes after the last moment
    block: IntArray = np.cumsum((np.diff(look, prepend=look[:1]) != 0) | (np.diff(step, prepend=step[:1]) != 0))
    sold = pieces.channel == SALE
    trade, pool = pieces.trade[sold], pieces.pool[sold]
    place = trades.exchange[trade] * (int(pool.max(initial=0)) + 1) + pool
    blocks = int(block.max(initial=0)) + 1
    length = 1
    while len(np.unique(place * blocks + block[trade] // length)) > most and length < blocks:
        length *= 2
    return block // length


def sources_of(
    trades: Trades, pieces: Pieces, block: IntArray, sources: Sources, exchanges: list[str], pools: tuple[str, ...]
) -> IntArray:
    """The source of each piece (j,): a sale's by pool and block, a manipulator's by the account, any other by the exchange alone."""
    detail = np.where(pieces.channel == SALE, block[pieces.trade], NO_BLOCK)
    detail = np.where(pieces.channel == PUSH, trades.account[pieces.trade], detail)
    exchange = trades.exchange[pieces.trade]
    key = (pieces.channel * len(exchanges) + exchange) * (len(pools) + 1) + pieces.pool - NOBODY
    key = key * (int(detail.max(initial=0)) + 2) + detail + 1
    _, head, place = np.unique(key, return_index=True, return_inverse=True)
    numbers = [
        sources.number(
            Source(
                CHANNELS[channel],
                pool=pools[pool] if pool != NOBODY else "",
                exchange=exchanges[at],
                account=one if channel == PUSH else NO_ACCOUNT,
                block=one if channel == SALE else NO_BLOCK,
            )
        )
        for channel, pool, at, one in zip(
            *(column[head].tolist() for column in (pieces.channel, pieces.pool, exchange, detail)), strict=True
        )
    ]
    return np.array(numbers, dtype=np.int64)[place]
