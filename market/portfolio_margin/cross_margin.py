"""Cross margin: futures and options of one underlying together, and underlyings against each other by correlation."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.covariance import correlations
from firesale.market.portfolio_margin.listing import Listing


@dataclass(frozen=True)
class CrossMargin(PortfolioMargin):
    """Adds up the requirements of underlyings like standard deviations: sqrt(r' C r), r with the sign of the net delta, C correlations.

    An underlying without net delta gains and loses with none: its requirement is added whole. Source: the aggregation of the Basel
    sensitivities-based method (BCBS, Minimum capital requirements for market risk 2019); as a rule of a clearing house unverified.
    """

    of: PortfolioMargin  # the rule for one underlying
    correlation: Annotated[float, Range(0.0, 1.0)] = 0.5  # between any two underlyings
    from_history: bool = False  # correlations of past returns instead, once there are enough
    least_returns: Annotated[int, Range(2, 10_000)] = 20  # that make a past

    @property
    @override
    def subadditive(self) -> bool:
        return False

    @override
    def requirement(self, positions: FloatArray, listing: Listing) -> FloatArray:
        each = self._each_underlying(positions, listing)
        signed = np.sign(listing.exposures(positions)) * each
        unsigned = np.where(signed == 0.0, each, 0.0).sum(axis=1)
        variance = np.einsum("nu,uv,nv->n", signed, self._correlations(listing), signed)
        return np.asarray(np.sqrt(np.maximum(0.0, variance)) + unsigned, dtype=np.float64)

    def _each_underlying(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """What each underlying's contracts need alone, numeraire (n, u)."""
        own = listing.by_underlying()
        columns = [self.of.requirement(positions * own[:, u], listing) for u in range(own.shape[1])]
        return np.column_stack(columns)

    def _correlations(self, listing: Listing) -> FloatArray:
        if self.from_history and len(listing.returns) >= self.least_returns:
            return correlations(listing, self.correlation, self.least_returns)
        return np.where(np.eye(len(listing.prices)) > 0.0, 1.0, self.correlation)
