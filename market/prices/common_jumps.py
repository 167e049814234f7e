"""Geometric Brownian motion with systemic jumps, which hit several assets at one moment, beside each asset's own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import FRACTION
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.correlation import (
    check_correlation,
    correlated,
    correlation_matrix,
    lower_factor,
    normals,
)
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.events import event_times, steps_of, summed
from firesale.market.prices.jump_sizes import RATE, JumpSizes, Rate, growth
from firesale.market.prices.per_asset import NumberOrTable, check_numbers, check_numeraire, per_asset
from firesale.market.streams import Streams

NAME = "CommonJumpDiffusion"


@dataclass(frozen=True)
class CommonJumpDiffusion(PriceProcess):
    """Systemic jumps at common Poisson moments, with correlated normal sizes, and own jumps of each asset besides.

    A systemic jump hits an asset with the probability `participation`, each asset apart from the others. The drift makes up for
    all jumps: the mean after T years is initial * exp(drift * T). Jumps have their moments whatever the spacing of times is. An
    asset without volatility stays constant: it does not jump either. Raises BadValueError if correlations are not positive definite.
    Source: Duffie and Pan (2001), Analytical value-at-risk with jumps and credit risk; sizes as in Merton (1976).
    """

    drift: NumberOrTable = 0.0  # per year
    volatility: NumberOrTable = 0.6  # of the diffusion alone, per square root of a year, not negative
    correlation: NumberOrTable = 0.0  # of the diffusion, in (-1, 1), of all pairs or as {"ETH,BTC": 0.7}
    intensity: Rate = 4.0  # of systemic jumps
    participation: NumberOrTable = 1.0  # probability that a systemic jump hits the asset, from 0 to 1
    mean_log_jump: NumberOrTable = -0.1
    log_jump_deviation: NumberOrTable = 0.1  # not negative
    jump_correlation: NumberOrTable = 0.0  # of the sizes of one systemic jump, in (-1, 1), as `correlation`
    own_intensity: NumberOrTable = 0.0  # jumps per year of each asset alone, not negative
    own_mean_log_jump: NumberOrTable = 0.0
    own_log_jump_deviation: NumberOrTable = 0.1  # not negative

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self._diffusion.check()
        self._systemic.check()
        self._own.check()
        check_numbers(f"{NAME}.participation", self.participation, FRACTION)
        check_numbers(f"{NAME}.own_intensity", self.own_intensity, RATE)
        check_correlation(f"{NAME}.jump_correlation", self.jump_correlation)

    @property
    def _diffusion(self) -> Diffusion:
        return Diffusion(NAME, self.drift, self.volatility, self.correlation)

    @property
    def _systemic(self) -> JumpSizes:
        return JumpSizes(NAME, self.mean_log_jump, self.log_jump_deviation)

    @property
    def _own(self) -> JumpSizes:
        return JumpSizes(NAME, self.own_mean_log_jump, self.own_log_jump_deviation, "own_")

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        jumps = self._systemic_jumps(assets, times, streams) + self._own_jumps(assets, times, streams)
        return grown(initial, self._diffusion.log_returns(assets, times, streams) + jumps)

    def _systemic_jumps(self, assets: Sequence[str], times: FloatArray, streams: Streams) -> FloatArray:
        """Log jumps less what makes up for them, shape (t - 1, n)."""
        moves = self._diffusion.moves(assets)
        taking_part = per_asset(f"{NAME}.participation", self.participation, assets, moves)
        mean, deviation = self._systemic.of(assets, moves)
        moments = event_times(self.intensity, times, streams.generator("prices", "systemic jumps"))
        key = f"{NAME}.jump_correlation"
        factor = lower_factor(key, correlation_matrix(key, self.jump_correlation, assets, moves), assets)
        shocks = correlated(factor, normals(assets, len(moments), streams, "systemic jump sizes"))
        luck = [streams.generator("prices", asset, "systemic jump hits").random(len(moments)) for asset in assets]
        hit = np.less(np.stack(luck, axis=1), taking_part)
        jumps = summed(hit * (mean + deviation * shocks), steps_of(moments, times), len(times) - 1)
        return jumps - self.intensity * taking_part * growth(mean, deviation) * _years(times)

    def _own_jumps(self, assets: Sequence[str], times: FloatArray, streams: Streams) -> FloatArray:
        """Log jumps less what makes up for them, shape (t - 1, n)."""
        moves = self._diffusion.moves(assets)
        rates = per_asset(f"{NAME}.own_intensity", self.own_intensity, assets, moves)
        mean, deviation = self._own.of(assets, moves)
        jumps = np.zeros((len(times) - 1, len(assets)))
        for column, asset in enumerate(assets):
            moments = event_times(float(rates[column]), times, streams.generator("prices", asset, "own jumps"))
            shocks = streams.generator("prices", asset, "own jump sizes").standard_normal(len(moments))
            sizes = (mean[column] + deviation[column] * shocks)[:, None]
            jumps[:, column] = summed(sizes, steps_of(moments, times), len(times) - 1)[:, 0]
        return jumps - rates * growth(mean, deviation) * _years(times)


def _years(times: FloatArray) -> FloatArray:
    years: FloatArray = np.diff(times)[:, None] / SECONDS_PER_YEAR
    return years
