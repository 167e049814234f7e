"""How a leveraged trader moves its loan-to-value: sell collateral and repay, or borrow and buy collateral."""

import numpy as np

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.formulas import loan_to_reach, sale_to_reach
from firesale.agents.leveraged_trader.sheets import BalanceSheets
from firesale.market.actions import (
    RECEIVED,
    Action,
    Borrow,
    Bundle,
    FlashLoan,
    Motive,
    PostCollateral,
    Repay,
    Swap,
    WithdrawCollateral,
)
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.view import View

WORTH_AN_ORDER = 1e-6
"""Trades below this part of the collateral are rounding, and no order is sent for them."""


def sell_and_repay(
    strategy: LeveragedStrategy,
    view: View,
    sheets: BalanceSheets,
    who: BoolArray,
    aim: FloatArray,
    slippage: float,
    priority_fee: float,
) -> list[Action]:
    """Sales that bring `who` (n,) down to the loan-to-value `aim` (n,).

    Whoever can free enough collateral beforehand sells it and repays: one bundle for all of them. For the others, close to their threshold or
    beyond it, a flash loan repays first: the number of turns of selling what is free and repaying grows without limit as health falls to 1, and
    one loan does it at once for the pool's fee. It is planned on the worst price accepted, and what the sale brings beyond that stays as cash.
    If the pool lacks the cash, what is free is sold. No sale is made that cannot restore the position: it waits for its liquidation.
    """
    if not who.any():
        return []
    sheets, accounts, aim = sheets.of(who), view.accounts[who], aim[who]
    curve, free = view.public.curve(strategy.exchange), sheets.withdrawable
    margin = WORTH_AN_ORDER * sheets.collateral
    sale = _units_to_sell(sheets, aim, curve.price * (1.0 - curve.fee))
    kept = curve.price * (1.0 - slippage) / (1.0 + sheets.quote.flash_fee)
    loan_sale = _units_to_sell(sheets, aim, kept)
    flash = (sale > free) & (loan_sale < sheets.collateral) & (loan_sale * kept <= sheets.quote.cash[sheets.d])
    sold = np.minimum(sale, free)
    plain = ~flash & np.isfinite(sale) & (sold > margin)
    worst = curve.price * (1.0 - slippage)
    actions: list[Action] = []
    if plain.any():
        actions.append(_sale(strategy, accounts[plain], sold[plain], worst, priority_fee))
    for index in np.flatnonzero(flash & (loan_sale > margin)):
        amount = float(loan_sale[index])
        actions.append(_sale_on_loan(strategy, int(accounts[index]), amount, amount * kept, worst, priority_fee))
    return actions


def _units_to_sell(sheets: BalanceSheets, aim: FloatArray, price: float) -> FloatArray:
    """Units of collateral, each of which pays `price` units of debt."""
    rate = price * sheets.debt_price / sheets.collateral_price
    return sale_to_reach(sheets.collateral_value, sheets.debt_value, aim, rate) / sheets.collateral_price


def _sale(
    strategy: LeveragedStrategy, accounts: IntArray, sold: FloatArray, worst: float, priority_fee: float
) -> Bundle:
    pool, motive = strategy.pool, Motive.DELEVERAGE
    legs = (
        WithdrawCollateral(account=accounts, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        Swap(
            account=accounts,
            venue=strategy.exchange,
            asset_in=strategy.collateral,
            asset_out=strategy.debt,
            amount_in=sold,
            min_amount_out=sold * worst,
            motive=motive,
        ),
        Repay(account=accounts, venue=pool, asset=strategy.debt, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=accounts, legs=legs, motive=motive, priority_fee=priority_fee)


def _sale_on_loan(
    strategy: LeveragedStrategy, account: int, sold: float, loan: float, worst: float, priority_fee: float
) -> FlashLoan:
    pool, motive = strategy.pool, Motive.DELEVERAGE
    legs = (
        Repay(account=account, venue=pool, asset=strategy.debt, amount=loan, motive=motive),
        WithdrawCollateral(account=account, venue=pool, asset=strategy.collateral, amount=sold, motive=motive),
        Swap(
            account=account,
            venue=strategy.exchange,
            asset_in=strategy.collateral,
            asset_out=strategy.debt,
            amount_in=sold,
            min_amount_out=sold * worst,
            motive=motive,
        ),
    )
    return FlashLoan(
        account=account,
        venue=pool,
        asset=strategy.debt,
        amount=loan,
        legs=legs,
        motive=motive,
        priority_fee=priority_fee,
    )


def borrow_and_post(
    strategy: LeveragedStrategy,
    view: View,
    sheets: BalanceSheets,
    who: BoolArray,
    aim: FloatArray,
    slippage: float,
    priority_fee: float,
    safety: float = 1.0,
) -> list[Action]:
    """Purchases that bring `who` (n,) up to the loan-to-value `aim` (n,), or as far as `safety` times the pool's limit allows at once."""
    if not who.any():
        return []
    sheets, accounts, aim = sheets.of(who), view.accounts[who], aim[who]
    curve = view.public.curve(strategy.exchange)
    rate = (1.0 - curve.fee) / curve.price * sheets.collateral_price / sheets.debt_price
    loan = loan_to_reach(sheets.collateral_value, sheets.debt_value, aim, rate) / sheets.debt_price
    limit = safety * (sheets.debt + sheets.borrowable()) - sheets.debt
    loan = np.minimum(np.minimum(loan, limit), sheets.quote.borrow_room[sheets.d])
    worth = loan * sheets.debt_price > WORTH_AN_ORDER * sheets.collateral_value
    accounts, loan, pool, motive = accounts[worth], loan[worth], strategy.pool, Motive.LEVERAGE
    if len(accounts) == 0:
        return []
    legs = (
        Borrow(account=accounts, venue=pool, asset=strategy.debt, amount=loan, motive=motive),
        Swap(
            account=accounts,
            venue=strategy.exchange,
            asset_in=strategy.debt,
            asset_out=strategy.collateral,
            amount_in=loan,
            min_amount_out=loan / curve.price * (1.0 - slippage),
            motive=motive,
        ),
        PostCollateral(account=accounts, venue=pool, asset=strategy.collateral, amount=RECEIVED, motive=motive),
    )
    return [Bundle(account=accounts, legs=legs, motive=motive, priority_fee=priority_fee)]
