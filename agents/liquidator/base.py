"""What every strategy of a liquidator has: a pool to watch, and a fee to pay for going first."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from firesale.agents.base import Strategy
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, PerAccount, PoolName, Range

LotSize = Annotated[int, Range(1)]
"""Liquidations in one bundle: a bundle that loses one race loses all of them, and costs as much to settle as a single one."""


@dataclass(frozen=True, kw_only=True)
class LiquidatorStrategy(Strategy):
    """Repays debt of unsafe positions of one pool for collateral worth more."""

    pool: PoolName
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0
    # numeraire, paid for each order or bundle carried out; every liquidation is weighed as if it were one

    def fees(self, accounts: int) -> FloatArray:
        """The fee of each account, (accounts,)."""
        return np.broadcast_to(np.asarray(self.priority_fee, dtype=np.float64), (accounts,))
