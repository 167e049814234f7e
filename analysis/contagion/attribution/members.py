"""The liquidations that a source consists of: whose sales, or whose bad debt."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns, sums
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Members(Columns):
    """Liquidations behind sources; every column is of shape (j,)."""

    source: IntArray
    liquidation: IntArray
    sequence: IntArray  # moment of the sale or the loss
    weight: FloatArray  # how much of the source it is: moved log price, or units lost

    def shares(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Source, liquidation and weight, each pair once and in order; the weights of a source sum to 1."""
        count = int(self.liquidation.max(initial=-1)) + 1
        key, place = np.unique(self.source * count + self.liquidation, return_inverse=True)
        source, liquidation = np.divmod(key, max(count, 1))
        weight = sums(place, self.weight, len(key))
        total = sums(source, weight, int(source.max(initial=-1)) + 1)[source]
        return source, liquidation, np.divide(weight, total, out=np.zeros(len(key)), where=total > 0.0)
