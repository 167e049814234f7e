"""What a range of prices holds: both assets per unit of liquidity, and whose input a trade was."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """r ranges of prices, (r,) each, as square roots of quote per base."""

    lower: FloatArray
    upper: FloatArray

    def held(self, sqrt_price: float) -> tuple[FloatArray, FloatArray]:
        """Base and quote units per unit of liquidity at a price, (r,) each.

        Base alone below the range, quote alone above it. Source: Uniswap v3, `SqrtPriceMath.getAmount0Delta`, `getAmount1Delta`.
        """
        at = np.clip(sqrt_price, self.lower, self.upper)
        return (self.upper - at) / self.upper / at, at - self.lower

    def inputs(self, before: float, after: float, liquidity: FloatArray) -> FloatArray:
        """What of a trade went into each range as it moved the price, (r,): base units on the way down, quote units on the way up."""
        first, last = (np.clip(point, self.lower, self.upper) for point in (before, after))
        moved: FloatArray = (first - last) / first / last if after < before else last - first
        return liquidity * moved

    def shares_of_input(self, before: float, after: float, liquidity: FloatArray) -> FloatArray:
        """The same as parts of the whole, (r,), which add up to 1. A trade too small to move the price goes by liquidity."""
        inputs = self.inputs(before, after, liquidity)
        if inputs.sum() <= 0.0:
            inputs = np.where((self.lower <= after) & (after <= self.upper), liquidity, 0.0)
        parts: FloatArray = inputs / inputs.sum()
        return parts
