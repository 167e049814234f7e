"""Hand over: a position changes hands as it is, all of it or a part of everything."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions

Discount = Annotated[float, Range(0.0, 1.0, high_excluded=True)]


@dataclass(frozen=True)
class HandOver(Spread):
    """Whoever repays a part f of the whole debt gets f (1 + d (f - 1)) of the position, whatever it is worth; all of it for the whole debt.

    d = h / 2 / (1 + h), with h the liquidation discount: a partial liquidation leaves more behind than it repays for, which lifts the health.
    Source: crvUSD, `Controller._liquidate` and `_get_f_remove`: ((1 + h / 2) / (1 + h) (1 - f) + f) f.
    """

    liquidation_discount: Discount = 0.0  # h; 0 where owners close their own positions: then parts are equal

    @override
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        repaid = np.minimum(repayment, unsafe.debt)
        taken = self.taken(self.part_of_debt(unsafe, repaid))
        nothing = np.zeros_like(repaid)
        return Settlement(repaid, taken * unsafe.collateral, nothing, nothing > 0.0)

    @override
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        return unsafe.debt

    def taken(self, part: FloatArray) -> FloatArray:
        """The part (n,) of everything in a position that goes to whoever repays these parts (n,) of its whole debt."""
        return part * (1.0 - self._left * (1.0 - part))

    def part_of_debt(self, unsafe: UnsafePositions, repaid: FloatArray) -> FloatArray:
        """The part f (n,) of the whole debt D that is gone when `repaid` (n,) is brought.

        What is `debt` here must be brought for all of it; the rest, x, lies in the position as money and pays a part of f: repaid = f D - taken x.
        """
        whole = unsafe.total_debt_value / unsafe.debt_price
        money = np.maximum(0.0, whole - unsafe.debt)
        linear = whole - (1.0 - self._left) * money
        root = np.sqrt(np.maximum(0.0, linear**2 - 4.0 * self._left * money * repaid))
        part = np.divide(2.0 * repaid, linear + root, out=np.zeros_like(repaid), where=linear > 0.0)
        return np.where((repaid >= unsafe.debt) & (unsafe.debt > 0.0), 1.0, np.minimum(part, 1.0))

    @property
    def _left(self) -> float:
        return 0.5 * self.liquidation_discount / (1.0 + self.liquidation_discount)
