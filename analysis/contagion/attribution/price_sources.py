"""Which quotes a reported price is made of, and the components of these quotes."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.components import Fundamentals, Walk
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Samples:
    """What each report of one oracle on one asset averages. `exchanges` are rows of the walk; without any, the fundamental price is read."""

    asset: str
    exchanges: tuple[int, ...]
    arithmetic: bool
    observed: IntArray  # (r,), moment of the newest observation
    time: FloatArray  # (r,), seconds, when it was made
    window: FloatArray  # (r,), seconds that it averages; 0 for the newest observation alone
    steps: Fundamentals

    def of(self, row: int) -> tuple[IntArray, FloatArray]:
        """Moments (j,) of the observations behind one report, and their weights (j,), which sum to 1.

        An average sees the price of each step once, when it begins, for the time since the step before.
        """
        if self.window[row] <= 0.0:
            return self.observed[row : row + 1], np.ones(1)
        end = float(self.time[row])
        start = end - float(self.window[row])
        until = self.steps.time
        weight = np.minimum(until, end) - np.maximum(until - self.steps.seconds, start)
        seen = np.flatnonzero(weight > 0.0)
        return self.steps.began[seen] + 1, weight[seen] / weight[seen].sum()


class PriceSources:
    """The components of quotes at the moments that reports need; the walk through the run is made once, for all of them."""

    def __init__(self, walk: Walk, moments: IntArray) -> None:
        self.walk, self.moments = walk, np.unique(moments)
        self.components = walk.at(self.moments)  # (moments, exchanges, sources)
        self.levels: FloatArray = walk.exchanges.start + self.components.sum(axis=2)  # (moments, exchanges)
        self.count = self.components.shape[2]

    def observed(self, samples: Samples, row: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What one report averages: components (j, sources), log prices (j,) and weights (j,)."""
        moments, weights = samples.of(row)
        if not samples.exchanges:
            return self._fundamental(samples.asset, moments, weights)
        place = np.searchsorted(self.moments, moments)
        if len(samples.exchanges) == 1:
            exchange = np.full(len(place), samples.exchanges[0])
        else:
            place, exchange, weights = self._middle(samples.exchanges, place, weights)
        return self.components[place, exchange], self.levels[place, exchange], weights

    def unexplained(self, components: FloatArray, whole: float) -> FloatArray:
        """The same components with what is missing to the whole as residual."""
        components[self.walk.residual] += whole - components.sum()
        return components

    def _fundamental(
        self, asset: str, moments: IntArray, weights: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        prices = self.walk.fundamentals
        found = np.zeros((len(moments), self.count))
        levels = np.zeros(len(moments))
        if asset in prices.column:
            column = prices.prices[:, prices.column[asset]]
            levels = column[np.maximum(np.searchsorted(prices.began, moments, side="left") - 1, 0)]
            found[:, self.walk.shock[asset]] = levels - column[0]
        return found, levels, weights

    def _middle(
        self, exchanges: tuple[int, ...], place: IntArray, weights: FloatArray
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """The exchange in the middle at each observation, or the two that are, half each."""
        order = np.argsort(self.levels[place][:, exchanges], axis=1, kind="stable")
        n = len(exchanges)
        picked = np.asarray(exchanges)[order[:, [(n - 1) // 2, n // 2]]]  # (j, 2), twice the same if n is odd
        return np.repeat(place, 2), picked.ravel(), np.repeat(weights / 2.0, 2)
