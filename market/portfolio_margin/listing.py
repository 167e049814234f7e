"""The contracts that are listed, and what their values are made of: what every rule revalues portfolios with."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.options import greeks
from firesale.market.options.black_scholes import Conditions, Europeans
from firesale.market.options.black_scholes import values as option_values

LEAST_PRICE = 1e-9
"""A scenario lets no price fall below this part of what it is."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """c contracts as columns."""

    underlying: IntArray  # (c,), place of the underlying among the references
    option: BoolArray  # (c,), false for a future
    call: BoolArray  # (c,), false for a put or a future
    strike: FloatArray  # (c,), numeraire per unit; any number for a future


@dataclass(frozen=True, slots=True)
class Listing:
    """Contracts at one moment: u reference prices, their volatilities and their past."""

    contracts: Contracts
    prices: FloatArray  # (u,), numeraire per unit
    volatilities: FloatArray  # (u,), per square root of a year
    years: FloatArray  # (c,), until expiry, not negative
    rate: float  # per year, continuous: futures stand above the price by as much
    returns: FloatArray  # (h, u), past log returns of the reference prices, oldest first
    return_years: float  # between two of them
    _made: dict[Hashable, FloatArray] = field(default_factory=dict, repr=False, compare=False)

    def once(self, what: Hashable, make: Callable[[], FloatArray]) -> FloatArray:
        """What is made of this listing alone is made the first time that it is asked for: requirements are asked for often."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    def values(self) -> FloatArray:
        """Settlement value of one unit of each contract now, numeraire (c,)."""
        return self.once("values", lambda: self.values_under(self.prices[None, :], self.volatilities[None, :])[0])

    def values_under(self, prices: FloatArray, volatilities: FloatArray) -> FloatArray:
        """Full revaluation under s scenarios, numeraire (s, c); prices and volatilities (s, u).

        An option that is marked to market is worth what Black's formula on the future gives, not discounted: its price is paid at the end.
        """
        of, scenarios = self.contracts, len(prices)
        values = self._forwards(prices)
        if of.option.any():
            which = np.flatnonzero(of.option)
            at = Conditions(values[:, which], volatilities[:, of.underlying[which]], 0.0, 0.0)
            values[:, which] = np.broadcast_to(option_values(self._europeans(which), at), (scenarios, len(which)))
        return values

    def deltas(self) -> FloatArray:
        """Change of each contract's value per unit of its reference price, (c,)."""
        return self.once("deltas", self._deltas)

    def _deltas(self) -> FloatArray:
        of, grown = self.contracts, np.exp(self.rate * self.years)
        deltas: FloatArray = grown.copy()
        if of.option.any():
            which = np.flatnonzero(of.option)
            forwards = self._forwards(self.prices[None, :])[0, which]
            at = Conditions(forwards, self.volatilities[of.underlying[which]], 0.0, 0.0)
            deltas[which] *= greeks.deltas(self._europeans(which), at)
        return deltas

    def exposures(self, positions: FloatArray) -> FloatArray:
        """Numeraire (n, u) that portfolios (n, c) gain if a price rises by its whole, to first order."""
        worth = positions * (self.deltas() * self.prices[self.contracts.underlying])
        return worth @ self.by_underlying()

    def by_underlying(self) -> FloatArray:
        """1 where a contract (row) is on an underlying (column), (c, u)."""
        return np.eye(len(self.prices))[self.contracts.underlying]

    def _forwards(self, prices: FloatArray) -> FloatArray:
        """Futures prices (s, c) at reference prices (s, u)."""
        floored = np.maximum(prices, LEAST_PRICE * self.prices)
        return np.asarray(floored[:, self.contracts.underlying] * np.exp(self.rate * self.years), dtype=np.float64)

    def _europeans(self, which: IntArray) -> Europeans:
        return Europeans(self.contracts.call[which], self.contracts.strike[which], self.years[which])
