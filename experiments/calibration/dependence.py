"""Correlations of returns across assets, such that a scenario can use them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from firesale.experiments.price_history import History
from firesale.market.arrays import FloatArray

LEAST_EIGENVALUE = 1e-3
DIGITS = 4


def correlations(history: History, assets: Sequence[str]) -> dict[str, Any]:
    """`correlation` by pairs, as measured; nothing for one asset."""
    if len(assets) < 2:
        return {}
    return {"correlation": by_pair(assets, np.stack([history.of(asset) for asset in assets], axis=1))}


def by_pair(assets: Sequence[str], returns: FloatArray, weights: FloatArray | None = None) -> dict[str, float]:
    """Correlation of each pair of columns of (r, n), the rows weighted."""
    matrix = positive_definite(_matrix(returns, weights))
    return {
        f"{assets[i]},{assets[j]}": round(float(matrix[i, j]), DIGITS)
        for i in range(len(assets))
        for j in range(i + 1, len(assets))
    }


def positive_definite(matrix: FloatArray) -> FloatArray:
    """The matrix, drawn towards independence as far as it must be to stay positive definite when its numbers are rounded."""
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least >= LEAST_EIGENVALUE:
        return matrix
    share = (LEAST_EIGENVALUE - least) / (1.0 - least)
    drawn: FloatArray = (1.0 - share) * matrix + share * np.eye(len(matrix))
    return drawn


def _matrix(returns: FloatArray, weights: FloatArray | None) -> FloatArray:
    covariance = np.atleast_2d(np.cov(returns.T, aweights=weights))
    deviation = np.sqrt(np.diag(covariance))
    scale = np.where(deviation > 0.0, deviation, 1.0)
    matrix: FloatArray = covariance / np.outer(scale, scale)
    np.fill_diagonal(matrix, 1.0)
    return matrix
