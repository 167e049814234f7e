"""How a leveraged trader comes down: sell collateral and repay."""

from dataclasses import dataclass

import numpy as np

from firesale.agents.leveraged_trader.dealing import WORTH_AN_ORDER, Dealing
from firesale.agents.leveraged_trader.formulas import sale_to_reach
from firesale.agents.leveraged_trader.sheets import BalanceSheets
from firesale.market.actions import RECEIVED, Action, Bundle, FlashLoan, Motive, Repay, WithdrawCollateral
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.venues.curve import Curve
from firesale.market.view import View

COMING_DOWN = "coming down"


@dataclass(frozen=True, slots=True)
class Sales:
    """Units of collateral that n accounts sell, and the flash loan that repays before the sale: 0 for those who sell first."""

    sold: FloatArray
    loan: FloatArray
    is_part: BoolArray  # the rest must wait for the next step


def plan_sales(sheets: BalanceSheets, aim: FloatArray, curve: Curve, dealing: Dealing) -> Sales:
    """Sales that bring each loan-to-value down to `aim` (n,), before price impact.

    Whoever can free enough collateral sells it and repays. The others, who would have to take turns of selling what is free and repaying (ever more
    of them as health falls to 1, and there is no first turn below), repay with a flash loan first, as much as the sale brings at the worst price
    accepted. If they may not, or the pool lacks the cash, they sell what is free, turn by turn. Nothing is sold at a price that makes
    things worse.
    """
    free = sheets.withdrawable
    rate = curve.price * (1.0 - curve.fee) * sheets.debt_price / sheets.collateral_price
    sale = sale_to_reach(sheets.collateral_value, sheets.debt_value, aim, rate) / sheets.collateral_price
    loan = sale * (curve.price * (1.0 - dealing.slippage) / (1.0 + sheets.quote.flash_fee))
    limit = sheets.threshold * (sheets.collateral - sale) * sheets.collateral_price
    restored = (sale < sheets.collateral) & ((sheets.debt - loan) * sheets.debt_price <= limit)
    on_loan = dealing.flash_loans & (sale > free) & restored & (loan <= sheets.quote.cash[sheets.d])
    first = np.where(np.isfinite(sale), np.minimum(sale, free), 0.0)
    sold = np.where(on_loan, sale, first)
    sold = np.where(sold > WORTH_AN_ORDER * sheets.collateral, sold, 0.0)
    borrowed = np.where(on_loan & (sold > 0.0), np.minimum(loan, sheets.debt), 0.0)
    return Sales(sold, borrowed, (sold > 0.0) & (sold < sale))


def sell_and_repay(
    dealing: Dealing, view: View, sheets: BalanceSheets, who: BoolArray, aim: FloatArray
) -> list[Action]:
    """One bundle for all of `who` (n,) that sell first, and one for each of those that borrow first: these go one by one in any case."""
    if not who.any():
        _note_parts(view, who, np.zeros(0, dtype=np.bool_))
        return []
    accounts, curve = view.accounts[who], view.public.curve(dealing.strategy.exchange)
    plan = plan_sales(sheets.of(who), aim[who], curve, dealing)
    _note_parts(view, who, plan.is_part)
    actions: list[Action] = []
    plain = (plan.sold > 0.0) & (plan.loan == 0.0)
    if plain.any():
        actions.append(_sale(dealing, accounts[plain], plan.sold[plain], curve.price))
    for index in np.flatnonzero(plan.loan > 0.0):
        account, sold, loan = int(accounts[index]), float(plan.sold[index]), float(plan.loan[index])
        actions.append(_sale_on_loan(dealing, account, sold, loan, curve.price))
    return actions


def unless_coming_down(view: View, most: FloatArray, aim: FloatArray) -> FloatArray:
    """The loan-to-value above which each account sells, (n,): `most`, but `aim` for those who could sell only a part the last time."""
    notes = view.memory.get(COMING_DOWN)
    return most if notes is None else np.where(notes > 0.0, aim, most)


def _note_parts(view: View, who: BoolArray, is_part: BoolArray) -> None:
    if COMING_DOWN in view.memory or is_part.any():
        notes = view.memory.setdefault(COMING_DOWN, np.zeros(view.size))
        notes[:] = 0.0
        notes[who] = is_part


def _sale(dealing: Dealing, accounts: IntArray, sold: FloatArray, price: float) -> Bundle:
    motive, pool, strategy = Motive.DELEVERAGE, dealing.strategy.pool, dealing.strategy
    legs = (
        WithdrawCollateral(account=accounts, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        dealing.sale(accounts, sold, price, motive),
        Repay(account=accounts, venue=pool, asset=strategy.debt, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=accounts, legs=legs, motive=motive, priority_fee=dealing.priority_fee)


def _sale_on_loan(dealing: Dealing, account: int, sold: float, loan: float, price: float) -> Bundle:
    """The loan repays debt, which frees the collateral whose sale pays the loan back; what the sale brings beyond that repays debt, too."""
    motive, pool, strategy = Motive.DELEVERAGE, dealing.strategy.pool, dealing.strategy
    inside = (
        Repay(account=account, venue=pool, asset=strategy.debt, amount=loan, motive=motive),
        WithdrawCollateral(account=account, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        dealing.sale(account, sold, price, motive),
    )
    legs = (
        FlashLoan(account=account, venue=pool, asset=strategy.debt, amount=loan, legs=inside, motive=motive),
        Repay(account=account, venue=pool, asset=strategy.debt, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=account, legs=legs, motive=motive, priority_fee=dealing.priority_fee)
