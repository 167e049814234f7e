"""Top up with perpetuals: meet a margin call from one's own pocket."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.dealing import WORTH_AN_ORDER
from firesale.agents.leveraged_trader.perpetual_base import PerpetualStrategy, pocket_of, spare, stakes
from firesale.market.actions import Action, AddMargin, Motive
from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, PerAccount, Range
from firesale.market.errors import BadValueError
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class PerpetualTopUp(PerpetualStrategy):
    """Wants to keep its position: when health h < trigger, pays in margin until h = target_health or nothing is left outside.

    With maintenance requirement M and account value V that is target_health M - V; an account in debt is left alone. Source: variation margin
    paid from liquid reserves (Brunnermeier and Pedersen, Review of Financial Studies 2009).
    """

    trigger: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.5  # health
    target_health: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 2.0  # health afterwards
    priority_fee: NotNegative = 0.0  # numeraire per order

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.less_equal(self.trigger, self.target_health)):
            raise BadValueError("PerpetualTopUp.target_health", self.target_health, "at least trigger")

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        quote = view.public.perpetual(self.venue)
        own = stakes(view, quote, self.market)
        amount = np.minimum(self.target_health * own.requirement - own.value, spare(view, quote, self.priority_fee))
        who = (own.health < self.trigger) & (own.value > 0.0) & (amount > WORTH_AN_ORDER * own.requirement)
        if not who.any():
            return []
        return [
            AddMargin(
                account=view.accounts[who],
                venue=self.venue,
                asset=pocket_of(quote, self.market),
                amount=amount[who],
                motive=Motive.DELEVERAGE,
                priority_fee=self.priority_fee,
            )
        ]
