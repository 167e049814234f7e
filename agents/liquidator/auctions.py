"""What everybody does who lives on auctions: have positions seized, begin auctions anew, and divide lots among the accounts of a cohort."""

from dataclasses import dataclass

import numpy as np

from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.agents.liquidator.orders import MOTIVE
from firesale.agents.liquidator.situation import Outlet, outlet_of
from firesale.market.actions import Action, RestartAuction, TriggerLiquidation
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import ExchangeName
from firesale.market.liquidation.auction import Auction
from firesale.market.streams import Draws
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View


@dataclass(frozen=True, slots=True)
class Scene:
    """A pool that auctions what it seizes, as n accounts see it. The pool's debt asset is `money`."""

    credit: CreditQuote
    mechanism: Auction
    outlet: Outlet | None  # where the collateral is sold for money
    turn: IntArray  # (n,), places of the accounts in the order in which they are served
    fee: FloatArray  # (n,), numeraire per order
    cash: FloatArray  # (n,), units of money, the fee of one order taken off if it is paid in money

    def serving(self, item: int) -> int:
        """Whose turn it is for the item of this number."""
        return int(self.turn[item % len(self.turn)])


@dataclass(frozen=True, kw_only=True)
class AuctionStrategy(LiquidatorStrategy):
    """Deals with a pool that auctions collateral; sells it on an exchange."""

    exchange: ExchangeName  # where collateral is sold for the debt
    triggers: bool = True  # has unsafe positions seized and auctions begun anew, or waits for others to do it

    def scene(self, view: View, draws: Draws) -> Scene | None:
        """None if there is nothing to see. Turns are drawn anew each time."""
        if view.size == 0:
            return None
        credit = view.public.credit(self.pool)
        if not isinstance(credit.liquidation, Auction):
            return None
        if len(credit.unsafe.account) + len(credit.lots.number) == 0 and not view.balance(credit.collaterals[0]).any():
            return None
        turn = np.argsort(draws.uniform(), kind="stable")
        fee = np.broadcast_to(np.asarray(self.priority_fee, dtype=np.float64), (view.size,))
        in_money = fee if credit.debts[0] == view.public.numeraire else np.zeros(view.size)
        cash = np.maximum(0.0, view.balance(credit.debts[0]) - in_money)
        return Scene(credit, credit.liquidation, outlet_of(view, credit, self.exchange), turn, fee, cash)

    def openings(self, view: View, at: Scene) -> list[Action]:
        """Unsafe positions are seized, and auctions that are over and have no winner begin anew; the accounts take turns."""
        if not self.triggers:
            return []
        return [*_seizures(view, at), *_restarts(view, at)]


def _seizures(view: View, at: Scene) -> list[Action]:
    unsafe = at.credit.unsafe
    owing = np.flatnonzero((unsafe.debt[:, 0] > 0.0) & (unsafe.collateral[:, 0] > 0.0))
    borrowers = np.repeat(unsafe.account[owing], at.mechanism.lots(unsafe.collateral[owing, 0]))
    if len(borrowers) == 0:
        return []
    who = np.resize(at.turn, len(borrowers))
    order = TriggerLiquidation(
        account=view.accounts[who],
        venue=at.credit.name,
        borrower=borrowers,
        priority_fee=at.fee[who],
        motive=MOTIVE,
    )
    return [order]


def _restarts(view: View, at: Scene) -> list[Action]:
    lots = at.credit.lots
    stuck = lots.number[lots.over & (lots.bidder < 0)]
    return [
        RestartAuction(
            account=view.accounts[at.serving(item)],
            venue=at.credit.name,
            lot=int(lot),
            priority_fee=float(at.fee[at.serving(item)]),
            motive=MOTIVE,
        )
        for item, lot in enumerate(stuck)
    ]
