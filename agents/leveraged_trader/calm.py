"""Which steps a cohort may sleep through: a bound on prices within which none of its accounts would act.

At a full look each account's loan-to-value l lies between its limits, and changes from then on as l / r, where r is the rise of the collateral's
price over that of the debt's price and of the interest. So nobody acts while max(l / most) < r < min(l / least). A position above its threshold may
be liquidated, so that this is a limit too. The account nearest to its limit is looked at every step: from its debt comes the interest, and if its
position or its health is not what prices and interest made of it, somebody traded with the cohort or the rules changed, and everyone is looked at.

The same decisions as a look at every step, with two exceptions in which another account than the nearest may have been liquidated unseen: when
information is late, and when a live oracle was moved and moved back within a step. Then the rest wake up later, at the next move of the price.
"""

import numpy as np

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.sheets import BalanceSheets
from firesale.market.arrays import FloatArray
from firesale.market.margin.base import Positions
from firesale.market.view import View

NOTES = ("price", "fall that wakes", "rise that wakes", "nearest", "its collateral", "its debt", "its health")
ROUNDING = 1e-9
"""Bounds are narrowed by this part, so that rounding never lets an account sleep too long."""


def is_calm(view: View, strategy: LeveragedStrategy) -> bool:
    """True if nobody in the cohort can have left its limits since the last look. Costs the same for any number of accounts."""
    if view.size == 0:
        return True
    if NOTES[0] not in view.memory:
        return False
    price, fall, rise, nearest, collateral, debt, health = (float(view.memory[name][0]) for name in NOTES)
    quote, own = view.public.credit(strategy.pool), view.one(int(nearest)).position(strategy.pool)
    k, d = quote.collaterals.index(strategy.collateral), quote.debts.index(strategy.debt)
    if own.collateral[0, k] != collateral or own.debt[0, d] < debt:
        return False
    interest = float(own.debt[0, d]) / debt if debt > 0.0 else 1.0
    risen = float(quote.collateral_price[k] / quote.debt_price[d]) / (price * interest)
    at = Positions(own.collateral, own.debt, quote.collateral_price, quote.debt_price)
    healthy = float(quote.margin.health(at)[0])
    as_expected = healthy == health or abs(healthy - health * risen) <= ROUNDING * healthy
    return as_expected and fall * (1.0 + ROUNDING) < risen < rise * (1.0 - ROUNDING)


def note_limits(view: View, sheets: BalanceSheets, least: FloatArray | float, most: FloatArray | float) -> None:
    """Keep what `is_calm` needs: nobody acts while its loan-to-value is in [least, most] (n,). One value per account, stored once."""
    ratio, pledged = sheets.loan_to_value, sheets.pledged
    wakes, bound = np.minimum(most, sheets.threshold), np.broadcast_to(least, ratio.shape)
    fall = np.divide(ratio, wakes, out=np.where(ratio > 0.0, np.inf, 0.0), where=wakes > 0.0)
    fall = np.where(pledged, fall, 0.0)
    rise = np.divide(ratio, bound, out=np.full_like(ratio, np.inf), where=pledged & (bound > 0.0))
    nearest = int(np.argmax(fall))
    owed = float(ratio[nearest])
    at_rest = fall[nearest] < 1.0 < rise.min()  # otherwise somebody acts now, and nobody knows with what success
    kept = (
        sheets.collateral_price / sheets.debt_price,
        float(fall[nearest]) if at_rest else np.inf,
        float(rise.min()),
        nearest,
        float(sheets.collateral[nearest]),
        float(sheets.debt[nearest]),
        float(sheets.threshold[nearest]) / owed if owed > 0.0 else np.inf,
    )
    for name, value in zip(NOTES, kept, strict=True):
        view.memory[name] = np.broadcast_to(np.float64(value), (view.size,))
