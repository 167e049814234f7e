"""What contracts and collateral are worth to the clearing house: its oracle's prices, and the volatility and the past that it keeps."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.portfolio_margin.haircuts import risk_adjusted_haircuts
from firesale.market.portfolio_margin.listing import Contracts, Listing
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.terms import DAY, ClearingTerms

RETURN_YEARS = DAY / SECONDS_PER_YEAR
"""Past returns are kept as of one day, stretched by the square root of time."""

LEAST = 1e-290
"""A price below it counts as this in returns."""
MOST_MOVE = 1e9
"""Factor beyond which a move between two settlements is taken for one by this factor: a price may have become nothing."""


class Appraisal:
    """Values at prices now. `variance` (u,) per year and `past` (history, u) change at each settlement."""

    def __init__(self, site: Site, terms: ClearingTerms) -> None:
        self.site, self.terms = site, terms
        self.feed = site.feeds[terms.oracle]
        self.references = terms.references
        place = {asset: i for i, asset in enumerate(self.references)}
        of = terms.contracts
        self.contracts = Contracts(
            np.array([place[contract.underlying] for contract in of], dtype=np.int64),
            np.array([contract.is_option for contract in of]),
            np.array([contract.is_call for contract in of]),
            np.array([contract.fixed_price for contract in of]),
        )
        self.expiry = np.array([contract.expiry for contract in of])
        self.collateral_places = [place[asset] for asset in terms.collateral]
        self.reference_columns = [site.assets.column[asset] for asset in self.references]
        self.variance: FloatArray = np.array([terms.volatility_of(asset) ** 2 for asset in self.references])
        self.past: FloatArray = np.zeros((terms.history, len(self.references)))
        self.seen = np.zeros(1, dtype=np.int64)  # returns, the first one included
        self._kept: tuple[float, int, Listing] | None = None

    def prices(self) -> FloatArray:
        """Reference prices (u,), numeraire per unit, as the oracle reports now."""
        return self.feed.prices_of(self.references)

    def listing(self, prices: FloatArray | None = None) -> Listing:
        """The contracts at prices now, or at others (u,); the same object while neither prices, volatility nor time have changed."""
        at = self.prices() if prices is None else prices
        time, seen = self.site.log.time, int(self.seen[0])
        if self._kept is None or self._kept[:2] != (time, seen) or not np.array_equal(self._kept[2].prices, at):
            self._kept = (time, seen, self._listing(at.copy()))
        return self._kept[2]

    def _listing(self, at: FloatArray) -> Listing:
        years = np.maximum(0.0, self.expiry - self.site.log.time) / SECONDS_PER_YEAR
        return Listing(
            self.contracts, at, np.sqrt(self.variance), years, self.terms.rate, self._returns(), RETURN_YEARS
        )

    def fair_listing(self, values: FloatArray) -> Listing:
        """The contracts at fair values (m,) of all assets."""
        return self.listing(values[self.reference_columns])

    def collateral_prices(self) -> FloatArray:
        """Numeraire per unit (k,), as the oracle reports now."""
        return np.asarray(self.prices()[self.collateral_places], dtype=np.float64)

    def haircuts(self) -> FloatArray:
        """Part of each collateral's price (k,) that does not count."""
        terms, volatilities = self.terms, np.sqrt(self.variance[self.collateral_places])
        return risk_adjusted_haircuts(volatilities, terms.haircut_level, terms.haircut_horizon, terms.haircut_floor)

    def observe(self, before: FloatArray, seconds: float) -> None:
        """Prices were `before` (u,) at the last settlement: remember the return, and let volatility follow it.

        Source: exponentially weighted variance, RiskMetrics Technical Document (1996).
        """
        if seconds <= 0.0:
            return
        write, daily = self.site.journal.write, seconds / DAY
        now, before = np.maximum(self.prices(), LEAST), np.maximum(before, LEAST)
        now = np.clip(now, before / MOST_MOVE, before * MOST_MOVE)
        returns = np.log(now / before) / np.sqrt(daily)
        write(self, "past", int(self.seen[0]) % len(self.past), returns)
        write(self, "seen", 0, self.seen[0] + 1)
        kept = self.terms.decay**daily
        if kept < 1.0:
            write(self, "variance", slice(None), kept * self.variance + (1.0 - kept) * returns**2 / RETURN_YEARS)

    def _returns(self) -> FloatArray:
        """The past that is kept (h, u), oldest first."""
        seen, size = int(self.seen[0]), len(self.past)
        return self.past[:seen] if seen <= size else np.roll(self.past, -(seen % size), axis=0)
