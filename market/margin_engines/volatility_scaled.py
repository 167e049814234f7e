"""Volatility-scaled: haircuts in proportion to the forecast volatility."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.margin_engines.base import MarginObservation
from firesale.market.margin_engines.demand import MarginDemand
from firesale.market.margin_engines.forecast import Forecast
from firesale.market.margin_engines.forecasting import ForecastingEngine


@dataclass(frozen=True)
class VolatilityScaled(ForecastingEngine):
    """The rule's haircut times forecast over usual volatility. It rises in a crash: margin of this kind is procyclical.

    Source: value-at-risk margin of clearing houses, e.g. Murphy, Vasios and Vause (2014), An investigation into the
    procyclicality of risk-based initial margin models, Bank of England Financial Stability Paper 29.
    """

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        assert isinstance(memory, Forecast)
        return MarginDemand(np.asarray(rule * memory.volatility / self.usual_volatility, dtype=np.float64))
