"""What every strategy of a liquidator has: a pool to watch, a fee to pay for going first, and a size below which it
does not bother.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from firesale.agents.base import Strategy
from firesale.agents.liquidator.situation import Situation, outlet_of
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, NotNegative, PerAccount, PoolName, Range
from firesale.market.liquidation.base import LiquidationMechanism, Spread
from firesale.market.view import View

LotSize = Annotated[int, Range(1)]
"""Liquidations in one bundle: a bundle that loses one race loses all of them, and costs as much to settle as a single one."""


@dataclass(frozen=True, kw_only=True)
class LiquidatorStrategy(Strategy):
    """Repays debt of unsafe positions of one pool for collateral worth more."""

    mechanism: ClassVar[type[LiquidationMechanism]] = Spread  # how a pool must close positions for this way to play

    pool: PoolName
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0
    # numeraire, paid for each order or bundle carried out; every liquidation is weighed as if it were one
    least_value: NotNegative = 1.0  # numeraire; smaller repayments are not worth an order

    def situation(self, view: View, exchange: str | None) -> Situation | None:
        """What there is to take; None if nobody looks or every position is safe. Costs the same for any number of
        accounts.
        """
        if view.size == 0:
            return None
        credit = view.public.credit(self.pool)
        if not isinstance(credit.liquidation, Spread):
            return None
        if len(credit.unsafe.account) == 0:
            return None
        fee = np.broadcast_to(np.asarray(self.priority_fee, dtype=np.float64), (view.size,))
        return Situation(credit, outlet_of(view, credit, exchange), fee, self.least_value)
