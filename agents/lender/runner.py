"""Runner: withdraw before the others do."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.lender.deposits import Reserve, reserve
from firesale.market.actions import Action, Motive, Withdraw
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import FRACTION, AssetName, NotNegative, PerAccount, PoolName, Range
from firesale.market.streams import Draws
from firesale.market.view import View

RUNNING = "running"
LARGEST_NORMAL = 8.58
"""No standard normal draw is larger: uniform numbers have 53 bits, and sqrt(2 x 53 log 2) = 8.572."""


@dataclass(frozen=True)
class Runner(Strategy):
    """Wants its money back before losses are shared or the cash is gone.

    Private signal s = loss share of the pool's deposits + noise x normal. It runs when s > threshold, or when utilisation > panic_utilisation, and
    from then on tries every step until everything is out: a refusal is an event. Source: Diamond and Dybvig (Journal of Political Economy 1983) for
    the cash, Morris and Shin (Global games, 2003) for the noisy private signal and the threshold.
    """

    pool: PoolName
    asset: AssetName
    threshold: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.05  # loss share, of deposits
    noise: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.01  # standard deviation of the signal
    panic_utilisation: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.98  # almost nothing left to withdraw
    partial: bool = True  # takes what cash there is; otherwise all or nothing
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        running = view.memory.setdefault(RUNNING, np.zeros(view.size))
        found = reserve(view, self.pool, self.asset)
        running[self._alarmed(view, draws, found, running == 0.0)] = 1.0
        if not running.any() or found.index <= 0.0:
            return []
        held = found.receipts(view)
        wanted = np.minimum(held, self._within_reach(found))
        return self._withdrawal(view, wanted, (running > 0.0) & (wanted > 0.0))

    def _alarmed(self, view: View, draws: Draws, found: Reserve, calm: BoolArray) -> BoolArray:
        """Which accounts run from now on, (n,). The signal is worked out only if somebody is calm, and drawn only if it could alarm somebody."""
        panic = calm & (found.utilisation > np.asarray(self.panic_utilisation))
        if not (calm & ~panic).any():
            return panic
        loss = view.loss_share(self.pool, self.asset)
        if np.all(loss + LARGEST_NORMAL * np.asarray(self.noise) <= self.threshold):
            return panic
        signal = loss + draws.normal(0.0, self.noise)
        alarmed: BoolArray = calm & (panic | (signal > self.threshold))
        return alarmed

    def _within_reach(self, found: Reserve) -> float:
        """Receipt tokens to ask for at most: what the cash covers, or no limit. Without any cash the whole is asked for, and refused."""
        return found.cash / found.index if self.partial and found.cash > 0.0 else np.inf

    def _withdrawal(self, view: View, receipts: FloatArray, who: BoolArray) -> list[Action]:
        if not who.any():
            return []
        return [
            Withdraw(
                account=view.accounts[who],
                venue=self.pool,
                asset=self.asset,
                receipts=receipts[who],
                motive=Motive.RUN,
                priority_fee=self.priority_fee,
            )
        ]
