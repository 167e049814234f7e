"""Scenarios drawn at random, each run once: a design for questions about runs in general, not along one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from typing_extensions import override

from firesale.experiments.studies.design import Case, Design


@dataclass(frozen=True)
class Spread:
    """One key of the scenario that is drawn, evenly between two bounds: on the logarithm, if these are sizes."""

    key: str
    low: float
    high: float
    logarithmic: bool = False

    def at(self, fraction: float) -> float:
        """The value at a fraction of the way from low to high."""
        if self.logarithmic:
            return exp(log(self.low) + fraction * (log(self.high) - log(self.low)))
        return self.low + fraction * (self.high - self.low)


@dataclass(frozen=True)
class Drawn(Design):
    """Scenario i has the i-th point of a scrambled Halton sequence over the spreads, and seed i.

    The points fill the space more evenly than independent draws, and more of them leave the first ones as they are.
    Source: Owen (2017), A randomized Halton algorithm in R; `scipy.stats.qmc.Halton`.
    """

    spreads: Mapping[str, Spread]  # by column
    scramble: int = 1  # the seed of the scrambling

    @property
    @override
    def names(self) -> tuple[str, ...]:
        return tuple(self.spreads)

    @override
    def cases(self, seeds: int) -> list[Case]:
        from scipy.stats import qmc

        points = qmc.Halton(len(self.spreads), scramble=True, rng=self.scramble).random(seeds).tolist()
        return [self._case(i + 1, point) for i, point in enumerate(points)]

    def _case(self, number: int, point: list[float]) -> Case:
        values = [spread.at(fraction) for spread, fraction in zip(self.spreads.values(), point, strict=True)]
        at = dict(zip(self.spreads, values, strict=True))
        changes = {spread.key: value for spread, value in zip(self.spreads.values(), values, strict=True)}
        return Case(at, changes, (number,))
