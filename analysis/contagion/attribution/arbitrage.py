"""Round trips of arbitrageurs: two trades that follow each other directly, on two exchanges."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.trades import ARBITRAGE, Trades
from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class RoundTrips:
    """Both legs of p round trips. Columns of shape (p, 2): the first leg and the second."""

    sequence: IntArray
    exchange: IntArray
    move: FloatArray  # log price
    before: FloatArray  # log price
    is_leg: BoolArray  # (t,), which trades of the run are legs


def round_trips_of(trades: Trades) -> RoundTrips:
    """The round trips of a run. Of three legs in a row two are a round trip and one stands alone, as does a leg without another one."""
    rows = np.flatnonzero(trades.channel.are(ARBITRAGE))
    sequence, start = np.unique(trades.sequence[rows], return_index=True)
    head = rows[start]  # the first row of each event
    move = np.add.reduceat(trades.move[rows], start) if len(rows) else np.zeros(0)
    exchange, account = trades.exchange[head], trades.account[head]
    follows = np.diff(sequence) == 1
    follows &= (np.diff(exchange) != 0) & (np.diff(account) == 0)
    first = _without_neighbours(np.flatnonzero(follows))
    legs = np.column_stack((first, first + 1))
    is_leg = np.isin(trades.sequence, sequence[legs])
    return RoundTrips(sequence[legs], exchange[legs], move[legs], trades.before[head][legs], is_leg)


def _without_neighbours(first: IntArray) -> IntArray:
    """Every second one of places that follow each other directly."""
    kept: list[int] = []
    for place in first.tolist():
        if not kept or place > kept[-1] + 1:
            kept.append(place)
    return np.array(kept, dtype=np.int64)
