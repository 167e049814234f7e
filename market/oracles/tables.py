"""Parameters of oracles that are tables by asset: only the assets that are named are treated."""

from collections.abc import Container, Mapping

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation


def check_table(key: str, table: Mapping[str, float], allowed: Range, among: Container[str] | None = None) -> None:
    """Refuse a number outside its range, and an asset that another table leaves out. Raises BadValueError."""
    for asset, number in table.items():
        if not allowed.allows(number):
            raise BadValueError(f"{key}.{asset}", number, str(allowed))
        if among is not None and asset not in among:
            raise BadValueError(f"{key}.{asset}", asset, "an asset that the oracle treats")


def column_of(asset: str, observation: Observation) -> int:
    """The column of an asset. Raises BadValueError."""
    columns = observation.quotes.columns
    if asset not in columns:
        raise BadValueError("asset of an oracle", asset, f"one of {', '.join(columns)}")
    return columns[asset]


def by_column(assets: Mapping[str, object], given: Mapping[str, float], otherwise: FloatArray) -> FloatArray:
    """One number per asset (k,), in their order; `otherwise` (k,) where none is given."""
    return np.array([given.get(asset, other) for asset, other in zip(assets, otherwise.tolist(), strict=True)])
