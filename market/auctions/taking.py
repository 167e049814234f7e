"""Taking a part of a lot in a Dutch auction. Source: Maker dss, clip.sol, `take`."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray

JUST_BELOW = 1.0 - 1e-12
"""Keeps rounding from refusing what is exactly at the limit."""


@dataclass(frozen=True, slots=True)
class Taking:
    """All (n,): units of the debt asset paid, units of collateral got, and whether the taking is refused as it would leave too small a tab."""

    paid: FloatArray
    got: FloatArray
    refused: BoolArray


def taking(lot: FloatArray, tab: FloatArray, price: FloatArray, amount: FloatArray, smallest_tab: float) -> Taking:
    """Terms for up to `amount` of lots (n,) at a price (n,), debt units per unit, when `tab` (n,) is still to be raised.

    Nobody pays more than the tab. A part must leave a tab of at least `smallest_tab`: it is cut so that just this stays, or refused if the
    tab is not larger than that. What is left of the lot when the tab is raised is the owner's.
    """
    slice_ = np.minimum(lot, amount)
    owe = slice_ * price
    whole = owe > tab * JUST_BELOW
    part = ~whole & (owe < tab) & (slice_ < lot)
    small = part & (tab - owe < smallest_tab * JUST_BELOW)
    owe = np.where(whole, tab, np.where(small, np.maximum(0.0, tab - smallest_tab), owe))
    per_price = np.divide(owe, price, out=np.zeros_like(owe), where=price > 0.0)
    slice_ = np.where(whole | small, per_price, slice_)
    return Taking(owe, np.minimum(slice_, lot), small & (tab <= smallest_tab))
