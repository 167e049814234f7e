"""Rate chaser: move to the pool that pays most."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.lender.deposits import WORTH_AN_ORDER, Reserve, move, reserve
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, AssetName, NotNegative, PerAccount, PoolName, Range
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class RateChaser(Strategy):
    """Wants the highest interest: each step moves `fraction` of a deposit to the best pool if rate(best) - rate(pool) > least_gain.

    What a pool without cash holds back stays there. Source: yield aggregators; partial adjustment (Nerlove 1958) because everybody sees the same
    rate, and a rate falls when all move at once.
    """

    pools: tuple[PoolName, ...]
    asset: AssetName
    fraction: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.25  # of the deposit, each step
    least_gain: Annotated[FloatArray | float, PerAccount(), Range(0.0, unit="per year")] = 0.005  # less is noise
    least_amount: NotNegative = 1.0  # units; a deposit below it moves wholly
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        reserves = [reserve(view, pool, self.asset) for pool in self.pools]
        rates = np.array([found.supply_rate if found.index > 0.0 else -np.inf for found in reserves])
        best = int(np.argmax(rates))
        if np.isneginf(rates[best]):
            return []
        actions = []
        for pool, found, gain in zip(self.pools, reserves, rates[best] - rates, strict=True):
            if found.index > 0.0 and gain > np.min(self.least_gain):
                actions += self._leave(view, pool, found, gain, self.pools[best])
        return actions

    def _leave(self, view: View, pool: str, found: Reserve, gain: float, best: str) -> list[Action]:
        """Move part of the deposits in one pool to the best one."""
        held = found.receipts(view)
        least = self.least_amount / found.index
        moved = np.minimum(np.maximum(self.fraction * held, np.minimum(held, least)), found.cash / found.index)
        who = (gain > self.least_gain) & (moved > WORTH_AN_ORDER * held)
        return [move(view.accounts[who], self.asset, pool, best, moved[who], self.priority_fee)] if who.any() else []
