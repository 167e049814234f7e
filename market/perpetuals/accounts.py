"""What a perpetual account is worth and how far it is levered.

An account is a balance of the margin asset and signed sizes: buying at a price takes `size * price` from the balance, selling adds it.
So a balance may be negative, sizes net to zero over all accounts, and all balances together are the margin that was paid in.
Source: dYdX v4, subaccounts; arXiv:2512.01112 counts margin from the entry price, which is `balance = margin - size * entry`.
"""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.risk import weighted_sum


def balance_at_entry(margin: FloatArray, size: FloatArray, entry: FloatArray) -> FloatArray:
    """Balance (n,) of accounts that paid in `margin` and opened one position of `size` at `entry`."""
    return margin - size * entry


def equity(balance: FloatArray, size: FloatArray, price: FloatArray) -> FloatArray:
    """Account value (n,): balance (n,) and size (n, m) at prices (m,), in units of the margin asset."""
    return balance + weighted_sum(size, price)


def leverage(notional: FloatArray, value: FloatArray) -> FloatArray:
    """Value of positions over account value; infinite where nothing is left, 0 without a position."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        levered = np.where(value > 0.0, notional / value, np.inf)
    return np.where(notional > 0.0, levered, 0.0)


def health(value: FloatArray, maintenance: FloatArray) -> FloatArray:
    """Account value over the maintenance requirement (n,), infinite without positions: below 1 it may be liquidated."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(maintenance > 0.0, value / maintenance, np.inf)


def average_entry(size: FloatArray, entry: FloatArray, change: FloatArray, price: FloatArray) -> FloatArray:
    """Entry price (n,) after a change of size at `price`: the mean of what was added; kept by a reduction; new after a turn."""
    after = size + change
    side = np.sign(size)  # of products of sizes nothing is asked: they may vanish
    added = side * np.sign(change) >= 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (size * entry + change * price) / after
    turned = side * np.sign(after) < 0.0
    found = np.where(added, mean, np.where(turned, price, entry))
    return np.where(after == 0.0, 0.0, found)


def profit(size: FloatArray, entry: FloatArray, price: FloatArray) -> FloatArray:
    """Unrealised profit (n,) of positions, in units of the margin asset."""
    return size * (price - entry)
