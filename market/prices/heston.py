"""Heston: the volatility is random itself, reverts to a long-run level, and tends to rise when prices fall."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE, Range
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.per_asset import NumberOrTable, check_numbers, check_numeraire, per_asset
from firesale.market.prices.quadratic_exponential import SquareRoot
from firesale.market.streams import Streams

LEVERAGE = Range(-1.0, 1.0)


@dataclass(frozen=True)
class Heston(PriceProcess):
    """The variance of each asset follows a square-root process; the price has the shock of the variance and one of its own.

    The mean price after T years is initial * exp(drift * T), at any spacing of times; means and variances of variance are exact too, and
    the rest is close while a step is short against 1 / `reversion` years. Shocks to prices and shocks to variances are both correlated
    across assets by `correlation`. An asset without volatility stays constant. Raises BadValueError if the correlations are not positive
    definite.
    Source: Heston (1993), A closed-form solution for options with stochastic volatility; scheme: Andersen (2008), with the exact conditional mean
    of the integrated variance, which leaves geometric Brownian motion where `variance_deviation` is zero.
    """

    drift: NumberOrTable = 0.0  # per year
    volatility: NumberOrTable = 0.8  # root of the long-run variance, per square root of a year, not negative
    correlation: NumberOrTable = 0.0  # in (-1, 1), of all pairs or as {"ETH,BTC": 0.7}
    reversion: NumberOrTable = (
        5.0  # of the variance, per year, not negative: half of a deviation is gone after ln 2 / reversion
    )
    variance_deviation: NumberOrTable = 1.5  # volatility of the variance, per year, not negative
    leverage: NumberOrTable = -0.3  # correlation of shocks to price and variance, from -1 to 1
    initial_ratio: NumberOrTable = 1.0  # volatility at the start over the long-run one, not negative

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self._diffusion.check()
        check_numbers("Heston.leverage", self.leverage, LEVERAGE)
        for name in ("reversion", "variance_deviation", "initial_ratio"):
            check_numbers(f"Heston.{name}", getattr(self, name), NOT_NEGATIVE)

    @property
    def _diffusion(self) -> Diffusion:
        return Diffusion("Heston", self.drift, self.volatility, self.correlation)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        diffusion = self._diffusion
        years = np.diff(times) / SECONDS_PER_YEAR
        own = diffusion.shocks(assets, len(years), streams)
        of_variance = diffusion.shocks(assets, len(years), streams, "variance")
        process = self._variance(assets)
        variance = process.long_run * self._of(assets, "initial_ratio", self.initial_ratio) ** 2
        apart = 1.0 - process.leverage**2
        returns = np.empty_like(own)
        for step, length in enumerate(years.tolist()):
            moved = process.step(variance, length, of_variance[step])
            alone = apart * moved.integrated
            returns[step] = moved.shared_return - alone / 2.0 + np.sqrt(alone) * own[step]
            variance = moved.next_variance
        return grown(initial, returns + diffusion.drifts(assets) * years[:, None])

    def _variance(self, assets: Sequence[str]) -> SquareRoot:
        return SquareRoot(
            long_run=self._diffusion.deviations(assets) ** 2,
            reversion=self._of(assets, "reversion", self.reversion),
            deviation=self._of(assets, "variance_deviation", self.variance_deviation),
            leverage=self._of(assets, "leverage", self.leverage),
        )

    def _of(self, assets: Sequence[str], name: str, given: NumberOrTable) -> FloatArray:
        return per_asset(f"Heston.{name}", given, assets, self._diffusion.moves(assets))
