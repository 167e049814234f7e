"""How a margin call is met: from cash, and if that does not suffice by selling assets. The second is a fire sale."""

from dataclasses import dataclass

import numpy as np

from firesale.market.actions import RECEIVED, Action, Bundle, Motive, PostCollateral, Swap
from firesale.market.arrays import FloatArray
from firesale.market.venues.curve import Curve
from firesale.market.venues.solving import falling_root
from firesale.market.view import View

LEAST = 1e-9
"""Of a call, what is not worth an order."""


@dataclass(frozen=True, slots=True)
class Means:
    """Where a call is paid, and what is sold where if cash does not suffice."""

    clearing_house: str
    exchange: str
    cushion: FloatArray | float  # more than is called that is sold for: others may sell meanwhile
    priority_fee: float  # numeraire per order


def meet(view: View, means: Means, called: FloatArray) -> list[Action]:
    """Orders that bring what is called (n,), numeraire; nothing for an account that is not called."""
    cash = np.maximum(0.0, view.balance(view.public.numeraire) - 2.0 * means.priority_fee)
    paid = np.minimum(called, cash)
    actions: list[Action] = []
    paying = paid > LEAST * called
    if paying.any():
        actions.append(_post(view, means, np.flatnonzero(paying), paid[paying]))
    short = np.where(called - paid > LEAST * called, called - paid, 0.0)
    return actions + _fire_sale(view, means, short * (1.0 + means.cushion))


def _post(view: View, means: Means, who: np.ndarray, amount: FloatArray) -> PostCollateral:
    return PostCollateral(
        account=view.accounts[who],
        venue=means.clearing_house,
        asset=view.public.numeraire,
        amount=amount,
        motive=Motive.MARGIN,
        priority_fee=means.priority_fee,
    )


def _fire_sale(view: View, means: Means, wanted: FloatArray) -> list[Action]:
    """Sell as much as brings `wanted` (n,) on the exchange at its quote, at most everything, and post what comes in."""
    if not wanted.any():
        return []
    curve = view.public.curve(means.exchange)
    sold = np.minimum(view.balance(curve.base), units_for(curve, wanted))
    who = np.flatnonzero(sold > 0.0)
    if len(who) == 0:
        return []
    accounts = view.accounts[who]
    swap = Swap(
        account=accounts,
        venue=means.exchange,
        asset_in=curve.base,
        asset_out=curve.quote,
        amount_in=sold[who],
        motive=Motive.MARGIN,
    )
    post = PostCollateral(
        account=accounts, venue=means.clearing_house, asset=curve.quote, amount=RECEIVED, motive=Motive.MARGIN
    )
    return [Bundle(account=accounts, legs=(swap, post), motive=Motive.MARGIN, priority_fee=means.priority_fee)]


def units_for(curve: Curve, wanted: FloatArray) -> FloatArray:
    """Base units that each account would have to sell alone for `wanted` (n,) quote units.

    One by one, as a quote answers one sale at a time; only accounts that are short of cash come here.
    """
    units = np.zeros(len(wanted))
    for i in np.flatnonzero(wanted > 0.0).tolist():
        target = float(wanted[i])
        units[i] = falling_root(lambda base, target=target: target - curve.proceeds(base), target / curve.price)  # type: ignore[misc]
    return units
