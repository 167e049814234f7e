"""A peg: the log deviation of a price from its target is pulled back, may be thrown off by jumps, and never quite leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NOT_NEGATIVE, POSITIVE
from firesale.market.errors import BadValueError
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.events import event_times, steps_of, summed
from firesale.market.prices.jump_sizes import RATE, JumpSizes
from firesale.market.prices.per_asset import NumberOrTable, check_names, check_numbers, check_numeraire, per_asset
from firesale.market.streams import Streams


@dataclass(frozen=True)
class Peg(PriceProcess):
    """Ornstein-Uhlenbeck log deviation from a target, exact at any spacing of times, with jumps that fade as it does.

    Half of a deviation is gone after ln 2 / `reversion` years. An asset whose reversion is zero has no peg: it is a geometric Brownian
    motion, and it alone can drift. The target is the median of a pegged price, without jumps. An asset without volatility stays
    constant. Raises BadValueError if the correlations are not positive definite.
    Source: Uhlenbeck and Ornstein (1930); exact steps as in Glasserman (2004), section 3.3.
    """

    reversion: NumberOrTable = 50.0  # per year, not negative
    volatility: NumberOrTable = 0.05  # per square root of a year, not negative
    correlation: NumberOrTable = 0.0  # in (-1, 1), of all pairs or as {"USDT,DAI": 0.7}
    target: Mapping[str, float] = field(
        default_factory=dict
    )  # numeraire per unit; an asset left out is pegged to its initial price
    drift: Mapping[str, float] = field(default_factory=dict)  # per year, of assets without a peg
    intensity: NumberOrTable = 0.0  # jumps per year off the peg, each asset's own, not negative
    mean_log_jump: NumberOrTable = -0.05
    log_jump_deviation: NumberOrTable = 0.02  # not negative

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self._diffusion.check()
        self._jumps.check()
        check_numbers("Peg.reversion", self.reversion, NOT_NEGATIVE)
        check_numbers("Peg.intensity", self.intensity, RATE)
        check_numbers("Peg.target", self.target, POSITIVE)

    @property
    def _diffusion(self) -> Diffusion:
        return Diffusion("Peg", self.drift, self.volatility, self.correlation)

    @property
    def _jumps(self) -> JumpSizes:
        return JumpSizes("Peg", self.mean_log_jump, self.log_jump_deviation)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        moves = self._diffusion.moves(assets)
        reversion = per_asset("Peg.reversion", self.reversion, assets, moves)
        pegged = reversion > 0.0
        targets = self._targets(assets, initial, pegged)
        floating = self._diffusion.log_returns(assets, times, streams)
        steps = np.diff(times)[:, None] / SECONDS_PER_YEAR
        volatility = self._diffusion.deviations(assets)
        deviation = volatility * np.sqrt(_faded_years(2.0 * reversion, steps))
        shocks = deviation * self._diffusion.shocks(assets, len(steps), streams)
        shocks += self._thrown_off(assets, reversion, times, streams)
        start = np.where(pegged, np.log(initial / targets), 0.0)
        path = _reverted(start, np.exp(-reversion * steps), shocks)
        prices = np.where(pegged, targets * np.exp(path), grown(initial, floating))
        prices[0] = initial
        return prices

    def _targets(self, assets: Sequence[str], initial: FloatArray, pegged: BoolArray) -> FloatArray:
        for name, given, allowed in (
            ("target", self.target, pegged),
            ("intensity", self.intensity, pegged),
            ("drift", self.drift, ~pegged),
        ):
            for asset, number in given.items() if isinstance(given, Mapping) else ():
                check_names(f"Peg.{name}", [asset], assets)
                if not allowed[assets.index(asset)]:
                    has = "a" if name == "drift" else "no"
                    raise BadValueError(f"Peg.{name}.{asset}", number, f"nothing, as the asset has {has} peg")
        return np.array([self.target.get(asset, start) for asset, start in zip(assets, initial.tolist(), strict=True)])

    def _thrown_off(
        self, assets: Sequence[str], reversion: FloatArray, times: FloatArray, streams: Streams
    ) -> FloatArray:
        """What is left at the end of each step of the jumps in it, shape (t - 1, n)."""
        rates = per_asset("Peg.intensity", self.intensity, assets, reversion > 0.0)
        mean, deviation = self._jumps.of(assets, self._diffusion.moves(assets))
        left = np.zeros((len(times) - 1, len(assets)))
        for column, asset in enumerate(assets):
            moments = event_times(float(rates[column]), times, streams.generator("prices", asset, "jumps"))
            shocks = streams.generator("prices", asset, "jump sizes").standard_normal(len(moments))
            steps = steps_of(moments, times)
            since = (times[1:][steps] - moments) / SECONDS_PER_YEAR
            sizes = (mean[column] + deviation[column] * shocks) * np.exp(-reversion[column] * since)
            left[:, column] = summed(sizes[:, None], steps, len(times) - 1)[:, 0]
        return left


def _faded_years(rate: FloatArray, years: FloatArray) -> FloatArray:
    """Integral of exp(-rate s) over s from 0 to `years`; the years themselves where the rate is zero."""
    positive = np.where(rate > 0.0, rate, 1.0)
    return np.where(rate > 0.0, -np.expm1(-positive * years) / positive, years)


def _reverted(start: FloatArray, kept: FloatArray, shocks: FloatArray) -> FloatArray:
    """Deviations (t, n) that keep a share of themselves in each step (t - 1, n) and take up a shock."""
    path = np.empty((len(shocks) + 1, len(start)))
    path[0] = start
    for step, (share, shock) in enumerate(zip(kept, shocks, strict=True)):
        path[step + 1] = share * path[step] + shock
    return path
