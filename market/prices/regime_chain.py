"""A Markov chain in continuous time: which regime rules, and for how much of each step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.calendar import SECONDS_PER_YEAR


@dataclass(frozen=True, slots=True)
class RegimeChain:
    """`rates[i, j]`, shape (r, r): switches per year from regime i to regime j; the diagonal is not read."""

    rates: FloatArray

    def long_run_shares(self) -> FloatArray:
        """Part of the time in each regime in the long run, shape (r,); if some cannot be left, one of the answers that there are."""
        count = len(self.rates)
        leaving = self.rates.copy()
        np.fill_diagonal(leaving, 0.0)
        generator = leaving - np.diag(leaving.sum(axis=1))
        balance = np.vstack([generator.T, np.ones(count)])
        shares = np.linalg.lstsq(balance, np.append(np.zeros(count), 1.0), rcond=None)[0]
        shares = np.clip(shares, 0.0, None)
        normed: FloatArray = shares / shares.sum()
        return normed

    def path(self, start: int, length: float, generator: np.random.Generator) -> tuple[IntArray, FloatArray]:
        """Regimes in turn, and the seconds since the start at which each begins, shape (s,) each; a longer path begins as a shorter one."""
        regimes, begins, moment = [start], [0.0], 0.0
        while True:
            wait, choice = generator.standard_exponential(), generator.random()
            towards = self.rates[regimes[-1]].copy()
            towards[regimes[-1]] = 0.0
            per_second = towards.sum() / SECONDS_PER_YEAR
            if wait >= per_second * (length - moment):
                break
            moment += wait / per_second
            regimes.append(int(np.searchsorted(np.cumsum(towards) / towards.sum(), choice, side="right")))
            begins.append(moment)
        return np.array(regimes), np.array(begins)


def seconds_in(regimes: IntArray, begins: FloatArray, count: int, times: FloatArray) -> FloatArray:
    """Seconds of each step that each of `count` regimes rules, shape (t - 1, count)."""
    since = times - times[0]
    ends = np.append(begins[1:], np.inf)
    shares = np.zeros((len(times) - 1, count))
    for regime, begin, end in zip(regimes.tolist(), begins.tolist(), ends.tolist(), strict=True):
        first, last = np.searchsorted(since, begin, side="right") - 1, np.searchsorted(since, end, side="left")
        inside = np.clip(since[first : last + 1], begin, end)
        shares[first : first + len(inside) - 1, regime] += np.diff(inside)
    return shares


def first_in(regimes: IntArray, begins: FloatArray, times: FloatArray) -> IntArray:
    """The regime at the beginning of each step, shape (t - 1,)."""
    ruling: IntArray = regimes[np.searchsorted(begins, times[:-1] - times[0], side="right") - 1]
    return ruling


def pair(names: str) -> Sequence[str]:
    """The two regimes of "calm,panic", or whatever else stands there."""
    return [name.strip() for name in names.split(",")]
