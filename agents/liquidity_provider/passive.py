"""Passive: provide liquidity and look away."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action
from firesale.market.checks import ExchangeName
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class Passive(Strategy):
    """Wants the fees and nothing else: never acts, and bears every move of the price (loss-versus-holding). Source: Uniswap v2 providers."""

    acts: ClassVar[bool] = False

    exchange: ExchangeName

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        return []
