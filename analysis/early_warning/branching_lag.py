"""The branching ratio on-line, from how one step's liquidations go with those of the step before."""

from dataclasses import dataclass

from scipy import stats
from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.counts import counts
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class BranchingLag(Indicator):
    """The slope of a least-squares line through (count of a step, count of the next) over a window; 0 if the counts do
    not vary.

    In an INAR(1) process each liquidation is followed by a mean number of alpha in the next step, and this estimates
    alpha. Children that come later, and a common cause that lasts, are not told apart. Source: Al-Osh and Alzaid
    (1987), Journal of Time Series Analysis 8 (conditional least squares); Kirchner (2016), Hawkes and INAR(infinity)
    processes.
    """

    window: int = 48  # steps

    @override
    def value(self, tables: RunTables, step: int) -> float:
        seen = counts(tables, step, self.window)
        if len(seen) < 3 or seen[:-1].min() == seen[:-1].max():
            return 0.0
        return float(stats.linregress(seen[:-1], seen[1:]).slope)
