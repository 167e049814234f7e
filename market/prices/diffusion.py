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
    regime: str = ""  # ends the key of an error, if the owner has several

    def check(self) -> None:
        """Refuse what cannot hold whatever the assets are."""
        check_numbers(self._key("drift"), self.drift, FINITE)
        check_numbers(self._key("volatility"), self.volatility, NOT_NEGATIVE)
        check_correlation(self._key("correlation"), self.correlation)

    def deviations(self, assets: Sequence[str]) -> FloatArray:
        """Volatility of each asset, shape (n,)."""
        return per_asset(self._key("volatility"), self.volatility, assets, all_but_numeraire(assets))

    def moves(self, assets: Sequence[str]) -> BoolArray:
        """Which assets move at all, shape (n,)."""
        return np.greater(self.deviations(assets), 0.0)

    def factor(self, assets: Sequence[str]) -> FloatArray:
        """Cholesky factor of the correlations, shape (n, n)."""
        key = self._key("correlation")
        return lower_factor(key, correlation_matrix(key, self.correlation, assets, self.moves(assets)), assets)

    def log_returns(self, assets: Sequence[str], times: FloatArray, streams: Streams) -> FloatArray:
        """Log returns from each time to the next, shape (t - 1, n); prices grow by exp(drift) a year in the mean."""
        years = np.diff(times)[:, None] / SECONDS_PER_YEAR
        return self.over(assets, years, normals(assets, len(years), streams))

    def shocks(self, assets: Sequence[str], count: int, streams: Streams, *purpose: str) -> FloatArray:
        """Standard normal numbers with these correlations, shape (count, n)."""
        return correlated(self.factor(assets), normals(assets, count, streams, *purpose))

    def over(self, assets: Sequence[str], years: FloatArray, independent: FloatArray) -> FloatArray:
        """Log returns over `years` (t - 1, 1), from independent standard normal numbers (t - 1, n)."""
        volatility = self.deviations(assets)
        shocks = correlated(self.factor(assets), independent)
        return (self.drifts(assets) - volatility**2 / 2.0) * years + volatility * np.sqrt(years) * shocks

    def drifts(self, assets: Sequence[str]) -> FloatArray:
        """Drift of each asset, shape (n,); zero for one that does not move."""
        return per_asset(self._key("drift"), self.drift, assets, self.moves(assets))

    def _key(self, parameter: str) -> str:
        return f"{self.owner}.{parameter}" + (f".{self.regime}" if self.regime else "")


def grown(initial: FloatArray, log_returns: FloatArray) -> FloatArray:
    """Prices from log returns of shape (t - 1, n), shape (t, n); the first row is `initial`."""
    start = np.zeros((1, len(initial)))
    prices: FloatArray = initial * np.exp(np.concatenate([start, np.cumsum(log_returns, axis=0)]))
    return prices
