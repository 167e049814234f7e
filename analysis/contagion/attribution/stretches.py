"""The stretch of time in which each liquidated position lost its health: from the last moment at which it was safe to its liquidation."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.values import Kind, Values
from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Stretches:
    """For each change of a position (n,): where the stretch that led to it begins."""

    start: IntArray  # (n,), moment
    found: BoolArray  # (n,), it was safe at the start; if not, the stretch goes on before the change before it

    @property
    def begins(self) -> IntArray:
        """The change (n,) whose stretch is the first one of the chain that leads to each."""
        return np.maximum.accumulate(np.where(self.found, np.arange(len(self.found)), 0))


def find_stretches(changes: Kind, values: Values[Kind]) -> Stretches:
    """Looks back from each change for the last moment at which the position, as it was then, was safe."""
    everyone: IntArray = np.arange(len(changes.moment))
    found = changes.first | ~(values.health(changes, everyone, changes.moment) < 1.0)
    since = np.where(changes.first, changes.moment, np.roll(changes.moment, 1))  # with what that change did to prices
    start = np.where(found, changes.moment, since)
    active = everyone[~found]
    oldest = np.searchsorted(values.phases, since, side="left")
    place = np.searchsorted(values.phases, changes.moment, side="left")[active] - 1
    while len(active):
        looking = place >= oldest[active]
        active, place = active[looking], place[looking]
        safe = values.health(changes, active, values.phases[place]) >= 1.0
        start[active[safe]], found[active[safe]] = values.phases[place[safe]], True
        active, place = active[~safe], place[~safe] - 1
    rest = everyone[~found]
    found[rest] = changes.closed[rest - 1]  # opened unsafe: there is no earlier health to compare with
    return Stretches(start, found)


@dataclass(frozen=True)
class OwnEffects:
    """What the change before each (n,) did by itself: to health or its logarithm (0 where it opened the position or closed it), and to the
    equity of the position (numeraire; what owners pay in or take out is no loss).
    """

    health: FloatArray
    equity: FloatArray


def own_effects(changes: Kind, values: Values[Kind]) -> OwnEffects:
    """The changes that accounts, and liquidations of them, made themselves."""
    rows = np.flatnonzero(~changes.first)
    moments = changes.moment[rows - 1]
    health, equity = np.zeros(len(changes.moment)), np.zeros(len(changes.moment))
    given = values.equity(changes, rows, moments) - values.equity(changes, rows - 1, moments)
    equity[rows] = values.lost(changes, rows - 1, given)
    before, after = values.health(changes, rows - 1, moments), values.health(changes, rows, moments)
    usable = np.isfinite(before) & np.isfinite(after)
    if values.logarithmic:
        usable &= (before > 0.0) & (after > 0.0)
        health[rows[usable]] = np.log(after[usable] / before[usable])
    else:
        health[rows[usable]] = after[usable] - before[usable]
    return OwnEffects(health, equity)
