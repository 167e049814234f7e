"""Queue: whoever has gained most, with most leverage, goes first."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.deleveraging.base import Candidates, Deleveraging, in_turn
from firesale.market.perpetuals.accounts import leverage


def queue_score(profit_share: FloatArray, levered: FloatArray) -> FloatArray:
    """Profit times leverage of winners, profit over leverage of losers. Binance; unverified (from recollection)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(profit_share > 0.0, profit_share * levered, profit_share / levered)


def profit_and_leverage_index(
    mark: FloatArray, entry: FloatArray, notional: FloatArray, value: FloatArray
) -> FloatArray:
    """Mark over entry, times leverage, of longs. Hyperliquid; unverified (from recollection)."""
    return mark / entry * leverage(notional, value)


@dataclass(frozen=True)
class Queue(Deleveraging):
    """One after the other, each wholly, by profit (fraction of the value at entry) and leverage. Source: the queues of Binance and dYdX v3."""

    @override
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        share = candidates.profit / np.where(candidates.margin > 0.0, candidates.margin, 1.0)
        score = queue_score(share, leverage(candidates.notional, candidates.value))
        return in_turn(amount, candidates.most, np.argsort(-score, kind="stable"))
