"""Geometric Brownian motion with jumps, each asset's own or shared by all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE, Fraction, Range
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.correlation import correlated, normals
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.per_asset import FINITE, NumberOrTable, check_numbers, check_numeraire, per_asset
from firesale.market.streams import Streams

Intensity = Annotated[float, Range(0.0, high_excluded=True, unit="jumps per year")]


@dataclass(frozen=True)
class MertonJumpDiffusion(PriceProcess):
    """Log prices jump at Poisson times by normal amounts.

    The drift makes up for the jumps: the mean after T years is initial * exp(drift * T). A shared jump hits all assets
    at once, with sizes as correlated as the diffusion; one asset seen alone follows the same law whatever
    `common_jumps` is. An asset without volatility stays constant: it does not jump either. Raises BadValueError if the
    correlations are not positive definite.
    Source: Merton (1976), Option pricing when underlying stock returns are discontinuous.
    """

    drift: NumberOrTable = 0.0  # per year
    volatility: NumberOrTable = 0.6  # of the diffusion alone, per square root of a year, not negative
    correlation: NumberOrTable = 0.0  # in (-1, 1), of all pairs or as {"ETH,BTC": 0.7}
    intensity: Intensity = 4.0  # of each asset
    mean_log_jump: NumberOrTable = -0.1
    log_jump_deviation: NumberOrTable = 0.1  # not negative
    common_jumps: Fraction = 1.0  # part of an asset's jumps that hit all assets

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self._diffusion.check()
        check_numbers("MertonJumpDiffusion.mean_log_jump", self.mean_log_jump, FINITE)
        check_numbers("MertonJumpDiffusion.log_jump_deviation", self.log_jump_deviation, NOT_NEGATIVE)

    @property
    def _diffusion(self) -> Diffusion:
        return Diffusion("MertonJumpDiffusion", self.drift, self.volatility, self.correlation)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        years = np.diff(times)[:, None] / SECONDS_PER_YEAR
        mean, deviation = self._jump_sizes(assets)
        compensation = self.intensity * np.expm1(mean + deviation**2 / 2.0) * years
        jumps = self._own_jumps(assets, years, streams) + self._shared_jumps(assets, years, streams)
        return grown(initial, self._diffusion.log_returns(assets, times, streams) + jumps - compensation)

    def _jump_sizes(self, assets: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        moves = self._diffusion.moves(assets)
        mean = per_asset("MertonJumpDiffusion.mean_log_jump", self.mean_log_jump, assets, moves)
        deviation = per_asset("MertonJumpDiffusion.log_jump_deviation", self.log_jump_deviation, assets, moves)
        return mean, deviation

    def _own_jumps(self, assets: Sequence[str], years: FloatArray, streams: Streams) -> FloatArray:
        expected = (1.0 - self.common_jumps) * self.intensity * years[:, 0]
        counts = [streams.generator("prices", asset, "jump counts").poisson(expected) for asset in assets]
        sizes = normals(assets, len(years), streams, "jump sizes")
        return self._sums(assets, np.stack(counts, axis=1), sizes)

    def _shared_jumps(self, assets: Sequence[str], years: FloatArray, streams: Streams) -> FloatArray:
        counts = streams.generator("prices", "shared jump counts").poisson(self.common_jumps * self.intensity * years)
        sizes = correlated(self._diffusion.factor(assets), normals(assets, len(years), streams, "shared jump sizes"))
        return self._sums(assets, counts, sizes)

    def _sums(self, assets: Sequence[str], counts: IntArray, shocks: FloatArray) -> FloatArray:
        """Sum of `counts` normal jumps in each step, shape (t - 1, n)."""
        mean, deviation = self._jump_sizes(assets)
        total: FloatArray = counts * mean + np.sqrt(counts) * deviation * shocks
        return total
