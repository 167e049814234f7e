"""The stable swap invariant: n coins that should be worth the same, between a constant sum and a constant product.

W S + D = W D + D^(n+1) / (n^n P), with S and P the sum and the product of the balances, the weight W = A n, A the contract's amplification
parameter (the white paper's times n^(n-1)), and D the sum that the balances would have if all were equal. Source: Curve, `StableSwap.get_D`,
`get_y`. Below, `spread` is D^(n+1) / (n^n P): it equals D when all balances are equal, and grows as they part.
"""

import math
from collections.abc import Sequence

MOST_TURNS = 255
CLOSE = 1e-16


def invariant(balances: Sequence[float], weight: float) -> float:
    """D in units of a coin, by Newton's method from above: both bounds hold for a weight of at least 1, and from there it falls to the root."""
    n, whole = len(balances), sum(balances)
    bound = (math.log(weight * whole) + n * math.log(n) + sum(map(math.log, balances))) / (n + 1)
    found = min(whole, math.exp(bound))
    for _ in range(MOST_TURNS):
        spread = spread_of(balances, found)
        better = (weight * whole + n * spread) * found / ((weight - 1.0) * found + (n + 1) * spread)
        if abs(better - found) <= CLOSE * found:
            return better
        found = better
    return found


def spread_of(balances: Sequence[float], invariant: float) -> float:
    """D^(n+1) / (n^n P)."""
    n, spread = len(balances), invariant
    for balance in balances:
        spread *= invariant / (n * balance)
    return spread


def rate(own: float, other: float, weight: float, spread: float) -> float:
    """Units of the coin with balance `other` for the next unit of the one with balance `own`, fee not included."""
    return (weight + spread / own) / (weight + spread / other)


def received(own: float, other: float, weight: float, spread: float, amount: float) -> float:
    """Units of the coin with balance `other` for `amount` of the one with balance `own`, fee not included.

    The contract iterates y^2 + (b - D) y = c for the balance y that is left, and takes the difference. Written for the difference z itself,
    with q = spread / W, the equation is z^2 - (other + q + amount) z + amount other (1 + q / (own + amount)) = 0; its smaller root is exact
    for small amounts too.
    """
    q, after = spread / weight, own + amount
    product = amount * other * (1.0 + q / after)
    distance = other + q - amount
    apart = distance * distance + 4.0 * amount * q * ((after - other) / after)
    return 2.0 * product / (other + q + amount + math.sqrt(max(0.0, apart)))
