"""Funding by premium: what the market is above the index, with a calm zone around the interest rate."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, Positive
from firesale.market.funding.base import Conditions, FundingRule
from firesale.market.perpetuals.mark import premium


@dataclass(frozen=True)
class Premium(FundingRule):
    """F = P + clamp(interest - P, -zone, +zone) per period, paid in proportion to the time passed.

    Source: Hyperliquid documentation and Binance USD-M (second-hand). With interest and zone 0 and a period of a day it is Perp v2's
    (mark - index) dt / day. The largest rate: dYdX v4 takes 6 (initial - maintenance margin) for eight
    hours, so an eighth of it for a payment each hour.
    """

    interest: NotNegative = 0.0001  # fraction per period
    zone: NotNegative = 0.0005  # fraction; a premium within it changes nothing
    period: Positive = 28_800.0  # seconds that the rate is for
    largest: NotNegative = 0.03  # of the value of a position per payment, either way

    @override
    def rate(self, conditions: Conditions) -> FloatArray:
        above = premium(conditions.mark, conditions.index)
        whole = above + np.clip(self.interest - above, -self.zone, self.zone)
        return np.clip(whole * conditions.seconds / self.period, -self.largest, self.largest)
