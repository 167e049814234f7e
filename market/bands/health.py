"""How far positions in bands are from hard liquidation."""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray


def health(down: FloatArray, debt: FloatArray, liquidation_discount: float) -> FloatArray:
    """x_down (1 - liquidation_discount) / debt - 1, (n,): below 0 it may be closed; infinite without debt. Source: `Controller._health`."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(debt > 0.0, down * (1.0 - liquidation_discount) / debt - 1.0, np.inf)


def full_health(
    of_bands: FloatArray, oracle: float, first_top: FloatArray, y: FloatArray, debt: FloatArray, untouched: BoolArray
) -> FloatArray:
    """Health with the way that the price has to fall before it reaches the first band: + (p_o - top) y / debt, (n,), where bands are untouched.

    `untouched`: the position's bands all lie beyond the active one. Source: `Controller._health` with `full`.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        way = np.maximum(0.0, oracle - first_top) * y / debt
        return np.where(untouched & (debt > 0.0), of_bands + way, of_bands)
