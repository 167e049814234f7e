"""The moments of a replay: one per step, or one per few steps in a long run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from firesale.analysis.contagion.figures.clock import Clock
from firesale.analysis.tables import RunTables
from firesale.market.arrays import IntArray

MOST_FRAMES = 1200
DIGITS = 6  # of every number that is written


@dataclass(frozen=True)
class Frames:
    """`count` moments of `each` steps: moment 0 is the opening, every other one shows what its steps did."""

    each: int
    count: int

    def of(self, steps: "pd.Series[int]") -> IntArray:
        """The moment to which each step belongs (n,)."""
        return np.asarray(-(-steps.to_numpy(dtype=np.int64) // self.each), dtype=np.int64)

    @property
    def last_steps(self) -> IntArray:
        """The last step of each moment (count,)."""
        return np.arange(self.count) * self.each

    def clocks(self, tables: RunTables) -> list[str]:
        """What the clock shows at each moment."""
        clock = Clock(tables.length, tables.step_seconds)
        return [clock.at(step * tables.step_seconds) for step in self.last_steps.tolist()]

    def held(self, steps: "pd.Series[int]", values: "pd.Series[float]") -> list[float | None]:
        """A value that holds until the next one, at each moment; None before the first."""
        by_frame = pd.Series(values.to_numpy(dtype=np.float64), index=self.of(steps))
        last = by_frame[~by_frame.index.duplicated(keep="last")].sort_index()
        return numbers(last.reindex(np.arange(self.count)).ffill().to_numpy())


def frames_of(tables: RunTables) -> Frames:
    """The moments of a run."""
    last = tables.end[0]
    each = max(-(-last // (MOST_FRAMES - 1)), 1)
    return Frames(each, -(-last // each) + 1)


def numbers(values: npt.NDArray[np.floating]) -> list[float | None]:
    """Values as they are written: with a few significant digits, without a point if they are whole, None if unknown."""
    return [None if not np.isfinite(value) else _short(value) for value in values.tolist()]


def columns(table: pd.DataFrame) -> dict[str, Sequence[object]]:
    """A table as lists by the names of its columns."""
    return {str(name): _listed(table[name].to_numpy()) for name in table.columns}


def _listed(values: npt.NDArray[np.generic]) -> Sequence[object]:
    return numbers(values.astype(np.float64)) if values.dtype.kind == "f" else list(values.tolist())


def _short(value: float) -> float:
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded == int(rounded) else rounded
