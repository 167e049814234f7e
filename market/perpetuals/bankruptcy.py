"""Bankruptcy price, fillable price, and what the insurance fund gets or pays. Source: dYdX v4, `x/clob/keeper/liquidations.go`.

An order closes a part of one position of an account: its share of the account's maintenance requirement decides how much of the account value
goes with it, so that closing everything at the bankruptcy price leaves exactly nothing, whichever order the positions are closed in.
All in units of the margin asset, shape (n,).
"""

import numpy as np

from firesale.market.arrays import FloatArray


def bankruptcy_quote(
    change_of_notional: FloatArray, value: FloatArray, change_of_requirement: FloatArray, requirement: FloatArray
) -> FloatArray:
    """What closing must bring (negative: may cost) to leave the account with nothing if it closed all on these terms.

    `change_of_notional`: signed, negative for the sale of a long; `value`: of the account; requirements are for maintenance.
    """
    return -change_of_notional - value * np.abs(change_of_requirement) / requirement


def rounded(quote: FloatArray) -> FloatArray:
    """In whole units of the margin asset's last place: up, so that long and short both leave no debt. Source: the chain's unit tests."""
    return np.ceil(quote)


def fillable_price(
    notional: FloatArray,
    size: FloatArray,
    position_requirement: FloatArray,
    value: FloatArray,
    requirement: FloatArray,
    adjustment: float = 1.0,
    spread: float = 0.1,
) -> FloatArray:
    """The worst price at which a position may be closed, per unit: it moves away from the index as the account is used up.

    `notional` and `size` are signed; `adjustment` is the bankruptcy adjustment, `spread` the ratio of spread to maintenance requirement. Where
    nothing is required, an unsafe account is used up.
    """
    covered = np.divide(value, requirement, out=np.zeros_like(value), where=requirement > 0.0)
    used = np.clip(adjustment * (1.0 - covered), 0.0, 1.0)
    price = (notional - used * spread * position_requirement) / size
    return np.asarray(price, dtype=np.float64)


def insurance_change(received: FloatArray, bankruptcy: FloatArray, largest_fee: FloatArray) -> FloatArray:
    """What the insurance fund gets: all that a closing brings above the bankruptcy quote, at most the fee; below it, the fund pays."""
    return np.minimum(received - bankruptcy, largest_fee)


def uncovered(deficit: float, fund: float) -> float:
    """What an insurance fund leaves of a deficit. Source: arXiv:2512.01112, R = (D - IF)+."""
    return max(0.0, deficit - fund)


def shared_price(
    price: FloatArray, side: FloatArray, fraction: FloatArray, value: FloatArray, requirement: FloatArray
) -> FloatArray:
    """Close price at which value is used up in proportion to requirement. `side`: 1 long, -1 short.

    dYdX v3, P (1 -+ M V / W); unverified (from recollection), and equal to the bankruptcy quote of dYdX v4 per unit.
    """
    return price * (1.0 - side * fraction * value / requirement)
