"""Events at random moments, as of a Poisson process: jumps happen when they happen, whatever the step of the run is."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR

BATCH = 64  # moments drawn at a time; how many does not change what they are


def event_times(rate: float, times: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Moments after the first of `times` until the last, increasing, shape (e,); `rate` per year.

    The gaps are independent and exponential: a longer run has the same events first. Source: Glasserman (2004), section 3.5.
    """
    most = rate * (times[-1] - times[0]) / SECONDS_PER_YEAR
    waits, total = [np.empty(0)], 0.0
    while total < most:
        waits.append(generator.standard_exponential(BATCH))
        total += float(waits[-1].sum())
    reached = np.cumsum(np.concatenate(waits))
    moments: FloatArray = times[0] + reached[reached < most] * SECONDS_PER_YEAR / (rate or 1.0)
    return moments


def steps_of(moments: FloatArray, times: FloatArray) -> IntArray:
    """The step in which each moment lies: 0 from the first time (excluded) to the second (included), shape (e,)."""
    steps: IntArray = np.maximum(np.searchsorted(times, moments, side="left") - 1, 0)
    return steps


def summed(values: FloatArray, steps: IntArray, count: int) -> FloatArray:
    """Sum of values, shape (e, n), in each of `count` steps, shape (count, n)."""
    totals = np.zeros((count, values.shape[1]))
    np.add.at(totals, steps, values)
    return totals
