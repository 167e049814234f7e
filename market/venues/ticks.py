"""The price grid of concentrated liquidity: tick i stands for the price 1.0001^i, and exchanges compute with its square root."""

import math

LOG_TICK = math.log1p(1e-4)
"""One tick in log price."""
LARGEST_TICK = 887_272
"""Prices lie between 1.0001 to the power of minus this and of this. Source: Uniswap v3, `TickMath`."""
NEARLY = 1e-9
"""Part of a tick by which a square root that was rounded may miss the tick that it stands on."""


def sqrt_price_at(tick: int) -> float:
    """Square root of the price at a tick."""
    return math.exp(0.5 * LOG_TICK * tick)


def tick_at(sqrt_price: float) -> int:
    """The highest tick at or below a price, given its square root."""
    return math.floor(2.0 * math.log(sqrt_price) / LOG_TICK + NEARLY)


def nearest_usable_tick(price: float, spacing: int) -> int:
    """The multiple of the spacing that is nearest to a price; the outermost one for prices beyond (0 and infinity among them)."""
    most = LARGEST_TICK // spacing
    if price <= 0.0:
        return -most * spacing
    if math.isinf(price):
        return most * spacing
    return spacing * max(-most, min(most, math.floor(math.log(price) / LOG_TICK / spacing + 0.5)))
