"""What a margin rule answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class Positions:
    """n positions at given prices: what is pledged and what is owed."""

    collateral: FloatArray  # (n, k), units
    debt: FloatArray  # (n, d), units
    collateral_price: FloatArray  # (k,), numeraire per unit
    debt_price: FloatArray  # (d,), numeraire per unit
    standing: FloatArray | None = None  # (n,), multiple of the haircut that each account bears; none: all 1


@dataclass(frozen=True)
class MarginRule(ABC):
    """Safe or not. The watch list relies on the law below; a rule that breaks it says so, and its venue looks at every position each time.

    Law (contract tests): if every collateral price falls by at most the ratio r and every debt price rises by at most s,
    health falls by at most the factor r / s.
    """

    watched: ClassVar[bool] = True  # the law holds

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def health(self, positions: Positions) -> FloatArray:
        """Health of each position, shape (n,): below 1 it may be liquidated; infinite without debt."""

    @abstractmethod
    def may_open(self, positions: Positions) -> BoolArray:
        """Which positions satisfy the stricter requirement for new debt, shape (n,)."""

    @property
    def sets_bonus(self) -> bool:
        """Whether it may set a liquidation bonus in place of the mechanism's."""
        return False

    def liquidation_bonus(self, positions: Positions, column: int) -> FloatArray | None:
        """The bonus (n,) of one collateral that goes before the mechanism's, NaN where it does not; None if it sets none."""
        return None

    def thresholds(self, positions: Positions) -> FloatArray:
        """Debt value per collateral value at which each position would be unsafe, (n, k), for each collateral alone."""
        n, k = positions.collateral.shape
        d = positions.debt.shape[1]
        one_unit_each = Positions(np.eye(k), np.ones((k, d)), np.ones(k), np.ones(d) / d)
        return np.tile(self.health(one_unit_each), (n, 1))

    @property
    def has_ceilings(self) -> bool:
        """Whether debt is limited over all positions together."""
        return False

    def over_ceiling(self, positions: Positions) -> BoolArray:
        """Of all positions of a venue (n,): those whose debts together are above a ceiling that they share."""
        return np.zeros(len(positions.debt), dtype=np.bool_)
