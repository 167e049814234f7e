"""Static credit margin: a loan-to-value for new debt and a liquidation threshold for old, per collateral."""

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
        counted = weighted_sum(positions.collateral, positions.collateral_price * self.liquidation_threshold)
        return health_factor(counted, weighted_sum(positions.debt, positions.debt_price))

    @override
    def may_open(self, positions: Positions) -> BoolArray:
        limit = weighted_sum(positions.collateral, positions.collateral_price * self.loan_to_value)
        allowed: BoolArray = weighted_sum(positions.debt, positions.debt_price) <= limit
        return allowed
