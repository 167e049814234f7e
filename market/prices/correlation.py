"""Normal shocks that several assets share, drawn so that an asset added at the end changes nothing before it."""

from collections.abc import Mapping, Sequence

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import Range
from firesale.market.errors import BadValueError
from firesale.market.prices.per_asset import NumberOrTable, check_names, check_numbers
from firesale.market.streams import Streams

CORRELATION = Range(-1.0, 1.0, low_excluded=True, high_excluded=True)
SMALLEST_PIVOT = 1e-12  # below it, rounding alone decides whether the matrix is positive definite


def pair_of(key: str, names: str) -> tuple[str, str]:
    """The two assets of "ETH,BTC". Raises BadValueError."""
    assets = tuple(name.strip() for name in names.split(","))
    if len(assets) != 2 or assets[0] == assets[1] or "" in assets:
        raise BadValueError(key, names, 'two different assets, as in "ETH,BTC"')
    return assets


def check_correlation(key: str, correlation: NumberOrTable) -> None:
    """Refuse what cannot be a correlation whatever the assets are. Raises BadValueError."""
    check_numbers(key, correlation, CORRELATION)
    if isinstance(correlation, Mapping):
        seen: set[frozenset[str]] = set()
        for names in correlation:
            pair = frozenset(pair_of(key, names))
            if pair in seen:
                raise BadValueError(key, names, "each pair once, in either order")
            seen.add(pair)


def correlation_matrix(key: str, correlation: NumberOrTable, assets: Sequence[str], moves: BoolArray) -> FloatArray:
    """Shape (n, n). A single number is for all pairs of assets that move; pairs that a table leaves out have zero."""
    if not isinstance(correlation, Mapping):
        matrix = np.where(np.outer(moves, moves), correlation, 0.0)
    else:
        matrix = np.zeros((len(assets), len(assets)))
        for names, number in correlation.items():
            pair = pair_of(key, names)
            check_names(key, pair, assets)
            first, second = (assets.index(name) for name in pair)
            matrix[first, second] = matrix[second, first] = number
    np.fill_diagonal(matrix, 1.0)
    return matrix


def lower_factor(key: str, matrix: FloatArray, assets: Sequence[str]) -> FloatArray:
    """Cholesky factor L, L L' = matrix, row by row: bits of a row do not depend on later rows, as they may in LAPACK.

    Raises BadValueError if the matrix is not positive definite, naming the asset at which it ceases to be.
    """
    if np.array_equal(matrix, np.eye(len(assets))):
        return matrix.copy()
    factor = np.zeros_like(matrix)
    for row, asset in enumerate(assets):
        for column in range(row):
            rest = matrix[row, column] - factor[row, :column] @ factor[column, :column]
            factor[row, column] = rest / factor[column, column]
        pivot = matrix[row, row] - factor[row, :row] @ factor[row, :row]
        if pivot < SMALLEST_PIVOT:
            received = f"{matrix[row, :row].tolist()} of {asset} with {', '.join(assets[:row])}"
            raise BadValueError(key, received, "correlations whose matrix is positive definite")
        factor[row, row] = np.sqrt(pivot)
    return factor


def normals(assets: Sequence[str], count: int, streams: Streams, *purpose: str) -> FloatArray:
    """Independent standard normal numbers, shape (count, n), each asset's from its own stream."""
    columns = [streams.generator("prices", asset, *purpose).standard_normal(count) for asset in assets]
    return np.stack(columns, axis=1)


def correlated(factor: FloatArray, independent: FloatArray) -> FloatArray:
    """Shocks with the correlations of the factor, shape (count, n)."""
    # A matrix product may sum in an order that depends on n, and so change the last bits when an asset is added.
    shocks = np.zeros_like(independent)
    for row in range(len(factor)):
        for column in np.flatnonzero(factor[row]):
            shocks[:, row] += factor[row, column] * independent[:, column]
    return shocks
