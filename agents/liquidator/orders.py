"""From what each account takes to the actions that take it."""

from collections.abc import Iterator

import numpy as np

from firesale.agents.liquidator.situation import Outlet, Situation
from firesale.agents.liquidator.sizing import Offers, by_pair
from firesale.market.actions import RECEIVED, Action, Bundle, FlashLoan, Liquidate, Motive, Swap
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View

MOTIVE = Motive.LIQUIDATION


def plain(view: View, at: Situation, who: IntArray, taken: Offers) -> list[Action]:
    """One action of many orders per pair of assets; the collateral is kept."""
    actions: list[Action] = []
    for _, those in by_pair(taken):
        accounts, offers = who[those], taken.at(those)
        actions.append(liquidation(at.credit, view.accounts[accounts], offers, offers.asked, at.fee[accounts]))
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
