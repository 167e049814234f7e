"""Depositors of the stability pool: they put coins in, take them out, and are paid what they gained each time."""

import numpy as np

from firesale.market.actions import ProvideStability, WithdrawStability
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Refusal, StabilityGainPaid, StabilityProvided, StabilityWithdrawn
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.orders import Outcome, Refused, beyond
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.borrower_desk import repeated
from firesale.market.venues.payments import unpaid
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.stability_fund import StabilityFund
from firesale.market.venues.vaults.terms import VaultsTerms


class StabilityDesk:
    """Changes deposits. Source: Liquity v1, `StabilityPool.provideToSP` and `withdrawFromSP`."""

    def __init__(self, pool: str, site: Site, terms: VaultsTerms, fund: StabilityFund, positions: PositionDesk) -> None:
        self.pool, self.site, self.terms, self.fund, self.positions = pool, site, terms, fund, positions

    def provide(self, order: ProvideStability) -> Outcome:
        if order.asset != self.terms.coin:
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount)
        if repeated(accounts):
            return Refusal.NO_BALANCE
        room = float(self.terms.supply_cap[0]) - self.fund.total
        outcome = unpaid(self.site.ledger, accounts, self.fund.coin, amount) or beyond(amount, room, Refusal.SUPPLY_CAP)
        if outcome is not None:
            return outcome
        self._pay_gains(accounts)
        self.site.ledger.transfer(self.fund.coin, accounts, self.fund.account, amount)
        self.fund.set_deposits(accounts, self.fund.worth(accounts) + amount)
        self.site.log.add(StabilityProvided(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def withdraw(self, order: WithdrawStability) -> Outcome:
        if order.asset != self.terms.coin:
            return Refusal.UNKNOWN_ASSET
        accounts = np.asarray(order.account)
        if repeated(accounts):
            return Refusal.NO_POSITION
        nothing = self.fund.amount[accounts] <= 0.0
        if nothing.any():
            return Refused(Refusal.NO_POSITION, nothing)
        if self._locked():
            return Refused(Refusal.LOCKED, np.ones(len(accounts), dtype=np.bool_))
        left = self.fund.worth(accounts)
        amount = np.minimum(np.asarray(order.amount), left)
        self._pay_gains(accounts)
        self.site.ledger.transfer(self.fund.coin, self.fund.account, accounts, amount)
        self.fund.set_deposits(accounts, left - amount)
        self.site.log.add(StabilityWithdrawn(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def _locked(self) -> bool:
        """While a vault is below the least ratio its debt is the depositors'. Source: Liquity v1, `_requireNoUnderCollateralizedTroves`."""
        rule, book = self.terms.liquidation, self.positions.book
        if not isinstance(rule, StabilityPool) or not rule.locked:
            return False
        at = self.positions.at(np.flatnonzero(book.debt[: book.rows, 0] > 0.0))
        return bool(np.any(weighted_sum(at.collateral, at.collateral_price) < rule.least_ratio * at.debt[:, 0]))

    def _pay_gains(self, accounts: IntArray) -> None:
        """All that the deposits have gained; the caller writes the deposits anew."""
        gained: FloatArray = self.fund.gains(accounts)
        for place, column in enumerate(self.fund.columns):
            amount = gained[:, place]
            if amount.any():
                self.site.ledger.transfer(column, self.fund.account, accounts, amount)
                asset = self.site.assets.names[column]
                self.site.log.add(StabilityGainPaid(self.pool, accounts, asset, amount))
