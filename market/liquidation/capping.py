"""Terms of a sale at a given spread, cut to the collateral that there is."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.liquidation.base import UnsafePositions


def capped(unsafe: UnsafePositions, wanted: FloatArray, spread: FloatArray | float) -> tuple[FloatArray, FloatArray]:
    """Debt repaid and collateral seized (n,), units, for repaying `wanted` (n,) at `spread` value seized per value repaid.

    Where the collateral is not enough, all of it is seized for what it is worth at that spread.
    """
    value = wanted * unsafe.debt_price
    with np.errstate(divide="ignore", invalid="ignore"):  # worthless collateral is seized for nothing
        seized_for_wanted = np.where(value > 0.0, value / unsafe.collateral_price * spread, 0.0)
    limited = seized_for_wanted > unsafe.collateral
    worth = unsafe.collateral * unsafe.collateral_price / (unsafe.debt_price * spread)
    repaid = np.where(limited, np.minimum(worth, wanted), wanted)
    return repaid, np.where(limited, unsafe.collateral, seized_for_wanted)
