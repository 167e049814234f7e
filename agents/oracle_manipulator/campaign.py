"""Holding a price for many steps until an average believes it: what it brings and costs."""

from dataclasses import dataclass, fields

import numpy as np

from firesale.agents.oracle_manipulator.alternatives import Alternatives
from firesale.agents.oracle_manipulator.averages import Mean, mean_reached
from firesale.agents.oracle_manipulator.belief import Victim
from firesale.agents.oracle_manipulator.search import best_plans
from firesale.market.arrays import FloatArray

COUNTS = 24
"""How many numbers of steps are tried, when the window has more."""


@dataclass(frozen=True, slots=True)
class Window:
    """The average that a pool believes, in steps."""

    steps: int
    mean: Mean


@dataclass(frozen=True, slots=True)
class Campaign:
    """An attack over several steps, in numbers. Arrays of one shape, usually (r,)."""

    push: FloatArray  # quote units of the first push
    pushes: FloatArray  # steps for which the price is held
    level: FloatArray  # spot price to hold, quote per base
    believed: FloatArray  # average reached by then, quote per base
    gain: FloatArray  # numeraire, borrowed
    cost: FloatArray  # numeraire

    @property
    def profit(self) -> FloatArray:
        """Numeraire."""
        return self.gain - self.cost


def best_campaign(
    at: Victim, path: Alternatives, power: float, window: Window, resistance: float, cash: FloatArray
) -> Campaign:
    """The spot price to hold and for how many steps, for r attackers with `cash` (r,) quote units."""
    best: Campaign | None = None
    for pushes in np.unique(np.geomspace(1, window.steps, COUNTS).round()).tolist():

        def outcome(push: FloatArray, pushes: float = pushes) -> Campaign:
            return campaign(at, path, power, window, resistance, push, pushes)

        found = best_plans(outcome, cash / _rounds(resistance, pushes))
        best = found if best is None else _better(best, found)
    assert best is not None
    return best


def campaign(
    at: Victim,
    path: Alternatives,
    power: float,
    window: Window,
    resistance: float,
    push: FloatArray,
    pushes: float,
) -> Campaign:
    """What comes of spending `push` (..., r) on raising the spot and as much again, times `resistance`, at each
    further step.

    `resistance` is the part of a push that arbitrage undoes within a step: with 1 every step costs as much as the
    first, and what it loses is the loss to arbitrage of VALIDATION V25. All base that was bought is kept; at the end
    as much as borrows all there is gets pledged at the average that the pool believes then, and the rest is sold at
    the old price.
    """
    bought, pushed = path.buy(push)
    spot = np.asarray(at.curve.price)
    before = float(at.seen(spot))
    believed = mean_reached(before, at.seen(pushed.price), window.steps, int(pushes), window.mean)
    rounds = _rounds(resistance, pushes)
    per_base = power * believed * at.quote_value
    needed = float(at.room()[at.d]) * at.quote_value / per_base
    posted = np.minimum(needed, bought * rounds)
    rest = (bought * rounds - posted) * spot * (1.0 - at.curve.fee)
    cost = (push * rounds - rest) * at.quote_value
    return Campaign(push, np.full_like(push, pushes), pushed.price, believed, posted * per_base, cost)


def _rounds(resistance: float, pushes: float) -> float:
    """Total purchases in units of the first one."""
    return 1.0 + resistance * (pushes - 1.0)


def _better(one: Campaign, other: Campaign) -> Campaign:
    """Plan by plan the more profitable of two."""
    take = other.profit > one.profit
    return Campaign(*(np.where(take, getattr(other, f.name), getattr(one, f.name)) for f in fields(Campaign)))
