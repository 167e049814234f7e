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
class Means:
    """What r attackers have."""

    quote: FloatArray  # (r,), units
    base: FloatArray  # (r,), units


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
    at: Victim, path: Alternatives, power: float, window: Window, resistance: float, means: Means
) -> Campaign:
    """The spot price to hold and for how many steps, for r attackers."""
    counts = np.unique(np.geomspace(1, window.steps, COUNTS).round())
    pushes = np.repeat(counts, len(means.quote))
    everyone = Means(np.tile(means.quote, len(counts)), np.tile(means.base, len(counts)))
    plans = best_plans(
        lambda push: campaign(at, path, power, window, resistance, everyone, push, pushes),
        everyone.quote / _rounds(resistance, pushes),
    )
    return _best_count(plans, len(counts))


def campaign(
    at: Victim,
    path: Alternatives,
    power: float,
    window: Window,
    resistance: float,
    means: Means,
    push: FloatArray,
    pushes: FloatArray,
) -> Campaign:
    """What comes of spending `push` (..., r) on raising the spot and as much again, times `resistance`, at each further
    step, `pushes` (r,) steps in all.

    `resistance` is the part of a push that arbitrage undoes within a step: with 1 every step costs as much as the
    first, and what it loses is the loss to arbitrage of a push. All base that was bought is kept; at the end as
    much as borrows all there is gets pledged at the average that the pool believes then, own base too if it borrows
    more than it is worth, and the rest is sold at the old price.
    """
    bought, pushed = path.buy(push)
    spot = at.curve.price
    before = float(at.seen(np.array(spot)))
    believed = mean_reached(before, at.seen(pushed.price), window.steps, pushes, window.mean)
    collected = bought * _rounds(resistance, pushes)
    per_base = power * believed * at.quote_value
    own = np.where(per_base > spot * at.quote_value, means.base, 0.0)
    posted = np.minimum(float(at.room()[at.d]) * at.quote_value / per_base, collected + own)
    rest = np.maximum(0.0, collected - posted) * spot * (1.0 - at.curve.fee)
    given_up = np.maximum(0.0, posted - collected) * spot
    cost = (push * _rounds(resistance, pushes) - rest + given_up) * at.quote_value
    return Campaign(push, np.broadcast_to(pushes, push.shape), pushed.price, believed, posted * per_base, cost)


def _rounds(resistance: float, pushes: FloatArray) -> FloatArray:
    """Total purchases in units of the first one."""
    return 1.0 + resistance * (pushes - 1.0)


def _best_count(plans: Campaign, counts: int) -> Campaign:
    """Of plans (counts * r,) the best number of steps for each of r attackers: most profit, or if none pays, least
    cost per gain.
    """
    table = {field.name: getattr(plans, field.name).reshape(counts, -1) for field in fields(Campaign)}
    profit = table["gain"] - table["cost"]
    returned = np.divide(table["gain"], table["cost"], out=np.zeros_like(profit), where=table["cost"] > 0.0)
    best = np.argmax(np.where((profit > 0.0).any(axis=0), profit, returned), axis=0)
    everyone = np.arange(profit.shape[1])
    return Campaign(*(table[field.name][best, everyone] for field in fields(Campaign)))
