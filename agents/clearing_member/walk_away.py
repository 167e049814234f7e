"""Walk away: meet calls while there is something to lose."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.clearing_member.meeting_calls import Means, meet
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import ClearingHouseName, ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.view import View

GONE = "walked away"


@dataclass(frozen=True)
class WalkAway(Strategy):
    """Wants to lose no more than its margin: meets calls like a dealer, and never again once what it has at the clearing house (margin, unsettled
    gains, default fund contribution) is less than `threshold` of its requirement.

    Source: limited liability as an option (Merton, Journal of Finance 1974); losses beyond margin are the other members'.
    """

    clearing_house: ClearingHouseName
    exchange: ExchangeName
    threshold: Annotated[FloatArray | float, PerAccount(), Range(-10.0, 1.0)] = 0.0  # of the requirement
    cushion: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 0.1  # more that is sold than is called
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        own = view.membership(self.clearing_house)
        gone = view.memory.setdefault(GONE, np.zeros(view.size))
        gone[(own.called > 0.0) & (own.equity < self.threshold * own.required)] = 1.0
        means = Means(self.clearing_house, self.exchange, self.cushion, self.priority_fee)
        return meet(view, means, np.where(gone > 0.0, 0.0, own.called))
