"""The price at which a position becomes unsafe, and the one at which nothing is left."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.perpetuals.tiers import maintenance_amounts

ROUNDING = 1e-12
"""Part of the bound of a tier by which a value may be off."""


def liquidation_price(
    balance: FloatArray, size: FloatArray, maintenance: FloatArray | float, amount: FloatArray | float = 0.0
) -> FloatArray:
    """Price (n,) at which account value equals maintenance * notional - amount, other prices held fixed; 0 if no price does that.

    `balance` (n,) holds the account's balance and the value of its other positions less their maintenance requirements (cross margin), or the
    balance of this position alone (isolated margin). `amount` is the maintenance amount of the tier. Source: Binance USD-M, liquidation price
    (second-hand): (wallet + cum - q * entry) / (|q| * (m - side)); the same as dYdX and, in its form, Hyperliquid.
    """
    above, per_price = np.broadcast_arrays(balance + amount, np.abs(size) * maintenance - size)
    price = np.divide(above, per_price, out=np.zeros(above.shape), where=per_price != 0.0)
    return np.asarray(np.maximum(0.0, price), dtype=np.float64)


def tiered_liquidation_price(
    balance: FloatArray, size: FloatArray, largest: FloatArray, fractions: FloatArray
) -> FloatArray:
    """The same (n,) for a requirement in tiers (t,): with the fraction and the amount of the tier that the position is in at that price.

    That may be another tier than the one it is in now. The requirement has no jump and account value changes faster than it, so one tier fits.
    """
    amounts = maintenance_amounts(largest, fractions)
    each = liquidation_price(balance[:, None], size[:, None], fractions, amounts)
    lower = np.concatenate(([0.0], largest[:-1]))
    notional = np.abs(size)[:, None] * each
    fits = (notional >= lower * (1.0 - ROUNDING)) & (notional <= np.append(largest[:-1], np.inf) * (1.0 + ROUNDING))
    price = np.take_along_axis(each, fits.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.where(fits.any(axis=1), price, 0.0)


def bankruptcy_price(balance: FloatArray, size: FloatArray) -> FloatArray:
    """Price (n,) at which nothing is left; 0 if a fall to nothing leaves something. Measured from the entry, never from the current mark."""
    return liquidation_price(balance, size, 0.0)
