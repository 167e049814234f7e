"""Returns of a fitted process, made by the process itself: what a scenario would get."""

from typing import Any

import numpy as np

from firesale.experiments.calibration.base import Fit
from firesale.experiments.calibration.snippet import process_of
from firesale.market.arrays import FloatArray
from firesale.market.streams import Streams

COPIES, WORLDS = 25, 16  # independent assets side by side, and seeds
ONE_COPY_WORLDS = 100  # where all copies would move together
LONGEST = 2000


def simulated(fit: Fit, spacing: float) -> FloatArray:
    """Log returns (r, paths), each path as long as the data or of 2,000 returns; `spacing` in seconds."""
    alone = "returns" in fit.prices
    names = [f"copy{i}" for i in range(1 if alone else COPIES)]
    table: dict[str, Any] = {name: value for name, value in fit.prices.items() if name != "target"}  # starts at its peg
    if alone:
        table["returns"] = {names[0]: table["returns"][fit.asset]}
    process = process_of(table, names)
    times = spacing * np.arange(min(fit.returns, LONGEST) + 1, dtype=np.float64)
    start = np.ones(len(names) + 1)
    seeds = range(ONE_COPY_WORLDS if alone else WORLDS)
    worlds = [process.paths(["numeraire", *names], start, times, Streams(seed))[:, 1:] for seed in seeds]
    returns: FloatArray = np.diff(np.log(np.concatenate(worlds, axis=1)), axis=0)
    return returns
