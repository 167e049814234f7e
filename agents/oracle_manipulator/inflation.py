"""Borrowing against a price that one has pushed up oneself, within one transaction: what it brings and costs."""

from dataclasses import dataclass

import numpy as np

from firesale.agents.oracle_manipulator.alternatives import Alternatives
from firesale.agents.oracle_manipulator.belief import Victim
from firesale.agents.oracle_manipulator.search import best_plans
from firesale.market.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Means:
    """What r attackers can pay with."""

    quote: FloatArray  # (r,), own units
    base: FloatArray  # (r,), own units
    loan: float  # quote units that can be borrowed for the length of a transaction
    fee: float  # of that loan
    same_pool: bool  # the loan comes out of the cash that the attack is after


@dataclass(frozen=True, slots=True)
class Plan:
    """An attack in numbers. Arrays of one shape, usually (r,)."""

    push: FloatArray  # quote units spent on the exchange
    loan: FloatArray  # quote units of it that are borrowed for the transaction
    bought: FloatArray  # base units
    posted: FloatArray  # base units pledged, the bought ones first
    gain: FloatArray  # numeraire, borrowed
    cost: FloatArray  # numeraire
    feasible: BoolArray  # the loan can be paid back

    @property
    def profit(self) -> FloatArray:
        """Numeraire; minus infinity if it cannot be done."""
        return np.where(self.feasible, self.gain - self.cost, -np.inf)


def best_plan(at: Victim, path: Alternatives, power: float, means: Means) -> Plan:
    """The push that earns most, for each of r attackers."""
    return best_plans(lambda push: inflate(at, path, power, means, push), means.quote + means.loan)


def inflate(at: Victim, path: Alternatives, power: float, means: Means, push: FloatArray) -> Plan:
    """What comes of spending `push` (..., r) quote units.

    Buy base for it, pledge as much as borrows all there is at the price that the pool then believes, sell the rest
    back on the pushed exchange, repay the loan and walk away from the position. `power`: debt value per collateral
    value. Own base is pledged too where that brings more than it is worth.
    """
    bought, pushed = path.buy(push)
    believed = at.seen(pushed.price)
    loan = np.maximum(0.0, push - means.quote)
    room = at.room()
    if means.same_pool:
        room = np.broadcast_to(room, (*push.shape, len(room))).copy()
        room[..., at.d] = np.maximum(0.0, room[..., at.d] - loan)
    per_base = power * believed * at.quote_value
    needed = (room @ at.credit.debt_price) / per_base
    spot = at.curve.price
    own = np.where(per_base > spot * at.quote_value, means.base, 0.0)
    posted = np.minimum(needed, bought + own)
    borrowed = posted * per_base
    back, _ = pushed.sell(bought - np.minimum(posted, bought))
    given_up = np.maximum(0.0, posted - bought) * spot
    cost = (push - back + loan * means.fee + given_up) * at.quote_value
    in_quote = np.minimum(borrowed / at.quote_value, room[..., at.d])
    feasible = means.quote - (push - loan) + back + in_quote >= loan * (1.0 + means.fee)
    return Plan(push, loan, bought, posted, borrowed, cost, feasible)
