"""How many liquidations are worth it when the seized collateral is sold at once, and moves the price while it is sold."""

import numpy as np

from firesale.agents.liquidator.orders import lots
from firesale.agents.liquidator.sharing import Shares
from firesale.agents.liquidator.situation import Outlet, Situation
from firesale.agents.liquidator.sizing import cut
from firesale.market.arrays import FloatArray
from firesale.market.venues.curve import Curve

HALVINGS = 60
"""Enough to find the last liquidation's size to the last digits of a float."""
DIGITS = 9
"""Ratios that agree to so many digits count as equal."""


def cut_to_profit(at: Situation, outlet: Outlet, shares: Shares, hurdle: FloatArray) -> Shares:
    """What is left of each account's takings when it counts its own price impact, with `hurdle` (n,) per value repaid."""
    who, taken = shares
    debt_price = float(at.credit.debt_price[outlet.pair[1]])
    budget = np.zeros(len(who))
    for place, those in lots(who, max(1, len(who))):
        offers, fee = taken.at(those), float(at.fee[place]) / debt_price
        parts = worthwhile(outlet.curve, offers.repaid, offers.received, float(hurdle[place]), fee)
        budget[those] = parts * offers.repaid
    chosen, left = cut(at, taken, budget)
    return who[left], chosen


def worthwhile(curve: Curve, cost: FloatArray, received: FloatArray, hurdle: float, fee: float) -> FloatArray:
    """Part of each of m offers to take, (m,) in [0, 1], so that what is earned above the hurdle is largest.

    Earned is proceeds(sum of parts * received) - (1 + hurdle) * sum of parts * cost - fee * (offers taken), all in
    units of the curve's quote.

    An offer repays `cost` (m,) quote units for `received` (m,) base units. The price falls along the curve, so offers
    are taken in the order of base units per quote unit, the larger first, until the next unit sold does not earn the
    hurdle; the last of them is taken in part. The small ones at the end that do not earn their fee are left. Exact if
    all offers pay the same ratio or the fee is zero.
    """
    if len(cost) == 0:
        return np.zeros(0)
    ratio = received / cost
    order = np.lexsort((-received, -np.round(ratio / ratio.max(), DIGITS)))
    least_price = (1.0 + hurdle) / ratio[order]
    sold = np.cumsum(received[order])
    full = _number_full(curve, sold, least_price)
    parts = np.zeros(len(cost))
    parts[order[:full]] = 1.0
    if full < len(cost):
        before = float(sold[full - 1]) if full else 0.0
        wanted = _sale_down_to(curve, before, float(sold[full]), float(least_price[full])) - before
        parts[order[full]] = max(0.0, wanted) / float(received[order[full]])
    for place in order[: full + 1][::-1]:
        if _earned(curve, cost, received, parts, int(place), hurdle) > fee:
            break
        parts[place] = 0.0
    return parts


def _number_full(curve: Curve, sold: FloatArray, least_price: FloatArray) -> int:
    """How many offers are taken wholly: the price after the sale falls and the least price rises, so bisection finds
    where they cross.
    """
    low, high = 0, len(sold)
    while low < high:
        middle = (low + high) // 2
        if curve.marginal_sale(float(sold[middle])) >= least_price[middle]:
            low = middle + 1
        else:
            high = middle
    return low


def _sale_down_to(curve: Curve, low: float, high: float, price: float) -> float:
    """Base units sold, between `low` and `high`, at which the next unit brings `price`."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if curve.marginal_sale(middle) >= price:
            low = middle
        else:
            high = middle
    return low


def _earned(curve: Curve, cost: FloatArray, received: FloatArray, parts: FloatArray, last: int, hurdle: float) -> float:
    """What the offer `last` adds when it is sold after all others, quote units."""
    whole = float(parts @ received)
    own = float(parts[last] * received[last])
    if own <= 0.0:
        return 0.0
    proceeds = curve.proceeds(whole) - (curve.proceeds(whole - own) if whole > own else 0.0)
    return proceeds - (1.0 + hurdle) * float(parts[last] * cost[last])
