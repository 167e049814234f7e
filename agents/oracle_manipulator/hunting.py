"""Pushing a price down to make others unsafe, and closing them: what it brings and costs."""

from dataclasses import dataclass

import numpy as np

from firesale.agents.oracle_manipulator.alternatives import Alternatives
from firesale.agents.oracle_manipulator.belief import Victim
from firesale.agents.oracle_manipulator.search import best_plans
from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Hunt:
    """A hunt in numbers. Arrays of one shape, usually (r,)."""

    sold: FloatArray  # base units
    price: FloatArray  # quote per base that the pool believes then
    repaid: FloatArray  # quote units of debt that it expects to repay
    gain: FloatArray  # numeraire
    cost: FloatArray  # numeraire

    @property
    def profit(self) -> FloatArray:
        """Numeraire."""
        return self.gain - self.cost


def best_hunt(at: Victim, path: Alternatives, bonus: float, density: float, goods: FloatArray) -> Hunt:
    """The sale that earns most, for r hunters who own `goods` (r,) base units."""
    return best_plans(lambda sale: hunt(at, path, bonus, density, sale), goods)


def hunt(at: Victim, path: Alternatives, bonus: float, density: float, sale: FloatArray) -> Hunt:
    """What comes of selling `sale` (..., r) base units, liquidating with the proceeds, and buying back with what is
    left of them.

    The debt that becomes liquidatable is believed to be `density` * (fall of the log price that the pool sees) of what
    the pool has lent. What is seized at the low price is worth the old one again afterwards: gain = repaid * ((1 +
    bonus) * old / low - 1). Cost: the base that the round trip does not bring back.
    """
    spot, d = at.curve.price, at.d
    proceeds, pushed = path.sell(sale)
    price = at.seen(pushed.price)
    fall = np.log(np.maximum(at.price / price, 1.0))
    unsafe = np.minimum(density * fall, 1.0) * float(at.credit.borrowed[d])
    repaid = np.minimum(unsafe, proceeds)
    back, _ = pushed.buy(proceeds - repaid)
    gain = repaid * ((1.0 + bonus) * spot / price - 1.0)
    cost = (sale - back) * spot - repaid
    return Hunt(sale, price, repaid, gain * at.quote_value, np.maximum(0.0, cost) * at.quote_value)
