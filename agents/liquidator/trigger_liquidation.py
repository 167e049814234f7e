"""Trigger liquidation: have unsafe positions taken, for the reward."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action, Motive, TriggerLiquidation
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NOT_NEGATIVE, PerAccount, PoolName
from firesale.market.liquidation.seizure import Seizure
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.streams import Draws
from firesale.market.venues.vaults.vaults_quote import VaultsQuote
from firesale.market.view import View


@dataclass(frozen=True, kw_only=True)
class Trigger(Strategy):
    """Wants the reward of whoever says that a position is unsafe; needs no capital but the priority fee.

    The accounts of a cohort take the unsafe positions in turn, the worst first. Positions that the stability pool's rules would refuse are left.
    """

    pool: PoolName  # whose mechanism takes positions whole; elsewhere it does nothing
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0  # numeraire per position

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        quote = view.public.credit(self.pool)
        if not isinstance(quote.liquidation, Seizure) or len(quote.unsafe.account) == 0:
            return []
        borrowers = quote.unsafe.account
        if isinstance(quote, VaultsQuote) and isinstance(quote.liquidation, StabilityPool):
            borrowers = borrowers[~_refused(quote, quote.liquidation)]
        turn = (np.arange(len(borrowers)) + view.step) % view.size
        fee = np.broadcast_to(self.priority_fee, (view.size,))[turn]
        if len(borrowers) == 0:
            return []
        return [
            TriggerLiquidation(
                account=view.accounts[turn],
                venue=self.pool,
                borrower=borrowers,
                motive=Motive.LIQUIDATION,
                priority_fee=fee,
            )
        ]


def _refused(quote: VaultsQuote, mechanism: StabilityPool) -> BoolArray:
    """Unsafe vaults that would not be closed now."""
    unsafe = quote.unsafe
    debt = unsafe.debt[:, 0]
    ratio = unsafe.collateral @ quote.collateral_price / debt
    return mechanism.divide(debt, ratio, quote.stability_deposits, quote.recovery).refused
