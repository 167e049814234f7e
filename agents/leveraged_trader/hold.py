"""Hold: open a position and look away."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.market.actions import Action
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class Hold(LeveragedStrategy):
    """Wants the exposure and nothing else: never acts, so only the market and liquidators change its position.

    Source: the borrower of the literature on liquidations, for instance Qin, Zhou, Gamito, Jovanovic and Gervais (IMC 2021).
    """

    acts: ClassVar[bool] = False

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        return []
