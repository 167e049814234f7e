"""Regime switching: drift, volatility and correlation change together when a hidden chain moves from calm to panic and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.correlation import normals
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.jump_sizes import RATE
from firesale.market.prices.per_asset import NumberOrTable, check_numbers, check_numeraire
from firesale.market.prices.regime_chain import RegimeChain, first_in, pair, seconds_in
from firesale.market.streams import Streams

NAME = "RegimeSwitching"
CALM_AND_PANIC = {"calm": 0.6, "panic": 2.0}
IN_AND_OUT = {"calm,panic": 12.0, "panic,calm": 180.0}


@dataclass(frozen=True)
class RegimeSwitching(PriceProcess):
    """Geometric Brownian motion whose parameters depend on a regime that all assets share; exact at any spacing of times.

    The regimes are those that `volatility` names. They switch at exponential times, in the middle of a step if need be. A regime that `drift` or
    `correlation` leaves out has zero there. The mean price over a path of regimes grows by the drift of each. Raises BadValueError
    if a table names a regime or an asset that is not there, or the correlations of a regime are not positive definite.
    Source: Hamilton (1989), A new approach to the economic analysis of nonstationary time series and the business cycle.
    """

    volatility: Mapping[str, NumberOrTable] = field(
        default_factory=lambda: dict(CALM_AND_PANIC)
    )  # by regime; per square root of a year, not negative
    drift: Mapping[str, NumberOrTable] = field(default_factory=dict)  # by regime; per year
    correlation: Mapping[str, NumberOrTable] = field(
        default_factory=dict
    )  # by regime; in (-1, 1), of all pairs or as {"ETH,BTC": 0.9}
    switching: Mapping[str, float] = field(
        default_factory=lambda: dict(IN_AND_OUT)
    )  # "from,to" -> switches per year while in the first, not negative
    start: str = ""  # the regime at the start; empty: drawn by how long each rules in the long run

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.volatility:
            raise BadValueError(f"{NAME}.volatility", {}, "one regime or more")
        for name, named in (("drift", self.drift), ("correlation", self.correlation)):
            self._check_regimes(f"{NAME}.{name}", list(named))
        if self.start:
            self._check_regimes(f"{NAME}.start", [self.start])
        check_numbers(f"{NAME}.switching", self.switching, RATE)
        for names in self.switching:
            both = pair(names)
            if len(both) != 2 or both[0] == both[1]:
                raise BadValueError(f"{NAME}.switching", names, 'two different regimes, as in "calm,panic"')
            self._check_regimes(f"{NAME}.switching", both)
        for regime in self.volatility:
            self._diffusion(regime).check()

    def _check_regimes(self, key: str, regimes: Sequence[str]) -> None:
        for regime in regimes:
            if regime not in self.volatility:
                raise BadValueError(key, regime, f"a regime that volatility names: {', '.join(self.volatility)}")

    def _diffusion(self, regime: str) -> Diffusion:
        correlation = self.correlation.get(regime, 0.0)
        return Diffusion(NAME, self.drift.get(regime, 0.0), self.volatility[regime], correlation, regime)

    @property
    def chain(self) -> RegimeChain:
        """How regimes follow each other, in the order of `volatility`."""
        regimes = list(self.volatility)
        rates = np.zeros((len(regimes), len(regimes)))
        for names, rate in self.switching.items():
            before, after = pair(names)
            rates[regimes.index(before), regimes.index(after)] = rate
        return RegimeChain(rates)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        regimes, begins = self._ruling(times, streams)
        years = seconds_in(regimes, begins, len(self.volatility), times) / SECONDS_PER_YEAR
        first = first_in(regimes, begins, times)
        shocks = normals(assets, len(years), streams)
        returns = np.zeros_like(shocks)
        for place, regime in enumerate(self.volatility):
            # the regime in which a step begins has the step's shock, so that one regime alone is a Brownian motion to the last bit
            others = normals(assets, len(years), streams, "regime", regime)
            mine = np.where(first[:, None] == place, shocks, others)
            returns += self._diffusion(regime).over(assets, years[:, place : place + 1], mine)
        return grown(initial, returns)

    def _ruling(self, times: FloatArray, streams: Streams) -> tuple[IntArray, FloatArray]:
        chain, regimes = self.chain, list(self.volatility)
        drawn = streams.generator("prices", "first regime").random()
        long_run = np.cumsum(chain.long_run_shares())
        first = (
            regimes.index(self.start) if self.start else min(int(np.searchsorted(long_run, drawn)), len(regimes) - 1)
        )
        return chain.path(first, float(times[-1] - times[0]), streams.generator("prices", "regimes"))
