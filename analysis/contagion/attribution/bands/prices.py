"""The prices and the interest behind what positions in bands have and owe."""

import numpy as np

from firesale.analysis.contagion.attribution.bands.followed import followed_by
from firesale.analysis.contagion.attribution.bands.states import States
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.market.arrays import FloatArray, IntArray


class BandPrices:
    """`base`, `quote`: factors whose product is the price of each asset, as the oracle reports. `followed`: the same as the bands follow them, and
    with which `sign` they make the price that these follow, base over quote. `grown`: the borrow index.
    """

    def __init__(self, events: EventColumns, pool: PoolFactors) -> None:
        ((collateral,), (debt,)) = pool.collateral.values(), pool.debt.values()
        self.base, self.quote, self.grown = collateral[:-1], debt[:-1], debt[-1]
        self.followed = followed_by(events, pool.name, self.base, self.quote)
        self.sign = [1.0] * len(self.base) + [-1.0] * len(self.quote)
        self.factors = list(dict.fromkeys([*self.followed, *self.base, *self.quote, self.grown]))

    def equity(self, states: States) -> FloatArray:
        """Of each state (s,): all in the bands less what is owed, numeraire."""
        base, quote = (price_of(some, states.priced) for some in (self.base, self.quote))
        return states.base * base + (states.quote - states.owed) * quote


def price_of(factors: list[Factor], moments: IntArray) -> FloatArray:
    """The product (n,) of some factors before each moment."""
    return np.exp(sum((one.at(one.row_at(moments)) for one in factors), np.zeros(len(moments))))
