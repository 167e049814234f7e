"""Queue: whoever has gained most, with most leverage, goes first."""

from dataclasses import dataclass
from typing import Literal

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
    """One after the other, each wholly, by profit (fraction of the value at entry) and leverage. Source: the queues of Binance and dYdX v3.

    `profit` times leverage puts losers last, as BitMEX does; `price` ratio times leverage, as Hyperliquid does, may put a levered loser before
    an unlevered winner. Of shorts the ratio is taken as 1 plus the profit, as of longs (unverified).
    """

    ranking: Literal["profit", "price"] = "profit"  # times leverage: profit, or the price now over that at entry

    @override
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        share = candidates.profit / np.where(candidates.margin > 0.0, candidates.margin, 1.0)
        levered = leverage(candidates.notional, candidates.value)
        if self.ranking == "price":
            with np.errstate(invalid="ignore"):
                score = np.nan_to_num((1.0 + share) * levered, nan=0.0, posinf=np.inf, neginf=-np.inf)
        else:
            score = queue_score(share, levered)
        return in_turn(amount, candidates.most, np.argsort(-score, kind="stable"))
