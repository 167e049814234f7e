"""Hold: open a perpetual position and look away."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.agents.leveraged_trader.perpetual_base import PerpetualStrategy
from firesale.market.actions import Action
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class PerpetualHold(PerpetualStrategy):
    """Wants the exposure and nothing else: never acts, so only prices, funding, liquidation and auto-deleveraging change its position.

    Source: the accounts of Chitra, Autodeleveraging (arXiv:2512.01112), which do not trade while they are deleveraged.
    """

    acts: ClassVar[bool] = False

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        return []
