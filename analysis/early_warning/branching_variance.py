"""The branching ratio on-line, from how unevenly liquidations come."""

from dataclasses import dataclass
from math import sqrt

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.counts import counts
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class BranchingVariance(Indicator):
    """1 - sqrt(mean / variance) of the counts per step over a window; 0 where the variance is not above the mean, or
    nothing was liquidated.

    For a Hawkes process counted in long steps this is the branching ratio. A shock from outside makes counts uneven
    too. Source: Hardiman and Bouchaud (2014), Branching-ratio approximation for the self-exciting Hawkes process,
    Physical Review E 90.
    """

    window: int = 48  # steps

    @override
    def value(self, tables: RunTables, step: int) -> float:
        seen = counts(tables, step, self.window)
        variance = float(seen.var(ddof=1)) if len(seen) > 1 else 0.0
        return max(0.0, 1.0 - sqrt(float(seen.mean()) / variance)) if variance > 0.0 else 0.0
