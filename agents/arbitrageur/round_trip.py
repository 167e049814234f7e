"""Buying on one exchange and selling on another: how much earns most."""

import math
from collections.abc import Callable

from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.curve import Curve

HALVINGS = 80
"""Enough to find the best amount to the last digits of a float."""


def best_purchase(cheap: Curve, dear: Curve) -> float:
    """Quote units to spend on the cheap exchange, selling what they buy on the dear one; 0 if no amount earns
    anything.

    Two constant products a (cheap) and b (dear) with reserves x of base, y of quote and g = 1 - fee return K q / (A +
    C q) for q, with K = g_a g_b x_a y_b, A = y_a x_b, C = g_a (x_b + g_b x_a); most is earned at q = (sqrt(K A) - A) /
    C. Other curves: where the product of the marginal rates falls to one. Source: derived; Angeris et al., An analysis
    of Uniswap markets (2019), for the condition on the marginal rates.
    """
    if isinstance(cheap, ConstantProductCurve) and isinstance(dear, ConstantProductCurve):
        bought = (1.0 - cheap.fee) * (dear.base_reserve + (1.0 - dear.fee) * cheap.base_reserve)
        return _best_of_two_pools(cheap, dear, bought)
    return _last_above_one(
        lambda quote: cheap.marginal_purchase(quote) * dear.marginal_sale(cheap.bought(quote)),
        cheap.purchase_to_reach(dear.price),
    )


def best_sale(dear: Curve, cheap: Curve) -> float:
    """Base units to sell on the dear exchange, buying back on the cheap one; 0 if no amount earns anything.

    The same for an account that holds the base asset: C = g_b (y_a + g_a y_b).
    """
    if isinstance(cheap, ConstantProductCurve) and isinstance(dear, ConstantProductCurve):
        sold = (1.0 - dear.fee) * (cheap.quote_reserve + (1.0 - cheap.fee) * dear.quote_reserve)
        return _best_of_two_pools(cheap, dear, sold)
    return _last_above_one(
        lambda base: dear.marginal_sale(base) * cheap.marginal_purchase(dear.proceeds(base)),
        dear.sale_to_reach(cheap.price),
    )


def _best_of_two_pools(cheap: ConstantProductCurve, dear: ConstantProductCurve, slope: float) -> float:
    """Largest of K q / (A + C q) - q over q >= 0, with C = `slope`."""
    flow = (1.0 - cheap.fee) * (1.0 - dear.fee) * cheap.base_reserve * dear.quote_reserve
    start = cheap.quote_reserve * dear.base_reserve
    return max(0.0, math.sqrt(flow * start) - start) / slope


def _last_above_one(rate: Callable[[float], float], high: float) -> float:
    """Largest amount in [0, high] whose last unit returns more than a unit; `rate` falls with the amount."""
    if rate(0.0) <= 1.0:
        return 0.0
    low = 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if rate(middle) > 1.0:
            low = middle
        else:
            high = middle
    return low
