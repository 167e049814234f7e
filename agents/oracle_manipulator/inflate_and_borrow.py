"""Inflate and borrow: push the price of the collateral up, borrow against it, and never come back."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.agents.oracle_manipulator.base import MOTIVE, ManipulatorStrategy, distinct
from firesale.agents.oracle_manipulator.belief import Victim
from firesale.agents.oracle_manipulator.inflation import Means, Plan, best_plan
from firesale.agents.oracle_manipulator.response import heard
from firesale.market.actions import RECEIVED, Action, Borrow, FlashLoan, PostCollateral
from firesale.market.arrays import FloatArray
from firesale.market.checks import PoolName
from firesale.market.streams import Draws
from firesale.market.view import View

PLAN = "inflate_and_borrow"


@dataclass(frozen=True, kw_only=True)
class InflateAndBorrow(ManipulatorStrategy):
    """Wants the cash of a pool that believes the last trade on a thin exchange.

    In one transaction: borrow x of the quote asset, buy the base asset with it, pledge z of it at the inflated price
    p(x), borrow L p(x) z, sell the rest back, repay the loan. Earned is L p(x) z - (x - proceeds(rest) + flash fee); x
    is searched on a grid and by golden section. The debt stays behind unpaid: bad debt. The pool's oracle is public:
    if it is not read anew within a transaction, or does not read the exchange, the push moves nothing, the plan does
    not pay, and that is declared. Source: bZx, Harvest, Cream and Mango (Qin et al., Attacking the DeFi ecosystem with
    flash loans, FC 2021).
    """

    lender: PoolName | None = None  # whose cash is borrowed for the transaction; without one only own money is used

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.target(view)
        if at is None:
            return []
        at = heard(view.public, at, self.exchange, 0.0) if at.credit.oracle.live else at.deaf()
        power = at.borrowing_power() * (1.0 - self.slack)
        (money, goods), place = distinct(view.balance(at.curve.quote), view.balance(at.curve.base))
        plan = best_plan(at, alternatives(at.curve), power, self._means(view, at, money, goods))
        gain, cost = plan.gain[place], plan.cost[place]
        made = self.pays(view, gain, cost) & plan.feasible[place]
        actions = self.declare(view, PLAN, gain, cost, made)
        return actions + [self._attack(view, at, plan, i, int(place[i])) for i in np.flatnonzero(made).tolist()]

    def _means(self, view: View, at: Victim, money: FloatArray, goods: FloatArray) -> Means:
        if self.lender is None:
            return Means(money, goods, 0.0, 0.0, same_pool=False)
        lender = view.public.credit(self.lender)
        lends = at.curve.quote in lender.debts
        loan = float(lender.cash[lender.debts.index(at.curve.quote)]) if lends else 0.0
        return Means(money, goods, loan, lender.flash_fee, same_pool=self.lender == self.pool)

    def _attack(self, view: View, at: Victim, plan: Plan, place: int, row: int) -> Action:
        """Push, pledge, borrow, sell the rest back; around it the loan that pays for the push."""
        account, base, quote = int(view.accounts[place]), at.curve.base, at.curve.quote
        bought, posted, loan = float(plan.bought[row]), float(plan.posted[row]), float(plan.loan[row])
        push = float(plan.push[row])  # nothing if the pool believes too high a price already
        legs: list[Action] = [
            *([self.trade(account, quote, base, push, bought * (1.0 - self.slack))] if push > 0.0 else []),
            PostCollateral(account=account, venue=self.pool, asset=base, amount=posted, motive=MOTIVE),
            *self._loans(at, account, float(plan.gain[row]), loan),
        ]
        if posted < bought:
            legs.append(self.trade(account, base, quote, RECEIVED))
        whole = self.together(view, place, legs)
        if self.lender is None or loan <= 0.0:
            return whole
        return FlashLoan(
            account=account,
            venue=self.lender,
            asset=quote,
            amount=loan,
            legs=whole.legs,
            priority_fee=whole.priority_fee,
            motive=MOTIVE,
        )

    def _loans(self, at: Victim, account: int, value: float, loan: float) -> list[Action]:
        """Borrow `value` numeraire: the quote asset first, which the loan is repaid in, then whatever else there is
        most of.
        """
        room = at.room()
        room[at.d] = max(0.0, room[at.d] - (loan if self.lender == self.pool else 0.0))
        worth = room * at.credit.debt_price
        order = [at.d, *(d for d in np.argsort(-worth, kind="stable").tolist() if d != at.d)]
        loans: list[Action] = []
        for d in order:
            part = min(value, float(worth[d]))
            value -= part
            if part > 0.0:
                amount = min(part / float(at.credit.debt_price[d]), float(room[d]))
                asset = at.credit.debts[d]
                loans.append(Borrow(account=account, venue=self.pool, asset=asset, amount=amount, motive=MOTIVE))
        return loans
