"""A rate that defends a peg: it grows exponentially as the coin falls below, so that borrowers buy it back."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.checks import Fraction, NotNegative, Positive, Range
from firesale.market.rates.base import Number, RateModel

LARGEST_FACTOR = 1000.0
"""What the price makes of the rate at most. Source: `MAX_EXP`."""
NEAREST = 1e-3
"""Part of `remainder` that counts as left below the ceiling when nothing is. Source: `calculate_rate`."""


@dataclass(frozen=True)
class ExponentialPeg(RateModel):
    """rate exp((peg - price) / sigma - peg keepers' share / its target), times 1 - r + r / (1 - utilisation) with r the `remainder`.

    Utilisation counts debt over the debt ceiling of vaults, and over deposits where a coin is lent. There are no peg keepers here: their share of
    all debt is a number. Defaults: the first policy of 2023, 10 % compounded (3022265993e-18 per second). Source: crvUSD,
    `AggMonetaryPolicy.vy` and (with the ceiling) `AggMonetaryPolicy3.vy`.
    """

    reads_price: ClassVar[bool] = True

    rate: NotNegative = 0.0953  # per year, at the peg and without peg keepers
    sigma: Annotated[float, Range(1e-4, 1.0)] = 0.02  # distance from the peg that changes the rate by the factor e
    peg: Positive = 1.0  # numeraire
    peg_keeper_share: Fraction = 0.0  # of all debt, owed by peg keepers
    target_share: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = (
        0.1  # share of the peg keepers that divides the rate by e
    )
    remainder: Fraction = 0.0  # of the ceiling; with a tenth, the rate is 1.9 times itself where a tenth is left
    most: NotNegative = 1.3863  # per year: 300 % compounded

    @override
    def at_price(self, price: float) -> "ExponentialPeg":
        power = (self.peg - price) / self.sigma - self.peg_keeper_share / self.target_share
        factor = float(np.exp(min(power, np.log(LARGEST_FACTOR))))
        return replace(self, rate=self.rate * factor, peg_keeper_share=0.0)

    @override
    def borrow_rate(self, utilisation: Number) -> Number:
        left, least = 1.0 - utilisation, NEAREST * self.remainder
        left = left * (left >= least) + least * (left < least)
        scaled = self.rate * (1.0 + 0.0 * utilisation)
        if self.remainder > 0.0:
            scaled = self.rate * (1.0 - self.remainder + self.remainder / left)
        return scaled * (scaled <= self.most) + self.most * (scaled > self.most)
