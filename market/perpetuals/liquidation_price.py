"""The price at which a position becomes unsafe, and the one at which nothing is left."""

import numpy as np

from firesale.market.arrays import FloatArray


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
    return np.maximum(0.0, price)


def bankruptcy_price(balance: FloatArray, size: FloatArray) -> FloatArray:
    """Price (n,) at which nothing is left; 0 if a fall to nothing leaves something. Measured from the entry, never from the current mark."""
    return liquidation_price(balance, size, 0.0)
