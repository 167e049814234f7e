"""Reputation: haircuts that differ from account to account, by what each did before."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, Positive
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand


@dataclass(frozen=True, slots=True)
class Records:
    """What is known of each account, both (accounts,)."""

    time: float  # seconds
    marks: FloatArray  # liquidations, the older the less they count
    safe: FloatArray  # seconds of owing since the last liquidation


@dataclass(frozen=True)
class Reputation(MarginEngine):
    """Who was liquidated bears a larger haircut until it is forgotten; who owed safely for long bears a smaller one.

    Multiple of the haircut = 1 + penalty * remembered liquidations - reward * min(1, time safe / trial), not below 0. In a market where accounts cost
    nothing a bad record is left behind with the account: the penalty binds only those who stay. Source: Harz, Gudgeon, Gervais and Knottenbelt
    (2019), Balance: Dynamic Adjustment of Cryptocurrency Deposits, CCS; the form is chosen here.
    """

    keeps_accounts: ClassVar[bool] = True

    penalty: NotNegative = 0.5  # of the haircut, for each remembered liquidation (fraction)
    half_life: Positive = 2_592_000.0  # seconds after which half of a liquidation is forgotten
    reward: Fraction = 0.2  # of the haircut, for a time on trial without liquidation (fraction)
    trial: Positive = 2_592_000.0  # seconds

    @override
    def remember(self, rule: FloatArray, observation: MarginObservation) -> Records:
        nothing = np.zeros(len(observation.owing))
        return Records(observation.time, nothing, nothing)

    @override
    def learn(self, memory: Any, observation: MarginObservation) -> Records:
        assert isinstance(memory, Records)
        seconds = observation.time - memory.time
        marks = memory.marks * 0.5 ** (seconds / self.half_life)
        np.add.at(marks, observation.closed, 1.0)
        safe = memory.safe + np.where(observation.owing, seconds, 0.0)
        safe[observation.closed] = 0.0
        return Records(observation.time, marks, safe)

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        assert isinstance(memory, Records)
        earned = self.reward * np.minimum(1.0, memory.safe / self.trial)
        standing = np.maximum(0.0, 1.0 + self.penalty * memory.marks - earned)
        return MarginDemand(rule, standing=standing)
