"""What oracles may read at one moment: fundamental prices, and what each exchange shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Quotes:
    """Prices in the numeraire. What no exchange that is asked trades is read at its fundamental price."""

    fundamental: FloatArray = field(default_factory=lambda: np.zeros(0))  # (m,)
    shown: Mapping[str, tuple[int, float]] = field(default_factory=dict)  # exchange -> column of its base asset, price
    columns: Mapping[str, int] = field(default_factory=dict)  # asset -> column
    redeemed: Mapping[str, float] = field(
        default_factory=dict
    )  # receipt token that is traded -> units of its underlying

    def read(self, sources: Sequence[str]) -> FloatArray:
        """Prices (m,): the median over those of the sources that trade an asset."""
        prices = self.fundamental.copy()
        of_column: dict[int, list[float]] = {}
        for source in sources:
            column, price = self.shown[source]
            of_column.setdefault(column, []).append(price)
        for column, found in of_column.items():
            prices[column] = found[0] if len(found) == 1 else np.median(found)
        return prices

    def each(self, sources: Sequence[str], assets: int) -> FloatArray:
        """Prices (s, assets) by source, NaN where a source does not trade an asset."""
        prices = np.full((len(sources), assets), np.nan)
        for row, source in enumerate(sources):
            column, price = self.shown[source]
            prices[row, column] = price
        return prices
