"""The quote of a stable swap for one pair of its coins."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.solving import falling_root
from firesale.market.venues.stable_math import invariant, rate, received, spread_of

LEAST_PART = 1e-12
"""Of a coin's balance: an order that would leave less is refused. Nor may it be larger than the pool by the inverse of this."""


@dataclass(frozen=True, slots=True)
class StableCurve(Curve):
    """Balances of n coins, of which two are traded here.

    The contract takes its fee from what goes out: the same fraction, so `Fills.fee` states it of what comes in, as everywhere. What is kept
    of it stays in the pool and lifts the invariant before the next order, so orders are worked out one after the other.
    """

    weight: float  # amplification times n
    admin_share: float  # part of the fee that leaves the pool
    balances: tuple[float, ...]  # units
    base_place: int
    quote_place: int

    @property
    @override
    def price(self) -> float:
        return self._price(self.balances, self._spread(self.balances))

    @override
    def sell(self, base_in: FloatArray) -> Fills:
        return self._walk(base_in, self.base_place, self.quote_place, beyond=0.0)

    @override
    def buy(self, quote_in: FloatArray) -> Fills:
        return self._walk(quote_in, self.quote_place, self.base_place, beyond=math.inf)

    @override
    def sale_to_reach(self, price: float) -> float:
        if price >= self.price:
            return 0.0
        return falling_root(
            lambda amount: math.log(max(float(self.sell(np.array([amount])).price_after[0]), 1e-300) / price),
            self.balances[self.base_place],
        )

    @override
    def purchase_to_reach(self, price: float) -> float:
        if price <= self.price:
            return 0.0
        return falling_root(
            lambda amount: math.log(price / min(float(self.buy(np.array([amount])).price_after[0]), 1e300)),
            self.balances[self.quote_place],
        )

    @override
    def marginal_sale(self, base_in: float) -> float:
        return self._marginal(base_in, self.base_place, self.quote_place)

    @override
    def marginal_purchase(self, quote_in: float) -> float:
        return self._marginal(quote_in, self.quote_place, self.base_place)

    def _walk(self, amount_in: FloatArray, into: int, out: int, *, beyond: float) -> Fills:
        """Order by order. From the first one on that asks for more than there is, the price is `beyond`."""
        balances, got, prices = list(self.balances), np.zeros(len(amount_in)), np.full(len(amount_in) + 1, beyond)
        leaves = 1.0 - self.fee * (1.0 - self.admin_share)  # part of what the pool gives that it does not keep
        spread = self._spread(balances)
        prices[0] = self._price(balances, spread)
        for place, amount in enumerate(amount_in.tolist()):
            whole, enough = self._trade(balances, spread, into, out, amount)
            got[place] = (1.0 - self.fee) * whole
            if not enough:
                break
            balances[into] += amount
            balances[out] -= whole * leaves
            spread = self._spread(balances)
            prices[place + 1] = self._price(balances, spread)
        return Fills(got, self.fee * amount_in, prices[:-1], prices[1:])

    def _trade(
        self, balances: Sequence[float], spread: float, into: int, out: int, amount: float
    ) -> tuple[float, bool]:
        """What the pool gives before its fee, at most all but a trace of that coin; and whether it gives it."""
        whole = sum(balances)
        most = balances[out] * (1.0 - LEAST_PART)
        given = received(balances[into], balances[out], self.weight, spread, amount)
        enough = amount < whole / LEAST_PART and given < most
        return (given, True) if enough else (most, False)

    def _spread(self, balances: Sequence[float]) -> float:
        return spread_of(balances, invariant(balances, self.weight))

    def _price(self, balances: Sequence[float], spread: float) -> float:
        return rate(balances[self.base_place], balances[self.quote_place], self.weight, spread)

    def _marginal(self, amount: float, into: int, out: int) -> float:
        """Without what is kept of the fee: that is there for the next order only."""
        balances = list(self.balances)
        level = invariant(balances, self.weight)
        whole, enough = self._trade(balances, spread_of(balances, level), into, out, amount)
        if not enough:
            return 0.0
        balances[into] += amount
        balances[out] -= whole
        return (1.0 - self.fee) * rate(balances[into], balances[out], self.weight, spread_of(balances, level))
