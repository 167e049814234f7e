"""Diversifier: the same amount in every pool."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.lender.deposits import WORTH_AN_ORDER, Reserve, move, reserve
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, AssetName, NotNegative, PerAccount, PoolName
from firesale.market.streams import Draws
from firesale.market.view import View

SLACK = "slack of the weights"


@dataclass(frozen=True)
class Diversifier(Strategy):
    """Wants not to lose everything at once: holds 1/m of its deposits in each of m pools, and moves what is too much when a weight drifts by more
    than `tolerance`.

    Source: the 1/N rule (DeMiguel, Garlappi and Uppal, Review of Financial Studies 2009). It ties the pools' fates together (Wagner, Journal of
    Financial Intermediation 2010).
    """

    pools: tuple[PoolName, ...]
    asset: AssetName
    tolerance: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.05  # of all deposits
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        reserves = {pool: reserve(view, pool, self.asset) for pool in self.pools}
        if view.size == 0 or self._is_calm(view, reserves):
            return []
        alive = {pool: found for pool, found in reserves.items() if found.index > 0.0}
        if not alive:
            return []
        deposits = np.column_stack([found.receipts(view) * found.index for found in alive.values()])
        total = deposits.sum(axis=1)
        drift = np.abs(deposits - total[:, None] / len(alive)).max(axis=1)
        slack = self.tolerance - np.divide(drift, total, out=np.zeros_like(total), where=total > 0.0)
        self._note(view, reserves, float(slack.min()))
        return self._moves(view, alive, rebalancing(deposits) * (slack < 0.0)[:, None, None])

    def _moves(self, view: View, alive: dict[str, Reserve], flows: FloatArray) -> list[Action]:
        """One bundle for each pair of pools between which anybody moves anything."""
        actions: list[Action] = []
        for p, (source, found) in enumerate(alive.items()):
            for q, target in enumerate(alive):
                receipts = np.minimum(flows[:, p, q], found.cash) / found.index
                who = receipts > WORTH_AN_ORDER * flows[:, p, q] / found.index
                if who.any():
                    accounts = view.accounts[who]
                    actions.append(move(accounts, self.asset, source, target, receipts[who], self.priority_fee))
        return actions

    def _is_calm(self, view: View, reserves: dict[str, Reserve]) -> bool:
        """True if interest cannot have moved a weight beyond its tolerance: none changes by more than the spread of the pools' growth."""
        if SLACK not in view.memory or any(found.index <= 0.0 for found in reserves.values()):
            return False
        growth = [found.index / float(view.memory[_index_of(pool)][0]) for pool, found in reserves.items()]
        return max(growth) / min(growth) - 1.0 < float(view.memory[SLACK][0])

    def _note(self, view: View, reserves: dict[str, Reserve], slack: float) -> None:
        """One value per account, stored once."""
        view.memory[SLACK] = np.broadcast_to(np.float64(slack), (view.size,))
        for pool, found in reserves.items():
            view.memory[_index_of(pool)] = np.broadcast_to(np.float64(found.index), (view.size,))


def _index_of(pool: str) -> str:
    return f"supply index of {pool}"


def rebalancing(deposits: FloatArray) -> FloatArray:
    """Units (n, m, m) to move from pool p to pool q so that deposits (n, m) become equal: each excess goes to the deficits in proportion."""
    excess = deposits - deposits.mean(axis=1, keepdims=True)
    above, below = np.maximum(0.0, excess), np.maximum(0.0, -excess)
    total = below.sum(axis=1, keepdims=True)
    share = np.divide(below, total, out=np.zeros_like(below), where=total > 0.0)
    flows: FloatArray = above[:, :, None] * share[:, None, :]
    return flows
