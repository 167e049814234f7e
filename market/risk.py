"""Ratios that say how far a position is from trouble: pure functions."""

import numpy as np

from firesale.market.arrays import FloatArray


def weighted_sum(amounts: FloatArray, weights: FloatArray) -> FloatArray:
    """Sum over columns of amounts (n, k) times weights (k,), shape (n,), added in the order of the columns.

    Not a matrix product: the same row must give the same bits whichever other rows are beside it.
    """
    total: FloatArray = amounts[:, 0] * weights[0]
    for column in range(1, len(weights)):
        total += amounts[:, column] * weights[column]
    return total


def health_factor(weighted_collateral: FloatArray, debt: FloatArray) -> FloatArray:
    """Threshold-weighted collateral value over debt value, shape (n,); infinite without debt. Below 1 is unsafe."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(debt > 0.0, weighted_collateral / debt, np.inf)


def loan_to_value(collateral: FloatArray, debt: FloatArray) -> FloatArray:
    """Debt value over collateral value; 0 without debt, infinite for debt without collateral."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(debt > 0.0, debt / collateral, 0.0)


def utilisation(debt: float, cash: float) -> float:
    """Share of a reserve that is lent out. Source: Aave v3, debt / (virtual liquidity + debt)."""
    return debt / (cash + debt) if debt > 0.0 else 0.0


def toxic_loan_to_value(liquidation_bonus: float) -> float:
    """Loan-to-value above which a liquidation lowers the health factor. Source: Warmuz, Chaudhary and Pinna, toxic liquidation spirals."""
    return 1.0 / (1.0 + liquidation_bonus)


def toxic_health_factor(liquidation_threshold: float, liquidation_bonus: float) -> float:
    """Health factor below which a liquidation lowers it further: the same frontier in units of health."""
    return liquidation_threshold * (1.0 + liquidation_bonus)


def toxic_loan_to_value_on_exchange(liquidation_bonus: float, sold: float, reserve: float) -> float:
    """The frontier when the collateral is sold on a constant product exchange that holds `reserve` of it."""
    return 1.0 / ((1.0 + liquidation_bonus) * (1.0 + 2.0 * sold / reserve))
