"""No funding: positions cost nothing to hold."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.funding.base import Conditions, FundingRule


@dataclass(frozen=True)
class NoFunding(FundingRule):
    """Nobody pays anybody: the channel of funding switched off."""

    @override
    def rate(self, conditions: Conditions) -> FloatArray:
        return np.zeros(len(conditions.index))
