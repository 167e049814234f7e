"""How much collateral in bands may borrow, and into which bands it goes."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.bands.grid import BandGrid

ROUNDED_DOWN = 1e-4
"""Part of what might be borrowed that is left unused. Source: `Controller.max_borrowable`."""


def effective_collateral(
    grid: BandGrid, collateral: FloatArray, bands: FloatArray | IntArray, loan_discount: float
) -> FloatArray:
    """y_eff (n,): base units that, at the top of the first of `bands` bands (n,), are worth what all of them bring.

    Sum over k < N of c (1 - loan_discount) / (N sqrt(A / (A - 1))) ((A - 1) / A)^k. Source: `Controller.get_y_effective`.
    """
    q = 1.0 / grid.ratio
    counts = np.asarray(bands, dtype=np.float64)
    series = (1.0 - q**counts) / (1.0 - q)
    effective: FloatArray = collateral * (1.0 - loan_discount) / counts * np.sqrt(q) * series
    return effective


def first_band(grid: BandGrid, base: float, effective: FloatArray, debt: FloatArray) -> IntArray:
    """n1 (n,): the lowest prices at which the bands still bring the debt, floor(log(y_eff base / debt) / log(A / (A - 1))).

    Source: `Controller._calculate_debt_n1`; it counts from the active band, and its floor is the same.
    """
    limits = np.finfo(np.float64)
    with np.errstate(over="ignore"):  # next to no debt fits at any price, next to no collateral at none
        worth = np.clip(effective * base / debt, limits.tiny, limits.max)
    bands: IntArray = np.floor(np.log(worth) / grid.log_ratio).astype(np.int64)
    return bands


def max_borrowable(
    grid: BandGrid, base: float, oracle: float, effective: FloatArray, first_free: int | None = None
) -> FloatArray:
    """Most quote units (n,) that may be borrowed: y_eff times the top of the first band below the oracle price, or of the first one that is free.

    So up to one band less than y_eff times the oracle price. Source: `Controller.max_borrowable`, `max_p_base`.
    """
    band = grid.first_below(base, oracle)
    if first_free is not None:
        band = max(band, first_free)
    return effective * grid.top(base, band) * (1.0 - ROUNDED_DOWN)
