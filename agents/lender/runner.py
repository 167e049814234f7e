"""Runner: withdraw before the others do."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.lender.deposits import WORTH_AN_ORDER, Reserve, reserve
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
        wanted = self._wanted(found, found.receipts(view))
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

    def _wanted(self, found: Reserve, held: FloatArray) -> FloatArray:
        """Receipt tokens to return, (n,): all, or what the cash covers. Without any cash all is asked for, and refused."""
        wanted = np.where(held > found.dust, held, 0.0)
        reach = found.cash / found.index
        return np.minimum(wanted, np.where(reach > WORTH_AN_ORDER * held, reach, wanted)) if self.partial else wanted

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
