"""A time axis for cascades: steps in which many generations follow each other are wide, long calm is cut short."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.market.arrays import FloatArray, IntArray

LONGEST_CALM = 3  # steps without liquidations that keep their room
GENERATION = 0.45  # room of a further generation within a step, where a step has 1
MOST_TICKS = 8


@dataclass(frozen=True)
class BusyTime:
    """Steps with liquidations (m,), where each begins and how wide it is, in room of a calm step."""

    steps: IntArray
    starts: FloatArray
    widths: FloatArray

    @property
    def end(self) -> float:
        """Where the last step ends."""
        return float(self.starts[-1] + self.widths[-1])

    def places(self, step: IntArray, share: FloatArray) -> FloatArray:
        """Places of moments (n,) that lie a `share` of their step after its beginning."""
        row = np.searchsorted(self.steps, step)
        return self.starts[row] + share * self.widths[row]

    def cuts(self) -> list[tuple[float, int]]:
        """Where calm was cut short, and how many steps it lasted."""
        calm = np.diff(self.steps) - 1
        middles = (self.starts[:-1] + self.widths[:-1] + self.starts[1:]) / 2
        return [(float(middles[i]), int(calm[i])) for i in np.flatnonzero(calm > LONGEST_CALM)]

    def ticks(self) -> IntArray:
        """The steps to name below the axis: far enough from each other, and the first one after a cut."""
        apart = self.end / MOST_TICKS
        first = {0, *(np.flatnonzero(np.diff(self.steps) - 1 > LONGEST_CALM) + 1).tolist()}
        kept: list[int] = []
        for i in [*sorted(first), *range(len(self.steps))]:
            if all(abs(self.starts[i] - self.starts[other]) >= apart for other in kept):
                kept.append(i)
        return self.steps[sorted(kept)]


def busy_time(step: IntArray, rank: IntArray) -> BusyTime:
    """The axis for what happens at `step` (n,) as the `rank`-th generation within it (n,)."""
    deepest = pd.Series(rank).groupby(step).max()
    steps = deepest.index.to_numpy(dtype=np.int64)
    widths = 1.0 + GENERATION * deepest.to_numpy(dtype=np.float64)
    calm = np.minimum(np.diff(steps) - 1, LONGEST_CALM)
    starts = np.concatenate([[0.0], np.cumsum(widths[:-1] + calm)])
    return BusyTime(steps, starts, widths)


def ranks_within_step(parent: IntArray, step: IntArray) -> IntArray:
    """How many ancestors in a row each one (n,) has in its own step; `parent` is the row of its parent, before its own, or -1."""
    rank = [0] * len(parent)
    steps = step.tolist()
    for i, above in enumerate(parent.tolist()):
        if above >= 0 and steps[above] == steps[i]:
            rank[i] = rank[above] + 1
    return np.asarray(rank, dtype=np.int64)


def shares_of_step(rank: IntArray, step: IntArray) -> FloatArray:
    """How far into its step each one (n,) stands: the generations of a step are evenly apart."""
    deepest = pd.Series(rank).groupby(step).transform("max").to_numpy(dtype=np.float64)
    return np.asarray((rank + 0.5) / (deepest + 1.0))
