"""What value at risk and expected shortfall share: the losses that they measure."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import Range
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.covariance import covariance, deviations
from firesale.market.portfolio_margin.listing import Listing

LARGEST_LOG = 50.0
"""Log return, stretched to the horizon, beyond which a past return counts as no larger, so that no number overflows."""


@dataclass(frozen=True)
class LossMeasure(PortfolioMargin):
    """A measure of the loss until a portfolio can be closed out.

    Parametric: normal, to first order in prices (delta-normal). Historical: full revaluation under each past return of the reference prices,
    stretched to the horizon by the square root of time; parametric until there are enough of them.
    """

    level: Annotated[float, Range(0.5, 1.0, low_excluded=True, high_excluded=True)] = 0.99  # probability of no more
    horizon: Annotated[float, Range(0.0, high_excluded=True, unit="seconds")] = 2 * 86_400.0  # of closing out
    method: Literal["parametric", "historical"] = "parametric"
    least_returns: Annotated[int, Range(2, 10_000)] = 20  # that make a past
    correlation: Annotated[float, Range(0.0, 1.0)] = 0.5  # between any two underlyings, until there is a past

    @override
    def requirement(self, positions: FloatArray, listing: Listing) -> FloatArray:
        if self.method == "historical" and len(listing.returns) >= self.least_returns:
            measured = self.of_sample(self._past_losses(positions, listing))
        else:
            measured = self.of_normal(self._deviations(positions, listing))
        return np.maximum(0.0, measured)

    def _deviations(self, positions: FloatArray, listing: Listing) -> FloatArray:
        together = covariance(listing, self.correlation, self.least_returns) * (self.horizon / SECONDS_PER_YEAR)
        return deviations(listing.exposures(positions), together)

    def _past_losses(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """What portfolios (n, c) would have lost over each past return, (n, h)."""
        changes = listing.once(self, lambda: self._past_changes(listing))
        return np.asarray(positions @ -changes.T, dtype=np.float64)

    def _past_changes(self, listing: Listing) -> FloatArray:
        """What one unit of each contract would have gained over each past return, (h, c)."""
        stretch = np.sqrt(self.horizon / (SECONDS_PER_YEAR * listing.return_years))
        moves = np.clip(listing.returns * stretch, -LARGEST_LOG, LARGEST_LOG)
        prices = listing.prices * np.exp(moves)
        volatilities = np.broadcast_to(listing.volatilities, prices.shape)
        return listing.values_under(prices, volatilities) - listing.values()

    @abstractmethod
    def of_normal(self, deviation: FloatArray) -> FloatArray:
        """The measure (n,) of normal losses with mean zero and these standard deviations (n,)."""

    @abstractmethod
    def of_sample(self, losses: FloatArray) -> FloatArray:
        """The measure (n,) of samples of losses (n, h)."""
