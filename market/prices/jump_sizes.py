"""Normal log jumps: their parameters, and what they add to the mean price."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NOT_NEGATIVE, Range
from firesale.market.prices.per_asset import FINITE, NumberOrTable, check_numbers, per_asset

RATE = Range(0.0, 1e6, unit="per year")
Rate = Annotated[float, RATE]


@dataclass(frozen=True, slots=True)
class JumpSizes:
    """Mean and deviation of the log jumps of `owner`, a price process. Methods raise BadValueError."""

    owner: str  # begins the key of an error
    mean: NumberOrTable
    deviation: NumberOrTable  # not negative
    prefix: str = ""  # of the names of the fields

    def check(self) -> None:
        """Refuse what cannot hold whatever the assets are."""
        check_numbers(f"{self.owner}.{self.prefix}mean_log_jump", self.mean, FINITE)
        check_numbers(f"{self.owner}.{self.prefix}log_jump_deviation", self.deviation, NOT_NEGATIVE)

    def of(self, assets: Sequence[str], moves: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Mean and deviation of each asset, shape (n,) each."""
        mean = per_asset(f"{self.owner}.{self.prefix}mean_log_jump", self.mean, assets, moves)
        return mean, per_asset(f"{self.owner}.{self.prefix}log_jump_deviation", self.deviation, assets, moves)


def growth(mean: FloatArray, deviation: FloatArray) -> FloatArray:
    """Relative change of the mean price by one jump, E[exp(jump)] - 1."""
    changed: FloatArray = np.expm1(mean + deviation**2 / 2.0)
    return changed
