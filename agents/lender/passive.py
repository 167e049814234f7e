"""Passive: lend and look away."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action
from firesale.market.checks import AssetName, PoolName
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class Passive(Strategy):
    """Wants the interest and nothing else: never acts, and bears its part of every loss. Source: the depositor who does not run."""

    acts: ClassVar[bool] = False

    pool: PoolName
    asset: AssetName

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        return []
