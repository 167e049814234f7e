"""What the health of a position is a product of, each as a series in time that can say whose work its changes are."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote, Samples
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Factor(ABC):
    """A price or an index: `value` (r,) logarithms, in force from after the event `since` (r,) on. `asset` and `oracle` name it in tables;
    `of_worth` is false for what changes how much collateral counts and not what it is worth.
    """

    asset: str
    oracle: str
    of_worth: bool
    since: IntArray  # (r,), sequence numbers, ascending
    value: FloatArray  # (r,), logarithms
    phase: IntArray  # (r,), rows of one phase of a step have one number: nobody can act between them

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The exchanges whose middle prices it is made of."""
        return ()

    def row_at(self, moments: IntArray) -> IntArray:
        """The row (n,) in force before each moment (n,), -1 if none is yet."""
        return np.searchsorted(self.since, moments, side="left") - 1

    def at(self, rows: IntArray) -> FloatArray:
        """Logarithms (n,) of rows (n,): 0 before the first."""
        return np.concatenate(([0.0], self.value))[rows + 1]

    @abstractmethod
    def moments(self, rows: IntArray) -> IntArray:
        """Moments at which the components of exchange prices must be known to explain these rows."""

    @abstractmethod
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        """The change of the logarithm from row `before` to row `after` by source, (sources,). Sums to the change."""


@dataclass(frozen=True, eq=False)
class Index(Factor):
    """An index or a parameter: each change has one source, `source` (r,)."""

    source: IntArray

    @override
    def moments(self, rows: IntArray) -> IntArray:
        return rows[:0]

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        levels = self.at(np.arange(before, after + 1))
        source = self.source[before + 1 : after + 1]
        return sums(source, np.diff(levels), prices.count)


@dataclass(frozen=True, eq=False)
class Report(Factor):
    """Prices that an oracle reports, or that a live one shows: each is an average of what its exchanges quoted."""

    samples: Samples

    @property
    @override
    def quotes(self) -> tuple[Quote, ...]:
        return (self.samples.quote,)

    @override
    def moments(self, rows: IntArray) -> IntArray:
        needed = [self.samples.of(row)[0] for row in rows.tolist() if row >= 0]
        return np.concatenate(needed) if needed else rows[:0]

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        whole = self.at(np.array([before, after]))
        known = before >= 0  # what moves a price that was not reported yet, nobody knows
        found = _difference(self.samples, prices, before, after) if known else np.zeros(prices.count)
        return prices.unexplained(found, float(whole[1] - whole[0]))


def _difference(samples: Samples, prices: PriceSources, before: int, after: int) -> FloatArray:
    """The components of one report less those of another.

    A single observation and a geometric mean are sums of components: exact. An arithmetic mean is split by logarithmic means around the
    geometric mean of the earlier report, which adds up exactly; which source gets how much of the curvature is a convention.
    """
    old, old_level, old_weight = prices.observed(samples, before)
    new, new_level, new_weight = prices.observed(samples, after)
    if not samples.arithmetic or (len(old_weight) == 1 and len(new_weight) == 1):
        return new_weight @ new - old_weight @ old
    anchor, anchor_level = old_weight @ old, float(old_weight @ old_level)

    def around(components: FloatArray, level: FloatArray, weight: FloatArray) -> FloatArray:
        ratio = np.exp(level - anchor_level)
        part = weight * log_mean(ratio, np.ones(len(ratio))) / log_mean(weight @ ratio, 1.0)
        return part @ (components - anchor)

    return around(new, new_level, new_weight) - around(old, old_level, old_weight)


def phases_of(factors: list[Factor]) -> IntArray:
    """The moment before each change of a factor, ascending; changes between which nobody can act are one."""
    nothing: IntArray = np.zeros(0, dtype=np.int64)
    since = np.concatenate([nothing, *(one.since for one in factors)])
    phase = np.concatenate([nothing, *(one.phase for one in factors)])
    order = np.lexsort((since, phase))
    return np.sort(since[order][np.unique(phase[order], return_index=True)[1]])
