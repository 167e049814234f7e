"""Which quotes a reported price is made of, and the components of these quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.exchanges import Fundamentals
from firesale.analysis.contagion.attribution.medians import components_of_middle, middle
from firesale.market.arrays import FloatArray, IntArray

Quote = tuple[int, ...]
"""Exchanges (their places) whose middle price is quoted; none where the fundamental price is read."""


@dataclass(frozen=True, eq=False)
class Samples:
    """What each report (r of them) of one oracle on one asset averages."""

    asset: str
    quote: Quote
    shock: int  # number of the source that the fundamental price is
    arithmetic: bool
    observed: IntArray  # (r,), moment of the newest observation
    window: FloatArray  # (r,), seconds until then that it averages; 0 for the newest observation alone
    steps: Fundamentals

    def of(self, row: int) -> tuple[IntArray, FloatArray]:
        """Moments (j,) of the observations behind one report, and their weights (j,), which sum to 1.

        An average sees the price of each step once, when it begins, for the time since the step before.
        """
        if self.window[row] <= 0.0:
            return self.observed[row : row + 1], np.ones(1)
        until = self.steps.time
        end = float(until[self.steps.row_at(self.observed[row] - 1)])
        start = end - float(self.window[row])
        first, last = np.searchsorted(until, start, side="right"), np.searchsorted(until, end, side="left") + 1
        seen = slice(int(first), int(last))
        weight = np.minimum(until[seen], end) - np.maximum(until[seen] - self.steps.seconds[seen], start)
        return self.steps.began[seen] + 1, weight / weight.sum()


class PriceSources:
    """The components of quotes at the moments that reports need; the walk through the run is made once, for all of them."""

    def __init__(self, walk: Walk, moments: IntArray, quotes: Sequence[Quote]) -> None:
        self.walk, self.moments = walk, moments
        read = sorted({place for quote in quotes for place in quote})
        components = walk.at(moments, np.array(read, dtype=np.int64))  # (moments, exchanges that are read, sources)
        levels = walk.exchanges.start[read] + components.sum(axis=2)
        self.count = components.shape[2]
        self._components: dict[Quote, FloatArray] = {}  # (moments, sources)
        self._levels: dict[Quote, FloatArray] = {}  # (moments,)
        for quote in quotes:
            places = [read.index(place) for place in quote]
            if len(places) == 1:
                self._components[quote], self._levels[quote] = components[:, places[0]], levels[:, places[0]]
            elif places:
                start = walk.exchanges.start[list(quote)]
                self._levels[quote] = middle(levels[:, places])
                self._components[quote] = components_of_middle(start, levels[:, places], components[:, places])

    def observed(self, samples: Samples, row: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What one report averages: components (j, sources), log prices (j,) and weights (j,)."""
        moments, weights = samples.of(row)
        if not samples.quote:
            return *self._fundamental(samples, moments), weights
        place = np.searchsorted(self.moments, moments)
        return self._components[samples.quote][place], self._levels[samples.quote][place], weights

    def unexplained(self, components: FloatArray, whole: float) -> FloatArray:
        """The same components with what is missing to the whole as residual."""
        components[self.walk.residual] += whole - components.sum()
        return components

    def _fundamental(self, samples: Samples, moments: IntArray) -> tuple[FloatArray, FloatArray]:
        price = samples.steps.of(samples.asset)
        levels = price[samples.steps.row_at(moments - 1)]
        found = np.zeros((len(moments), self.count))
        found[:, samples.shock] = levels - price[0]
        return found, levels
