"""English auction in two phases: more for the whole lot until the tab is raised, then the tab for less of the lot."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import NotNegative, Positive, Range
from firesale.market.liquidation.auction import Auction, Seized, WholePositions


@dataclass(frozen=True)
class EnglishAuction(Auction):
    """Liquidations 1.2 of Maker. Source: dss, cat.sol and flip.sol; the defaults are those of ETH on 12 March 2020."""

    penalty: NotNegative = 0.13  # on top of the debt, as a fraction (chop - 1)
    largest_lot: Annotated[float, Range(0.0, low_excluded=True)] = 50.0  # units of collateral in one lot (lump)
    raise_by: NotNegative = 0.05  # least improvement of a bid, as a fraction (beg)
    bid_seconds: Positive = 600.0  # how long a bid must stand to win (ttl)
    longest: Positive = 259_200.0  # seconds after which bidding ends in any case (tau)

    @override
    def seize(self, positions: WholePositions, under_sale: float) -> Seized:
        collateral = np.minimum(positions.collateral, self.largest_lot)
        share = np.divide(
            collateral, positions.collateral, out=np.ones_like(collateral), where=positions.collateral > 0.0
        )
        debt = np.minimum(positions.debt, positions.debt * share)
        return Seized(collateral, debt, debt * (1.0 + self.penalty), np.zeros_like(debt))

    @override
    def lots(self, collateral: FloatArray) -> IntArray:
        return np.ceil(collateral / self.largest_lot).astype(np.int64)

    @override
    def top(self, price: FloatArray) -> FloatArray:
        return np.zeros_like(price)
