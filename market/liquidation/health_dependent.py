"""Discount that depends on health: the deeper a position is in violation, the cheaper its collateral."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions
from firesale.market.liquidation.capping import capped


@dataclass(frozen=True)
class HealthDependent(Spread):
    """Collateral is sold at the factor max(health, 1 - largest discount) of its price; the whole debt may be repaid at once.

    Health is collateral times liquidation threshold over debt, C / V. As it falls the discount grows from nothing, so whoever is content with
    the least profit comes first: a Dutch auction in health. Source: Euler Vault Kit, `Liquidation.sol` (`calculateMaxLiquidation`).
    """

    largest_discount: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.15  # of the collateral's price
    take_over: bool = True  # whether a liquidator may take the debt over instead of repaying it at once

    @property
    @override
    def takes_over(self) -> bool:
        return self.take_over

    @override
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        factor = np.maximum(unsafe.health, 1.0 - self.largest_discount)
        repaid, seized = capped(unsafe, np.minimum(repayment, unsafe.debt), 1.0 / factor)
        return Settlement(repaid, seized, np.zeros(len(repaid)), np.zeros(len(repaid), dtype=np.bool_))

    @override
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        return unsafe.debt
