"""Hand over: a position changes hands as it is, all of it or an equal part of everything."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions


@dataclass(frozen=True)
class HandOver(Spread):
    """Whoever repays a part of the debt gets the same part of the collateral, whatever either is worth. Source: crvUSD, `Controller._liquidate`;
    that a part of the debt takes exactly that part of the rest is unverified.
    """

    @override
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        repaid = np.minimum(repayment, unsafe.debt)
        part = np.divide(repaid, unsafe.debt, out=np.zeros_like(repaid), where=unsafe.debt > 0.0)
        nothing = np.zeros_like(repaid)
        return Settlement(repaid, part * unsafe.collateral, nothing, nothing > 0.0)

    @override
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        return unsafe.debt
