"""Dutch auction: the price falls until somebody takes what is left of the lot."""

from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.auctions.stair_step import StairStep
from firesale.market.checks import Cap, Fraction, NotNegative, Positive
from firesale.market.liquidation.auction import Auction, Seized, WholePositions


@dataclass(frozen=True)
class DutchAuction(Auction):
    """Liquidations 2.0 of Maker. Source: dss, dog.sol and clip.sol; the defaults are ETH-A's of June 2022."""

    curve: PriceCurve = field(default_factory=StairStep)
    penalty: NotNegative = 0.13  # on top of the debt, as a fraction (chop - 1)
    start_factor: Positive = 1.2  # start price over the oracle's (buf)
    longest: Positive = 8_400.0  # seconds after which the auction must be restarted (tail)
    lowest: Fraction = 0.4  # part of the start price below which it must be restarted (cusp)
    flat_reward: NotNegative = 300.0  # to who triggers or restarts, units of the debt asset (tip)
    reward_share: Fraction = 0.001  # of the tab, likewise (chip)
    most_on_sale: Cap = 65_000_000.0  # largest sum of tabs under sale, units of the debt asset (hole)
    smallest_debt: NotNegative = 15_000.0  # a smaller debt is not left behind, units of the debt asset (dust)

    @property
    def smallest_tab(self) -> float:
        """A part of a lot may be taken only if so much is still to be raised afterwards (chost)."""
        return self.smallest_debt * (1.0 + self.penalty)

    @override
    def seize(self, positions: WholePositions, under_sale: float) -> Seized:
        taken = np.zeros(len(positions.debt))
        for row, debt in enumerate(positions.debt.tolist()):  # each takes room from those behind it
            room = max(0.0, self.most_on_sale - under_sale) / (1.0 + self.penalty)
            amount = min(debt, room)
            if amount < debt and debt - amount < self.smallest_debt:
                amount = debt
            if room <= 0.0 or (amount < debt and amount < self.smallest_debt):
                amount = 0.0
            taken[row] = amount
            under_sale += amount * (1.0 + self.penalty)
        share = np.divide(taken, positions.debt, out=np.zeros_like(taken), where=positions.debt > 0.0)
        tab = taken * (1.0 + self.penalty)
        return Seized(positions.collateral * share, taken, tab, self.reward(tab) * (taken > 0.0))

    def reward(self, tab: FloatArray) -> FloatArray:
        """What triggering a lot brings (n,), units of the debt asset."""
        return self.flat_reward + self.reward_share * tab

    @override
    def top(self, price: FloatArray) -> FloatArray:
        return price * self.start_factor

    def price(self, top: FloatArray, elapsed: FloatArray) -> FloatArray:
        """Price now (n,)."""
        return self.curve.price(top, elapsed)

    def is_over(self, top: FloatArray, elapsed: FloatArray) -> BoolArray:
        """Where nothing can be taken before a restart (n,)."""
        ratio = np.divide(self.price(top, elapsed), top, out=np.zeros_like(top), where=top > 0.0)
        over: BoolArray = (elapsed > self.longest) | (ratio < self.lowest)
        return over
