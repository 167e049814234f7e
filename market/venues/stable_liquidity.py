"""Liquidity of a stable swap in other ratios than its balances: shares for it, and what shares bring in one coin.

A fee is taken of what departs from the ratio, at n / (4 (n - 1)) of the fee of a trade: about half of it for each of the two ways of a trade.
Source: Curve, `StableSwap.add_liquidity`, `remove_liquidity_imbalance`, `_calc_withdraw_one_coin`.
"""

import math
from collections.abc import Sequence

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.venues.stable_math import invariant
from firesale.market.venues.stable_steps import Departure

SMALL = 1e-3
"""Part of the invariant below which a change of it is found from the change of the balances, not from the difference of what was and is."""


def departure_fee(fee: float, coins: int) -> float:
    """The fee of a trade as a fraction of what departs from the ratio of the balances."""
    return fee * coins / (4.0 * (coins - 1.0))


def shares_for(balances: FloatArray, change: FloatArray, weight: float, fee: float) -> tuple[float, FloatArray]:
    """Shares per share there is, and the fee in units of each coin (n,), for a change (n,) of the balances (n,).

    Positive for what is added: shares are minted; negative for what is taken: shares are burnt. -1 where the fee of a coin would be all that there is
    of it, which the contract refuses.
    """
    after, level = balances + change, invariant(balances.tolist(), weight)
    departure = Departure(balances.tolist(), level, weight)
    grown = _growth(departure, change, weight)
    kept: FloatArray = departure_fee(fee, len(balances)) * np.abs(balances * grown - change)
    if np.any(kept >= after):
        return -1.0, kept
    return _growth(departure, change - kept, weight), kept


def _growth(departure: Departure, change: FloatArray, weight: float) -> float:
    """What the invariant grows by, as a fraction."""
    after = np.asarray(departure.balances) + change
    found = invariant(after.tolist(), weight) / departure.level - 1.0
    return departure.growth(change.tolist(), found) if abs(found) < SMALL else found


def of_one_coin(balances: FloatArray, part: float, coin: int, weight: float, fee: float) -> tuple[float, float]:
    """Units of one coin for a part of all shares, and the fee in it."""
    departure = Departure(balances.tolist(), invariant(balances.tolist(), weight), weight)
    gone = -_fall(departure, part, coin, np.zeros(len(balances)))
    departs = balances * part
    departs[coin] = gone - balances[coin] * part
    cut = departure_fee(fee, len(balances)) * departs
    paid = -_fall(departure, part, coin, np.where(np.arange(len(balances)) == coin, 0.0, -cut)) - float(cut[coin])
    return paid, gone - paid


def _fall(departure: Departure, part: float, coin: int, others: FloatArray) -> float:
    """What the balance of a coin changes by when this part of the invariant goes and the other balances change so."""
    balances, level = np.asarray(departure.balances), departure.level * (1.0 - part)
    left = balance_at(level, np.delete(balances + others, coin).tolist(), departure.weight)
    found = left - float(balances[coin])
    return departure.change_of(coin, -part, others.tolist(), found) if part < SMALL else found


def balance_at(level: float, others: Sequence[float], weight: float) -> float:
    """The balance of a coin that makes the invariant `level`, given those of all others. Source: Curve, `get_y_D`.

    The root of y^2 + (b - D) y = c, with b = S' + D / W and c = D^(n + 1) / (n^n P' W).
    """
    coins, c = len(others) + 1, level / weight
    for other in others:
        c *= level / (coins * other)
    c *= level / coins
    linear = math.fsum(others) + level / weight - level
    root = math.sqrt(linear * linear + 4.0 * c)
    return 2.0 * c / (linear + root) if linear > 0.0 else (root - linear) / 2.0
