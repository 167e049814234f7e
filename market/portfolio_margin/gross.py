"""Gross: every position for itself."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.listing import Listing


@dataclass(frozen=True)
class Gross(PortfolioMargin):
    """Adds up what another rule asks for each contract alone: nothing is set against anything else. What netting is compared with.

    Source: gross margining of client accounts (CPMI-IOSCO, Principles for Financial Market Infrastructures 2012, principle 14; unverified).
    """

    of: PortfolioMargin  # the rule for one contract

    @override
    def requirement(self, positions: FloatArray, listing: Listing) -> FloatArray:
        one_each = np.eye(positions.shape[1])
        bought = self.of.requirement(one_each, listing)
        sold = self.of.requirement(-one_each, listing)
        return np.asarray(np.maximum(positions, 0.0) @ bought + np.maximum(-positions, 0.0) @ sold, dtype=np.float64)
