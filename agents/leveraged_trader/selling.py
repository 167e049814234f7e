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


@dataclass(frozen=True, slots=True)
class Sales:
    """Units of collateral that n accounts sell, and the flash loan that repays before the sale: 0 for those who sell first."""

    sold: FloatArray
    loan: FloatArray


def plan_sales(sheets: BalanceSheets, aim: FloatArray, curve: Curve, slippage: float) -> Sales:
    """Sales that bring each loan-to-value down to `aim` (n,).

    Whoever can free enough collateral sells it and repays. For the others, close to their threshold or beyond it, a flash loan repays first: turns
    of selling what is free and repaying grow in number without limit as health falls to 1, and one loan does it at once for the pool's fee. It is
    planned on the worst price accepted; what the sale brings beyond that stays as cash. If the pool lacks the cash, what is free is sold. No sale is
    made that cannot restore the position: it waits for its liquidation.
    """
    free = sheets.withdrawable
    sale = _units_to_sell(sheets, aim, curve.price * (1.0 - curve.fee))
    kept = curve.price * (1.0 - slippage) / (1.0 + sheets.quote.flash_fee)  # debt that each unit repays for sure
    sale_on_loan = _units_to_sell(sheets, aim, kept)
    lent = (sale_on_loan < sheets.collateral) & (sale_on_loan * kept <= sheets.quote.cash[sheets.d])
    on_loan = (sale > free) & lent
    first = np.where(np.isfinite(sale), np.minimum(sale, free), 0.0)
    sold = np.where(on_loan, sale_on_loan, first)
    sold = np.where(sold > WORTH_AN_ORDER * sheets.collateral, sold, 0.0)
    return Sales(sold, np.where(on_loan, sold * kept, 0.0))


def _units_to_sell(sheets: BalanceSheets, aim: FloatArray, price: float) -> FloatArray:
    """Units of collateral to sell if each pays `price` units of debt."""
    rate = price * sheets.debt_price / sheets.collateral_price
    return sale_to_reach(sheets.collateral_value, sheets.debt_value, aim, rate) / sheets.collateral_price


def sell_and_repay(
    dealing: Dealing, view: View, sheets: BalanceSheets, who: BoolArray, aim: FloatArray
) -> list[Action]:
    """One bundle for all of `who` (n,) that sell first, and a flash loan for each of the others."""
    if not who.any():
        return []
    accounts, curve = view.accounts[who], view.public.curve(dealing.strategy.exchange)
    plan = plan_sales(sheets.of(who), aim[who], curve, dealing.slippage)
    actions: list[Action] = []
    plain = (plan.sold > 0.0) & (plan.loan == 0.0)
    if plain.any():
        actions.append(_sale(dealing, accounts[plain], plan.sold[plain], curve.price))
    for index in np.flatnonzero(plan.loan > 0.0):
        account, sold, loan = int(accounts[index]), float(plan.sold[index]), float(plan.loan[index])
        actions.append(_sale_on_loan(dealing, account, sold, loan, curve.price))
    return actions


def _sale(dealing: Dealing, accounts: IntArray, sold: FloatArray, price: float) -> Bundle:
    motive, pool, strategy = Motive.DELEVERAGE, dealing.strategy.pool, dealing.strategy
    legs = (
        WithdrawCollateral(account=accounts, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        dealing.sale(accounts, sold, price, motive),
        Repay(account=accounts, venue=pool, asset=strategy.debt, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=accounts, legs=legs, motive=motive, priority_fee=dealing.priority_fee)


def _sale_on_loan(dealing: Dealing, account: int, sold: float, loan: float, price: float) -> FlashLoan:
    motive, pool, strategy = Motive.DELEVERAGE, dealing.strategy.pool, dealing.strategy
    legs = (
        Repay(account=account, venue=pool, asset=strategy.debt, amount=loan, motive=motive),
        WithdrawCollateral(account=account, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        dealing.sale(account, sold, price, motive),
    )
    fee = dealing.priority_fee
    return FlashLoan(
        account=account, venue=pool, asset=strategy.debt, amount=loan, legs=legs, motive=motive, priority_fee=fee
    )
