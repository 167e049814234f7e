"""A quote made of two ladders: what sellers walk down and what buyers walk up."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.ladder import Ladder

NOTHING_LEFT = {True: 0.0, False: np.inf}
"""Price after a sale, or a purchase, that asks for more than there is. The exchange refuses such an order."""


@dataclass(frozen=True, slots=True)
class LadderCurve(Curve):
    """Liquidity in pieces on both sides. The fee is taken from what comes in and moves no price."""

    last_price: float  # quote per base, where the last trade ended
    bids: Ladder
    asks: Ladder

    @property
    @override
    def price(self) -> float:
        return self.last_price

    @override
    def sell(self, base_in: FloatArray) -> Fills:
        return self._walk(self.bids, base_in, selling=True)

    @override
    def buy(self, quote_in: FloatArray) -> Fills:
        return self._walk(self.asks, quote_in, selling=False)

    @override
    def sale_to_reach(self, price: float) -> float:
        return self.bids.amount_to(price) / (1.0 - self.fee) if price < self.last_price else 0.0

    @override
    def purchase_to_reach(self, price: float) -> float:
        return self.asks.amount_to(price) / (1.0 - self.fee) if price > self.last_price else 0.0

    @override
    def marginal_sale(self, base_in: float) -> float:
        kept = 1.0 - self.fee
        point = self.bids.next_point(kept * base_in)
        return 0.0 if point is None else kept * float(self.bids.price(np.array(point)))

    @override
    def marginal_purchase(self, quote_in: float) -> float:
        kept = 1.0 - self.fee
        point = self.asks.next_point(kept * quote_in)
        return 0.0 if point is None else kept / float(self.asks.price(np.array(point)))

    def _walk(self, ladder: Ladder, amount_in: FloatArray, *, selling: bool) -> Fills:
        reached = ladder.walk((1.0 - self.fee) * amount_in)
        after = np.where(reached.beyond, NOTHING_LEFT[selling], ladder.price(reached.point))
        before = np.concatenate(([self.last_price], after[:-1]))
        return Fills(reached.out, self.fee * amount_in, before, after)
