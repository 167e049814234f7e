"""Fixed spread: collateral is sold to whoever comes first, at a fixed discount. The close factor lives here."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import FRACTION, Fraction, NotNegative, PerAsset
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions
from firesale.market.liquidation.capping import capped

JUST_BELOW = 1.0 - 1e-12
"""Keeps rounding from making dust of what is exactly at the limit."""


CloseFactorOf = Literal["position", "debt"]
"""Of which debt a close factor is a share: of all that a position owes (Aave v3.3), or of the one that is repaid (Compound v2, Aave before v3.3)."""


@dataclass(frozen=True)
class FixedSpread(Spread):
    """The rules of Aave v3.3 and later, each a parameter. Source: Aave v3, `LiquidationLogic`.

    With `close_factor_of` "debt" one call repays a share of one debt. Source: Compound v2, `Comptroller.liquidateBorrowAllowed`; Aave v2,
    `LendingPoolCollateralManager.liquidationCall`.
    """

    liquidation_bonus: Annotated[
        FloatArray, PerAsset("collateral"), FRACTION
    ]  # (k,), extra collateral for the liquidator
    close_factor: Annotated[float, FRACTION] = 0.5  # largest share of debt that one call may repay
    full_close_health: NotNegative = 0.95  # at or below this health the whole debt may be repaid
    full_close_value: NotNegative = 2000.0  # a smaller collateral or debt may be closed wholly, numeraire
    protocol_fee: Fraction = 0.1  # the protocol's share of the bonus
    dust_value: NotNegative = 1000.0  # least value that both leftovers must keep unless one is closed, numeraire
    close_factor_of: CloseFactorOf = "position"  # of which debt the close factor is a share

    @override
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        spread = self._spread(unsafe)
        repaid, seized = capped(unsafe, np.minimum(repayment, self.closeable_debt(unsafe)), spread)
        protocol_fee = self.protocol_fee * (seized - seized / spread)
        return Settlement(repaid, seized, protocol_fee, self._leaves_dust(unsafe, repaid, seized))

    @override
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        most = self.closeable_debt(unsafe)
        leaves_dust = self.settle(unsafe, most).leaves_dust
        return np.where(leaves_dust, self._largest_without_dust(unsafe), most) if leaves_dust.any() else most

    def closeable_debt(self, unsafe: UnsafePositions) -> FloatArray:
        """Largest repayment that one call may make, shape (n,), units of the debt asset."""
        collateral_value = unsafe.collateral * unsafe.collateral_price
        debt_value = unsafe.debt * unsafe.debt_price
        large = (collateral_value >= self.full_close_value) & (debt_value >= self.full_close_value)
        partly = large & (unsafe.health > self.full_close_health)
        whole = unsafe.total_debt_value / unsafe.debt_price if self.close_factor_of == "position" else unsafe.debt
        part = np.minimum(unsafe.debt, self.close_factor * whole)
        return np.where(partly, part, unsafe.debt)

    def _spread(self, unsafe: UnsafePositions) -> FloatArray | float:
        """Value seized per value repaid: with this rule's bonus, or where the margin rule sets one (n,), with that."""
        own = 1.0 + float(self.liquidation_bonus[unsafe.collateral_column])
        return own if unsafe.bonus is None else np.where(np.isnan(unsafe.bonus), own, 1.0 + unsafe.bonus)

    def _leaves_dust(self, unsafe: UnsafePositions, repaid: FloatArray, seized: FloatArray) -> BoolArray:
        debt_left = unsafe.debt - repaid
        collateral_left = unsafe.collateral - seized
        closed = (debt_left <= 0.0) | (collateral_left <= 0.0)
        small = (debt_left * unsafe.debt_price < self.dust_value) | (
            collateral_left * unsafe.collateral_price < self.dust_value
        )
        return ~closed & small

    def _largest_without_dust(self, unsafe: UnsafePositions) -> FloatArray:
        """What may be repaid if neither leftover may fall below `dust_value`; 0 if one is that small already."""
        spread = self._spread(unsafe)
        debt_value = unsafe.debt * unsafe.debt_price - self.dust_value
        collateral_value = (unsafe.collateral * unsafe.collateral_price - self.dust_value) / spread
        within = np.maximum(0.0, np.minimum(debt_value, collateral_value)) / unsafe.debt_price
        return np.asarray(within * JUST_BELOW, dtype=np.float64)
