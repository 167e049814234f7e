"""Abrupt: what is wanted, at once."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.agents.risk_manager.base import RiskManagerStrategy


@dataclass(frozen=True)
class Abrupt(RiskManagerStrategy):
    """Puts the whole change in force at each review, whoever it liquidates.

    Source: emergency changes by guardians or committees of lending protocols.
    """

    @override
    def next_haircut(self, now: float, wanted: float) -> float:
        return wanted
