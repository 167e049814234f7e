"""How a leveraged trader goes up: borrow, buy collateral and post it."""

import numpy as np

from firesale.agents.leveraged_trader.dealing import WORTH_AN_ORDER, Dealing
from firesale.agents.leveraged_trader.formulas import loan_to_reach
from firesale.agents.leveraged_trader.sheets import BalanceSheets
from firesale.market.actions import RECEIVED, Action, Borrow, Bundle, Motive, PostCollateral
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.venues.curve import Curve
from firesale.market.view import View


def plan_loans(sheets: BalanceSheets, aim: FloatArray, curve: Curve, safety: float = 1.0) -> FloatArray:
    """Units of debt that bring each loan-to-value up to `aim` (n,), or to `safety` times what the pool allows before the purchase is posted."""
    rate = (1.0 - curve.fee) / curve.price * sheets.collateral_price / sheets.debt_price
    loan = loan_to_reach(sheets.collateral_value, sheets.debt_value, aim, rate) / sheets.debt_price
    limit = safety * (sheets.debt + sheets.borrowable()) - sheets.debt
    loan = np.minimum(np.minimum(loan, limit), sheets.quote.borrow_room[sheets.d])
    return np.where(loan * sheets.debt_price > WORTH_AN_ORDER * sheets.collateral_value, loan, 0.0)


def borrow_and_post(
    dealing: Dealing, view: View, sheets: BalanceSheets, who: BoolArray, aim: FloatArray, safety: float = 1.0
) -> list[Action]:
    """One bundle for all of `who` (n,) that can borrow."""
    if not who.any():
        return []
    curve = view.public.curve(dealing.strategy.exchange)
    loan = plan_loans(sheets.of(who), aim[who], curve, safety)
    can = loan > 0.0
    return [_purchase(dealing, view.accounts[who][can], loan[can], curve.price)] if can.any() else []


def _purchase(dealing: Dealing, accounts: IntArray, loan: FloatArray, price: float) -> Bundle:
    motive, pool, strategy = Motive.LEVERAGE, dealing.strategy.pool, dealing.strategy
    legs = (
        Borrow(account=accounts, venue=pool, asset=strategy.debt, amount=loan, motive=motive),
        dealing.purchase(accounts, loan, price, motive),
        PostCollateral(account=accounts, venue=pool, asset=strategy.collateral, amount=RECEIVED, motive=motive),
    )
    return Bundle(account=accounts, legs=legs, motive=motive, priority_fee=dealing.priority_fee)
