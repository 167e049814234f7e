"""From what each account takes to the actions that take it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firesale.agents.liquidator.sizing import Offers, Pair
from firesale.market.actions import RECEIVED, Action, Bundle, FlashLoan, Liquidate, Motive, Swap
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.curve import Curve
from firesale.market.view import View

MOTIVE = Motive.LIQUIDATION


@dataclass(frozen=True, slots=True)
class Outlet:
    """An exchange on which one of a pool's collaterals is sold for one of its debts."""

    exchange: str
    curve: Curve
    pair: Pair

    @property
    def price(self) -> float:
        """Quote units for the first base unit, the fee taken off."""
        return self.curve.marginal_sale(0.0)


def outlet_of(view: View, credit: CreditQuote, exchange: str | None) -> Outlet | None:
    """Where collateral can be sold for debt; None if the exchange does not trade a collateral of the pool against a
    debt of it.
    """
    if exchange is None:
        return None
    curve = view.public.curve(exchange)
    if curve.base not in credit.collaterals or curve.quote not in credit.debts:
        return None
    return Outlet(exchange, curve, (credit.collaterals.index(curve.base), credit.debts.index(curve.quote)))


def worth_of_collateral(credit: CreditQuote, outlet: Outlet | None) -> FloatArray:
    """What a unit of each collateral is worth to a liquidator (k,), numeraire: what the outlet pays for it, else what
    the pool's oracle says.
    """
    if outlet is None:
        return credit.collateral_price
    worth = credit.collateral_price.copy()
    k, d = outlet.pair
    worth[k] = outlet.price * credit.debt_price[d]
    return worth


def plain(view: View, credit: CreditQuote, who: IntArray, taken: Offers, fee: FloatArray) -> list[Action]:
    """One action of many orders per pair of assets; the collateral is kept."""
    actions: list[Action] = []
    for k, d in sorted(set(zip(taken.collateral.tolist(), taken.debt.tolist(), strict=True))):
        those = np.flatnonzero((taken.collateral == k) & (taken.debt == d))
        accounts, fees = view.accounts[who[those]], fee[who[those]]
        actions.append(liquidation(credit, accounts, taken.at(those), taken.asked[those], fees))
    return actions


def liquidation(
    credit: CreditQuote, accounts: IntArray, offers: Offers, asked: FloatArray, fee: FloatArray | float = 0.0
) -> Liquidate:
    """Offers of one pair of assets as one action of many orders."""
    return Liquidate(
        account=accounts,
        venue=credit.name,
        borrower=credit.unsafe.account[offers.row],
        collateral=credit.collaterals[int(offers.collateral[0])],
        debt=credit.debts[int(offers.debt[0])],
        repayment=asked,
        priority_fee=fee,
        motive=MOTIVE,
    )


def seize_and_sell(
    credit: CreditQuote, outlet: Outlet, account: int, offers: Offers, least: float = 0.0
) -> tuple[Action, ...]:
    """Legs of a bundle: liquidate, then sell all that came in for at least `least` quote units."""
    seize = liquidation(credit, np.full(len(offers.row), account), offers, offers.asked)
    return seize, sale(account, outlet, least)


def sale(account: int, outlet: Outlet, least: float = 0.0) -> Swap:
    """Sell all collateral that came in since the bundle began for at least `least` quote units."""
    curve = outlet.curve
    return Swap(
        account=account,
        venue=outlet.exchange,
        asset_in=curve.base,
        asset_out=curve.quote,
        amount_in=RECEIVED,
        min_amount_out=least,
        motive=MOTIVE,
    )


def bundle(account: int, legs: tuple[Action, ...], fee: float) -> Bundle:
    """Legs that succeed together or not at all."""
    return Bundle(account=account, legs=legs, priority_fee=fee, motive=MOTIVE)


def flash_loan(account: int, lender: str, asset: str, amount: float, legs: tuple[Action, ...], fee: float) -> FlashLoan:
    """The same with borrowed money."""
    return FlashLoan(
        account=account, venue=lender, asset=asset, amount=amount, legs=legs, priority_fee=fee, motive=MOTIVE
    )


def lots(who: IntArray, size: int) -> Iterator[tuple[int, IntArray]]:
    """The takings of one account after the other, at most `size` at a time: place of the account, and which of `who`
    (p,).
    """
    if len(who) == 0:
        return
    order = np.argsort(who, kind="stable")
    for of_one in np.split(order, np.flatnonzero(np.diff(who[order])) + 1):
        for start in range(0, len(of_one), size):
            yield int(who[of_one[0]]), of_one[start : start + size]
