"""Members post cash and collateral, and take back what they do not need."""

import numpy as np

from firesale.market.actions import PostCollateral, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import CollateralPosted, CollateralWithdrawn, MarginCallMet, Refusal
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.members import Members
from firesale.market.venues.clearing.standing import ROUNDING, Assessor
from firesale.market.venues.payments import unpaid


class MarginDesk:
    """Moves margin between members' accounts and the custody account."""

    def __init__(self, house: str, site: Site, members: Members, assessor: Assessor, custody: int) -> None:
        self.house, self.site, self.members, self.assessor, self.custody = house, site, members, assessor, custody
        self.collateral = assessor.terms.collateral

    def post(self, order: PostCollateral) -> Outcome:
        if order.asset not in (self.site.assets.numeraire, *self.collateral):
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount, dtype=np.float64)
        if len(np.unique(accounts)) < len(accounts):
            return Refusal.NO_BALANCE
        column = self.site.assets.column[order.asset]
        outcome = unpaid(self.site.ledger, accounts, column, amount)
        if outcome is not None:
            return outcome
        rows = self.members.rows_for(accounts)
        self.site.ledger.transfer(column, accounts, self.custody, amount)
        self._book(rows, order.asset, amount)
        self.site.log.add(CollateralPosted(self.house, accounts, order.asset, amount, order.motive))
        self._count_towards_call(rows, amount * self._counts(order.asset))
        return None

    def withdraw(self, order: WithdrawCollateral) -> Outcome:
        if order.asset not in (self.site.assets.numeraire, *self.collateral):
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount, dtype=np.float64)
        rows, column = self.members.row_of[accounts], self.site.assets.column[order.asset]
        if len(np.unique(accounts)) < len(accounts):
            return Refusal.NO_POSITION
        outcome: Outcome = refused_where((rows < 0) | (self._held(rows, order.asset) < amount), Refusal.NO_POSITION)
        if outcome is None:
            now = self.assessor.at(rows)
            left = now.counted - amount * self._counts(order.asset)
            unsafe = (left < now.required) | (self.members.called[rows] > 0.0) | (now.cash < 0.0)
            outcome = refused_where(unsafe, Refusal.UNSAFE) or self._beyond_cash(column, amount)
        if outcome is not None:
            return outcome
        self._book(rows, order.asset, -amount)
        self.site.ledger.transfer(column, self.custody, accounts, amount)
        self.site.log.add(CollateralWithdrawn(self.house, accounts, order.asset, amount, order.motive))
        return None

    def _beyond_cash(self, column: int, amount: FloatArray) -> Outcome:
        """The clearing house may be short of cash while a member that owes variation margin has not paid."""
        held = self.site.ledger.balance(self.custody, column)
        if np.any(amount > held):
            return Refused(Refusal.NO_CASH, amount > held)
        return Refusal.NO_CASH if amount.sum() > held else None

    def _held(self, rows: IntArray, asset: str) -> FloatArray:
        members = self.members
        return (
            members.collateral[rows, self.collateral.index(asset)] if asset in self.collateral else members.cash[rows]
        )

    def _counts(self, asset: str) -> float:
        """What one unit of an asset counts as margin, numeraire."""
        if asset not in self.collateral:
            return 1.0
        place = self.collateral.index(asset)
        appraisal = self.assessor.appraisal
        return float(appraisal.collateral_prices()[place] * (1.0 - appraisal.haircuts()[place]))

    def _book(self, rows: IntArray, asset: str, amount: FloatArray) -> None:
        if asset in self.collateral:
            self.members.add("collateral", (rows, self.collateral.index(asset)), amount)
        else:
            self.members.add("cash", rows, amount)

    def _count_towards_call(self, rows: IntArray, value: FloatArray) -> None:
        called = self.members.called[rows]
        left = np.maximum(0.0, called - value)
        left = np.where(left > ROUNDING * (1.0 + called), left, 0.0)
        self.members.write("called", rows, left)
        met = rows[(called > 0.0) & (left == 0.0)]
        if len(met):
            self.site.log.add(MarginCallMet(self.house, self.members.account[met]))
