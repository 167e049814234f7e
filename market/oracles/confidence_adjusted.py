"""Confidence-adjusted: collateral is valued as low, and debt as high, as the price may well be."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import AssetName, NotNegative, Positive
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.confidence import dispersion, updated_variance
from firesale.market.oracles.reading import exchanges_read
from firesale.market.oracles.tables import column_of
from firesale.market.oracles.twap import SMALLEST
from firesale.market.oracles.wrapper import Wrapper, WrapperState, report_of


@dataclass(frozen=True, slots=True)
class ConfidenceState(WrapperState):
    """Besides: variance of what the inner oracle reports, and when it was last looked at."""

    variance: FloatArray  # (m,), of log returns, per second
    at: float  # seconds


@dataclass(frozen=True)
class ConfidenceAdjusted(Wrapper):
    """Price - multiple · confidence, or price + multiple · confidence for the assets in `above`; never below nothing.

    Confidence, about one standard deviation, is either how far the exchanges that are read disagree now, or how far the inner oracle's
    reports usually move within `horizon`, by their volatility of the last hours. Source: Pyth, best practices; that volatility may stand
    for the confidence is ours.
    """

    inner: Oracle
    multiple: NotNegative = 1.0  # how many confidences
    above: tuple[AssetName, ...] = ()  # assets at price plus confidence: those that are owed
    confidence: Literal["dispersion", "volatility"] = "dispersion"  # of the sources now, or of the past
    half_life: Positive = 3600.0  # seconds after which half of the volatility is forgotten
    horizon: Positive = 60.0  # seconds over which the volatility is counted

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return (self.inner,)

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> ConfidenceState:
        return self._adjusted(np.zeros(len(observation.prices)), within, observation)

    @override
    def next(
        self, state: ConfidenceState, within: tuple[OracleState, ...], observation: Observation
    ) -> ConfidenceState:
        before, now = (np.maximum(prices, SMALLEST) for prices in (state.within[0].prices, within[0].prices))
        elapsed = observation.time - state.at
        variance = updated_variance(state.variance, before, now, elapsed, self.half_life)
        return self._adjusted(variance, within, observation)

    def _adjusted(
        self, variance: FloatArray, within: tuple[OracleState, ...], observation: Observation
    ) -> ConfidenceState:
        prices = within[0].prices
        width = self.multiple * self._confidence(prices, variance, observation)
        sign = np.full(len(prices), -1.0)
        sign[[column_of(asset, observation) for asset in self.above]] = 1.0
        adjusted = np.where(width > 0.0, np.maximum(prices + sign * width, SMALLEST), prices)
        return ConfidenceState(adjusted, *report_of(within[0])[1:], within, variance, observation.time)

    def _confidence(self, prices: FloatArray, variance: FloatArray, observation: Observation) -> FloatArray:
        """One confidence (m,), numeraire per unit."""
        if self.confidence == "volatility":
            return prices * np.sqrt(variance * self.horizon)
        sources = exchanges_read(self, observation.sources)
        return dispersion(observation.quotes.each(sources, len(prices)))
