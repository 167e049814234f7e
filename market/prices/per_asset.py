"""Parameters that are one number for every asset that moves, or a table with a number for each asset named."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import Range
from firesale.market.errors import BadValueError

FINITE = Range(low_excluded=True, high_excluded=True)
NumberOrTable = float | Mapping[str, float]
"""One number for all, or asset -> number; an asset that a table leaves out has zero."""


def check_numbers(key: str, given: NumberOrTable, allowed: Range) -> None:
    """Refuse a number outside its range, wherever it stands. Raises BadValueError naming key and asset."""
    table = (
        {f"{key}.{asset}": number for asset, number in given.items()} if isinstance(given, Mapping) else {key: given}
    )
    for place, number in table.items():
        if not allowed.allows(number):
            raise BadValueError(place, number, str(allowed))


def check_names(key: str, names: Iterable[str], assets: Sequence[str]) -> None:
    """Refuse a name that is no asset, or the numeraire, which is the first. Raises BadValueError."""
    for name in names:
        if name not in assets[1:]:
            raise BadValueError(key, name, f"one of {', '.join(assets[1:])}")


def check_numeraire(assets: Sequence[str], initial: FloatArray) -> None:
    """Refuse a list whose first asset cannot be the numeraire. Raises BadValueError."""
    if initial[0] != 1.0:
        raise BadValueError(f"initial price of {assets[0]}", float(initial[0]), "1: the first asset is the numeraire")


def all_but_numeraire(assets: Sequence[str]) -> BoolArray:
    """False for the first asset only, shape (n,)."""
    return np.arange(len(assets)) > 0


def per_asset(key: str, given: NumberOrTable, assets: Sequence[str], moves: BoolArray) -> FloatArray:
    """The parameter as one number per asset, shape (n,), zero where the asset does not move. Raises BadValueError."""
    if not isinstance(given, Mapping):
        return np.where(moves, given, 0.0)
    check_names(key, given, assets)
    for asset, number in given.items():
        if number != 0.0 and not moves[assets.index(asset)]:
            raise BadValueError(f"{key}.{asset}", number, "0, as an asset without volatility stays constant")
    return np.array([given.get(asset, 0.0) for asset in assets])
