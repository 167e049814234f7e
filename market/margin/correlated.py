"""Correlated: the haircuts of one position add up by the correlation of its collaterals."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.margin.base import Positions
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.risk import weighted_sum


@dataclass(frozen=True)
class Correlated(LoanToValue):
    """What counts is the value less sqrt(u' C u), u = value times haircut (1 - threshold): less of it is lost where prices do not move together.

    The law of the watch list holds: it is homogeneous in prices, and rises with each of them as no haircut is above 1 (Cauchy and Schwarz). With
    all correlations 1 it is `LoanToValue`. What may be borrowed keeps the proportion that it has there. Made by the engine `basket`.
    """

    correlation: FloatArray  # (k, k)

    @override
    def counted(self, positions: Positions, part: FloatArray) -> FloatArray:
        threshold = self.liquidation_threshold
        value = positions.collateral * positions.collateral_price
        haircut = np.broadcast_to(1.0 - threshold, value.shape)
        if positions.standing is not None:
            haircut = np.minimum(1.0, positions.standing[:, None] * haircut)
        plain = super().counted(positions, threshold)
        borrowed = super().counted(positions, part)
        share = np.divide(borrowed, plain, out=np.zeros(len(plain)), where=plain > 0.0)
        worth = weighted_sum(positions.collateral, positions.collateral_price)
        return np.asarray((worth - self._portfolio_haircut(value * haircut)) * share, dtype=np.float64)

    def _portfolio_haircut(self, haircut: FloatArray) -> FloatArray:
        """Of positions with haircuts (n, k), numeraire, (n,). By columns: a row has the same bits whatever is beside it."""
        square = np.zeros(len(haircut))
        for column, row in enumerate(self.correlation):
            square += haircut[:, column] * weighted_sum(haircut, row)
        return np.sqrt(np.maximum(0.0, square))
