"""What to trade to reach a loan-to-value: closed forms on values (numeraire), before price impact.

A leverage L is a loan-to-value of 1 - 1/L, and a health h one of threshold / h, so one formula serves both. All arrays have shape (n,).
"""

import numpy as np

from firesale.market.arrays import FloatArray

Number = float | FloatArray


def leverage(loan_to_value: Number) -> Number:
    """Collateral value over equity: 1 / (1 - l). Negative for a debt above its collateral."""
    return 1.0 / (1.0 - loan_to_value)


def loan_to_value_at_leverage(leverage: Number) -> Number:
    """Debt value over collateral value at a leverage: 1 - 1/L."""
    return 1.0 - 1.0 / leverage


def loan_to_value_at_health(threshold: FloatArray, health: Number) -> FloatArray:
    """Debt value over collateral value at a health factor, for a position that is unsafe above `threshold`."""
    return threshold / health


def looped_leverage(loan_to_value: float, loops: int) -> float:
    """Collateral per unit of own capital after so many loops: 1 + l + l^2 + ... = (1 - l^(loops+1)) / (1 - l), at most 1 / (1 - l)."""
    return float((1.0 - loan_to_value ** (loops + 1)) / (1.0 - loan_to_value))


def sale_to_reach(collateral: FloatArray, debt: FloatArray, loan_to_value: FloatArray, rate: float) -> FloatArray:
    """Value s to sell so that, each unit repaying `rate` of debt, (debt - rate s) / (collateral - s) = loan_to_value.

    0 if it is there already; infinite if a sale at this rate only makes it worse.
    """
    excess = debt - loan_to_value * collateral
    gained = rate - loan_to_value
    sale = np.divide(excess, gained, out=np.full_like(excess, np.inf), where=gained > 0.0)
    return np.where(excess > 0.0, sale, 0.0)


def loan_to_reach(collateral: FloatArray, debt: FloatArray, loan_to_value: FloatArray, rate: float) -> FloatArray:
    """Value b to borrow so that, each unit buying `rate` of collateral, (debt + b) / (collateral + rate b) = loan_to_value.

    0 if it is there already; infinite if borrowing at this rate never gets there.
    """
    missing = loan_to_value * collateral - debt
    used = 1.0 - loan_to_value * rate
    loan = np.divide(missing, used, out=np.full_like(missing, np.inf), where=used > 0.0)
    return np.where(missing > 0.0, loan, 0.0)


def repayment_to_reach(collateral: FloatArray, debt: FloatArray, loan_to_value: FloatArray) -> FloatArray:
    """Value of debt to repay from other money: debt - l collateral; 0 if it is there already."""
    return np.maximum(0.0, debt - loan_to_value * collateral)


def posting_to_reach(collateral: FloatArray, debt: FloatArray, loan_to_value: FloatArray) -> FloatArray:
    """Value of collateral to post from other holdings: debt / l - collateral; 0 if it is there already."""
    return np.maximum(0.0, debt / loan_to_value - collateral)
