"""Correlated geometric Brownian motion."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.diffusion import Diffusion, grown
from firesale.market.prices.per_asset import NumberOrTable, check_numeraire
from firesale.market.streams import Streams


@dataclass(frozen=True)
class GeometricBrownian(PriceProcess):
    """Log returns are normal; steps are exact at any spacing of times. An asset without volatility stays constant.

    The mean price after T years is initial * exp(drift * T). Each parameter is one number for all assets but the
    numeraire, or a table. Raises BadValueError if the correlations are not positive definite.
    Source: Glasserman (2004), Monte Carlo Methods in Financial Engineering, section 3.2.
    """

    drift: NumberOrTable = 0.0  # per year
    volatility: NumberOrTable = 0.8  # per square root of a year, not negative
    correlation: NumberOrTable = 0.0  # in (-1, 1), of all pairs or as {"ETH,BTC": 0.7}

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self._diffusion.check()

    @property
    def _diffusion(self) -> Diffusion:
        return Diffusion("GeometricBrownian", self.drift, self.volatility, self.correlation)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_numeraire(assets, initial)
        return grown(initial, self._diffusion.log_returns(assets, times, streams))
