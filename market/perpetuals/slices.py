"""How much of an unsafe position to close, what that costs, and what it leaves unpaid. Sizes are absolute, shape (n,)."""

import numpy as np

from firesale.market.arrays import FloatArray


def liquidation_fee(
    closed: FloatArray, mark: FloatArray, of_mark: float, executed: FloatArray | float = 0.0, of_executed: float = 0.0
) -> FloatArray:
    """Fee in units of the margin asset: a fraction of the mark value and a fraction of the executed value. Source: arXiv:2512.01112."""
    return closed * (of_mark * mark + of_executed * executed)


def restoring_slice(
    size: FloatArray,
    value: FloatArray,
    mark: FloatArray,
    executed: FloatArray,
    maintenance: FloatArray | float,
    fee: FloatArray | float = 0.0,
) -> FloatArray:
    """The least that must be closed for the account value to meet the requirement again; everything if no part does.

    Each unit frees `maintenance * mark` and loses the distance to the execution price and the fee (a fraction of the mark).
    Source: arXiv:2512.01112. With execution at mark it is Drift's base to transfer, shortage / (price (MR - fee) - price * fund fee).
    """
    freed = maintenance * mark - np.abs(executed - mark) - fee * mark
    missing = np.maximum(0.0, maintenance * mark * size - value)
    with np.errstate(divide="ignore", invalid="ignore"):
        slice_ = np.where(freed > 0.0, missing / freed, np.inf)
    return np.where(missing > 0.0, np.minimum(size, slice_), 0.0)


def bad_debt(closed: FloatArray, side: FloatArray, bankruptcy: FloatArray, executed: FloatArray) -> FloatArray:
    """What closing beyond the bankruptcy price leaves unpaid. `side`: 1 long, -1 short; prices in margin units per unit."""
    return closed * np.maximum(0.0, side * (bankruptcy - executed))
