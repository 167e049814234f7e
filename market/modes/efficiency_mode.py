"""A category of assets that move together: better terms while only such assets are owed."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import AmongAssets, Fraction, check_fields
from firesale.market.errors import BadValueError


@dataclass(frozen=True)
class EfficiencyMode:
    """The terms of its collaterals while every debt of the account is one of its debts. Source: Aave v3.2, "liquid eModes"."""

    collateral: Annotated[BoolArray, AmongAssets("collateral")]  # (k,), those that count with the terms below
    debt: Annotated[BoolArray, AmongAssets("debt")]  # (d,), those that may be owed
    loan_to_value: Fraction  # most debt value per collateral value
    liquidation_threshold: Fraction  # debt value at which it is unsafe
    liquidation_bonus: Fraction  # extra collateral for the liquidator, in place of the mechanism's

    def __post_init__(self) -> None:
        check_fields(self)
        if self.loan_to_value > self.liquidation_threshold:
            raise BadValueError(
                "EfficiencyMode.loan_to_value",
                self.loan_to_value,
                f"not above liquidation_threshold, {self.liquidation_threshold}",
            )

    def is_open_to(self, debt: FloatArray) -> BoolArray:
        """Which positions, owing `debt` (n, d), owe nothing but its debts, (n,)."""
        nothing_else: BoolArray = np.all((debt <= 0.0) | self.debt, axis=1)
        return nothing_else
