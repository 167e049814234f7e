"""Incentive that follows from the liquidation threshold: the higher the threshold, the smaller the bonus."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, PerAsset, Range
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions
from firesale.market.liquidation.capping import capped

Factor = Annotated[float, Range(1.0, high_excluded=True)]


@dataclass(frozen=True)
class LltvIncentive(Spread):
    """Value seized per value repaid = min(largest, 1 / (1 - cursor (1 - threshold))); the whole debt may be repaid at once.

    With the defaults this is min(1.15, 1 / (0.3 LLTV + 0.7)). No fee, no least size. The thresholds must be those of the margin rule.
    Source: Morpho Blue, `Morpho.liquidate` and `ConstantsLib` (LIQUIDATION_CURSOR 0.3, MAX_LIQUIDATION_INCENTIVE_FACTOR 1.15).
    """

    liquidation_threshold: Annotated[FloatArray, PerAsset("collateral"), FRACTION]  # (k,), LLTV as in the margin rule
    cursor: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.3  # how fast the bonus grows below threshold 1
    largest_factor: Factor = 1.15  # most value seized per value repaid

    @override
    def settle(self, unsafe: UnsafePositions, repayment: FloatArray) -> Settlement:
        wanted = np.minimum(repayment, unsafe.debt)
        repaid, seized = capped(unsafe, wanted, float(self.factor[unsafe.collateral_column]))
        return Settlement(repaid, seized, np.zeros(len(repaid)), np.zeros(len(repaid), dtype=np.bool_))

    @override
    def largest_repayment(self, unsafe: UnsafePositions) -> FloatArray:
        return unsafe.debt

    @property
    def factor(self) -> FloatArray:
        """Value seized per value repaid, for each collateral (k,)."""
        return np.minimum(self.largest_factor, 1.0 / (1.0 - self.cursor * (1.0 - self.liquidation_threshold)))
