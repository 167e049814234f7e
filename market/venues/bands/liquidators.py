"""Hard liquidation: whoever brings what the quote units in the bands do not repay takes over what else lies there."""

import numpy as np

from firesale.market.actions import Liquidate, Motive
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import BandsMoved, CollateralWithdrawn, Liquidated, Refusal, Repaid
from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.hand_over import HandOver
from firesale.market.orders import Outcome, refused_where
from firesale.market.venues.bands.account import BandAccount
from firesale.market.venues.bands.quote import net_debt
from firesale.market.venues.bands.statements import HealthStatements

NOTHING = 1e-9
"""Base units in the bands count as none if they are worth less than this part of the debt."""


class BandLiquidators:
    """Source: crvUSD, `Controller.liquidate`, `liquidate_extended`. Owners may close their own positions at any health."""

    def __init__(self, at: BandAccount, statements: HealthStatements) -> None:
        assert isinstance(at.positions.terms.liquidation, HandOver)
        self.at, self.mechanism, self.statements = at, at.positions.terms.liquidation, statements

    def liquidate(self, order: Liquidate) -> Outcome:
        """All of the orders or none."""
        at, borrowers = self.at, np.asarray(order.borrower)
        if order.debt != at.quote:
            return Refusal.UNKNOWN_ASSET
        refused = at.wrong(order.collateral, at.base, borrowers)
        rows = at.book.row_of[borrowers]
        refused = refused or refused_where((rows < 0) | (at.book.debt[rows, 0] <= 0.0), Refusal.NO_POSITION)
        if refused is not None:
            return refused
        health = at.positions.health(rows)
        own = np.asarray(order.account) == borrowers
        refused = refused_where(~own & ~(health < 1.0), Refusal.NOT_LIQUIDATABLE)
        if refused is not None:
            return refused
        unsafe = self._seen(rows, health)
        brought = np.minimum(np.asarray(order.repayment), unsafe.debt)
        if not at.site.ledger.can_pay(order.account, at.quote_column, brought):
            return Refusal.NO_BALANCE
        self._settle(order, rows, unsafe, brought)
        return None

    def _seen(self, rows: IntArray, health: FloatArray) -> UnsafePositions:
        positions, n = self.at.positions, len(rows)
        x, y = self.at.holdings.held(rows)
        owed = positions.debt(rows)
        base, quote = float(positions.collateral_prices()[0]), float(positions.debt_prices()[0])
        return UnsafePositions(health, y, net_debt(x, owed), owed * quote, np.full(n, base), np.full(n, quote), 0)

    def _parts(self, own: BoolArray, unsafe: UnsafePositions, brought: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Of the debt that is repaid, and of the bands that are taken for it, (n,) each: alike for owners."""
        parts = [(rule.part_of_debt(unsafe, brought), rule) for rule in (HandOver(), self.mechanism)]
        taken = [rule.taken(part) for part, rule in parts]
        return np.where(own, parts[0][0], parts[1][0]), np.where(own, *taken)

    def _settle(self, order: Liquidate, rows: IntArray, unsafe: UnsafePositions, brought: FloatArray) -> None:
        """Repay a part of the debt with what was brought and with quote units of the bands; the rest of that part goes to the liquidator."""
        at, ledger, borrowers = self.at, self.at.site.ledger, np.asarray(order.borrower)
        owed, (part, taken) = (
            at.positions.debt(rows),
            self._parts(np.asarray(order.account) == borrowers, unsafe, brought),
        )
        self.statements.before(rows, unsafe.health)
        x, y = at.holdings.withdraw(rows, taken)
        from_bands = np.clip(owed * part - brought, 0.0, x)  # below zero by rounding alone
        ledger.transfer(at.quote_column, order.account, at.reserves.account, brought)
        ledger.transfer(at.quote_column, at.account, at.reserves.account, float(from_bands.sum()))
        ledger.transfer(at.quote_column, at.account, order.account, x - from_bands)
        ledger.transfer(at.base_column, at.account, order.account, y)
        at.reduce_debt(rows, owed, np.where(part >= 1.0, owed, brought + from_bands))
        own = np.asarray(order.account) == borrowers
        after = at.positions.health(rows)
        self._tell_closed(order, own, brought + from_bands, y)
        self._tell_liquidated(order, ~own, (brought, from_bands, y, after), unsafe)
        for who, by in ((own, BandsMoved.OWN_ACTION), (~own, BandsMoved.LIQUIDATION)):
            self.statements.after(rows[who], after[who], by)

    def _tell_closed(self, order: Liquidate, own: BoolArray, repaid: FloatArray, taken: FloatArray) -> None:
        """An owner who closes is not liquidated: debt is repaid, and collateral taken back."""
        at, accounts = self.at, np.asarray(order.borrower)[own]
        if own.any():
            at.site.log.add(Repaid(at.name, accounts, at.quote, repaid[own], order.motive))
            at.site.log.add(CollateralWithdrawn(at.name, accounts, at.base, taken[own], order.motive))

    def _tell_liquidated(
        self, order: Liquidate, who: BoolArray, amounts: tuple[FloatArray, ...], unsafe: UnsafePositions
    ) -> None:
        """`amounts`: brought, repaid from bands, base units taken, and health afterwards, (n,) each."""
        if not who.any():
            return
        at, borrowers = self.at, np.asarray(order.borrower)[who]
        brought, from_bands, taken, after = (amount[who] for amount in amounts)
        prices = unsafe.collateral_price[who], unsafe.debt_price[who], unsafe.health[who]
        liquidators, no_fee = np.asarray(order.account)[who], np.zeros(len(borrowers))
        at.site.log.add(Repaid(at.name, borrowers, at.quote, from_bands, Motive.LIQUIDATION))
        at.site.log.add(
            Liquidated(at.name, liquidators, borrowers, at.base, at.quote, brought, taken, no_fee, *prices, after)
        )

    def write_off(self) -> None:
        """Positions that have sold everything for less than they owe: their quote units repay, the rest is the deficit of the reserve.

        Nobody would bring what is missing. The contract leaves such a loan open; here its loss is realised.
        """
        at = self.at
        rows = np.flatnonzero(at.book.debt[: at.book.rows, 0] > 0.0)
        x, y = at.holdings.held(rows)
        owed, price = at.positions.debt(rows), at.positions.followed.now().price
        hopeless = (y * price <= NOTHING * owed) & (x < owed)
        if not hopeless.any():
            return
        rows, owed = rows[hopeless], owed[hopeless]
        self.statements.before(rows, at.positions.health(rows))
        x, y = at.holdings.withdraw(rows, np.ones(len(rows)))
        at.site.ledger.transfer(at.quote_column, at.account, at.reserves.account, float(x.sum()))
        at.site.ledger.transfer(at.base_column, at.account, at.custody, float(y.sum()))
        at.book.add_collateral(rows, 0, y)
        at.book.set_debt(rows, 0, np.zeros(len(rows)))
        accounts = at.book.account[rows]
        at.site.log.add(Repaid(at.name, accounts, at.quote, x, Motive.LIQUIDATION))
        at.reserves.realise_bad_debt(0, accounts, owed - x, float(at.positions.debt_prices()[0]))
