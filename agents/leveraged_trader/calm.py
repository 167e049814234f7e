"""Which steps a cohort may sleep through: a bound on prices within which none of its accounts would act.

At a full look each account's loan-to-value l lies between its limits, and changes from then on as l / r, where r is the rise of the collateral's
price over that of the debt's price and of the interest. So nobody acts while max(l / most) < r < min(l / least). A position above its threshold may
be liquidated, so that it counts as a limit too. The account nearest to its limit is looked at every step: from its debt comes the interest, and when
it has changed otherwise, somebody has traded with the cohort and everyone is looked at again.
"""

import numpy as np

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.sheets import BalanceSheets
from firesale.market.arrays import FloatArray
from firesale.market.view import View

NOTES = PRICE, FALL, RISE, NEAREST, COLLATERAL, DEBT = (
    "price at the last look",
    "fall that wakes",
    "rise that wakes",
    "nearest account",
    "its collateral",
    "its debt",
)
ROUNDING = 1.0 + 1e-9
"""Bounds are narrowed by this much, so that rounding never lets an account sleep too long."""


def is_calm(view: View, strategy: LeveragedStrategy) -> bool:
    """True if nobody in the cohort can have left its limits since the last look. Costs the same for any number of accounts."""
    if view.size == 0:
        return True
    if PRICE not in view.memory:
        return False
    price, fall, rise, nearest, collateral, debt = (float(view.memory[name][0]) for name in NOTES)
    quote = view.public.credit(strategy.pool)
    k, d = quote.collaterals.index(strategy.collateral), quote.debts.index(strategy.debt)
    own = view.one(int(nearest)).position(strategy.pool)
    if own.collateral[0, k] != collateral or own.debt[0, d] < debt:
        return False
    interest = float(own.debt[0, d]) / debt if debt > 0.0 else 1.0
    rose = float(quote.collateral_price[k] / quote.debt_price[d]) / (price * interest)
    return fall * ROUNDING < rose < rise / ROUNDING


def note_limits(view: View, sheets: BalanceSheets, least: FloatArray | float, most: FloatArray) -> None:
    """Keep what `is_calm` needs: nobody acts while its loan-to-value is in [least, most] (n,)."""
    ratio, pledged = sheets.loan_to_value, sheets.pledged
    wakes = np.minimum(most, sheets.threshold)
    fall = np.divide(ratio, wakes, out=np.where(ratio > 0.0, np.inf, 0.0), where=wakes > 0.0)
    fall = np.where(pledged, fall, 0.0)
    bound = np.broadcast_to(least, ratio.shape)
    rise = np.divide(ratio, bound, out=np.full_like(ratio, np.inf), where=pledged & (bound > 0.0))
    nearest = int(np.argmax(fall))
    kept = (
        sheets.collateral_price / sheets.debt_price,
        float(fall[nearest]),
        float(rise.min()),
        float(nearest),
        float(sheets.collateral[nearest]),
        float(sheets.debt[nearest]),
    )
    for name, value in zip(NOTES, kept, strict=True):
        view.memory[name] = np.broadcast_to(np.float64(value), (view.size,))  # one value per account, stored once
