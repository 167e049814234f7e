"""Credit margin: a loan-to-value for new debt and a liquidation threshold for old, per collateral."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import FRACTION, PerAsset
from firesale.market.errors import BadValueError
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.risk import health_factor, weighted_sum


@dataclass(frozen=True)
class LoanToValue(MarginRule):
    """Collateral counts with its threshold. Source: Aave v3, `GenericLogic.calculateUserAccountData` and `ValidationLogic`."""

    loan_to_value: Annotated[FloatArray, PerAsset("collateral"), FRACTION]  # (k,), most debt value per collateral value
    liquidation_threshold: Annotated[
        FloatArray, PerAsset("collateral"), FRACTION
    ]  # (k,), debt value at which it is unsafe

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.any(self.loan_to_value > self.liquidation_threshold):
            raise BadValueError(
                "LoanToValue.loan_to_value", self.loan_to_value.tolist(), "not above liquidation_threshold"
            )

    @override
    def health(self, positions: Positions) -> FloatArray:
        counted = self.counted(positions, self.liquidation_threshold)
        return health_factor(counted, weighted_sum(positions.debt, positions.debt_price))

    @override
    def may_open(self, positions: Positions) -> BoolArray:
        limit = self.counted(positions, self.loan_to_value)
        allowed: BoolArray = weighted_sum(positions.debt, positions.debt_price) <= limit
        return allowed

    def counted(self, positions: Positions, part: FloatArray) -> FloatArray:
        """Value of collateral, of each of which a part (k,) counts: the threshold, or what may be borrowed on it (n,)."""
        price = positions.collateral_price
        if positions.standing is None:
            return weighted_sum(positions.collateral, price * part)
        return weighted_sum(positions.collateral * self.of_account(positions.standing, part), price)

    def of_account(self, standing: FloatArray, part: FloatArray) -> FloatArray:
        """What of `part` (k,) is left at each account's multiple (n,) of the haircut, (n, k): in proportion to its own threshold."""
        kept = 1.0 - np.minimum(1.0, standing[:, None] * (1.0 - self.liquidation_threshold))
        threshold = self.liquidation_threshold
        share = np.divide(part, threshold, out=np.zeros(len(threshold)), where=threshold > 0.0)
        return np.asarray(kept * share, dtype=np.float64)
