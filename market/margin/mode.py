"""One way in which an account may be counted."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.margin.base import Positions
from firesale.market.modes.efficiency_mode import EfficiencyMode
from firesale.market.risk import weighted_sum


@dataclass(frozen=True, slots=True)
class Mode:
    """What each collateral counts for in it, (k,)."""

    limit: FloatArray  # new debt value per collateral value
    threshold: FloatArray  # debt value per collateral value at which it is unsafe
    bonus: FloatArray  # of liquidations, NaN where the mechanism's own holds
    category: EfficiencyMode | None = None  # open only to who owes nothing but its debts

    def worth(self, positions: Positions, weights: FloatArray) -> FloatArray:
        """Collateral value times `weights` (k,), shape (n,); nothing where the mode is not open."""
        worth = weighted_sum(positions.collateral, positions.collateral_price * weights)
        return worth if self.category is None else np.where(self.category.is_open_to(positions.debt), worth, 0.0)
