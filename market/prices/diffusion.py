"""Correlated Brownian log returns: what geometric Brownian motion and jump-diffusion have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE
from firesale.market.prices.correlation import (
    check_correlation,
    correlated,
    correlation_matrix,
    lower_factor,
    normals,
)
from firesale.market.prices.per_asset import FINITE, NumberOrTable, all_but_numeraire, check_numbers, per_asset
from firesale.market.streams import Streams


@dataclass(frozen=True, slots=True)
class Diffusion:
    """The parameters of `owner`, a price process, that concern its Brownian part. Methods raise BadValueError."""

    owner: str  # begins the key of an error
    drift: NumberOrTable  # per year
    volatility: NumberOrTable  # per square root of a year, not negative
    correlation: NumberOrTable  # in (-1, 1)

    def check(self) -> None:
        """Refuse what cannot hold whatever the assets are."""
        check_numbers(f"{self.owner}.drift", self.drift, FINITE)
        check_numbers(f"{self.owner}.volatility", self.volatility, NOT_NEGATIVE)
        check_correlation(f"{self.owner}.correlation", self.correlation)

    def deviations(self, assets: Sequence[str]) -> FloatArray:
        """Volatility of each asset, shape (n,)."""
        return per_asset(f"{self.owner}.volatility", self.volatility, assets, all_but_numeraire(assets))

    def moves(self, assets: Sequence[str]) -> BoolArray:
        """Which assets move at all, shape (n,)."""
        return np.greater(self.deviations(assets), 0.0)

    def factor(self, assets: Sequence[str]) -> FloatArray:
        """Cholesky factor of the correlations, shape (n, n)."""
        key = f"{self.owner}.correlation"
        return lower_factor(key, correlation_matrix(key, self.correlation, assets, self.moves(assets)), assets)

    def log_returns(self, assets: Sequence[str], times: FloatArray, streams: Streams) -> FloatArray:
        """Log returns from each time to the next, shape (t - 1, n); prices grow by exp(drift) a year in the mean."""
        volatility = self.deviations(assets)
        drift = per_asset(f"{self.owner}.drift", self.drift, assets, self.moves(assets))
        years = np.diff(times)[:, None] / SECONDS_PER_YEAR
        shocks = correlated(self.factor(assets), normals(assets, len(years), streams))
        return (drift - volatility**2 / 2.0) * years + volatility * np.sqrt(years) * shocks


def grown(initial: FloatArray, log_returns: FloatArray) -> FloatArray:
    """Prices from log returns of shape (t - 1, n), shape (t, n); the first row is `initial`."""
    start = np.zeros((1, len(initial)))
    prices: FloatArray = initial * np.exp(np.concatenate([start, np.cumsum(log_returns, axis=0)]))
    return prices
