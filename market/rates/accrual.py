"""How rates turn into interest. Rates per year, as fractions: floats, or arrays of one shape.

Source: Aave v3, `MathUtils` and `DefaultReserveInterestRateStrategyV2`.
"""

import math
from typing import Literal

from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.rates.base import Number


def supply_rate(borrow_rate: Number, utilisation: Number, reserve_factor: Number | float) -> Number:
    """What lenders earn: the interest on the part lent out, less the fraction that goes to the reserves."""
    return borrow_rate * utilisation * (1.0 - reserve_factor)


def linear_growth(rate: Number, seconds: float) -> Number:
    """Factor by which a deposit grows: simple interest between two updates."""
    return 1.0 + rate * seconds / SECONDS_PER_YEAR


def compounded_growth(rate: Number, seconds: float) -> Number:
    """Factor by which a debt grows: the first terms of exp(rate * years), a little less than continuous compounding."""
    x = rate * seconds / SECONDS_PER_YEAR
    return 1.0 + x + x**2 / 2.0 + x**3 / 6.0


Interest = Literal["series", "simple", "continuous", "effective"]
"""How a debt grows between two updates.

`series`: `compounded_growth` (Aave v3, Morpho). `simple`: 1 + rate * years (Compound v2 and v3, crvUSD). `continuous`: exp(rate * years), which is a
rate per second compounded each second (Euler). `effective`: (1 + rate)^years, for a rate that is what a year adds (Maker's stability fee).
"""


def nominal_rate(interest: Interest, rate: float) -> float:
    """Rate per year that is shared with lenders: of an effective rate, the one that comes to it when it is compounded all the time."""
    return math.log1p(rate) if interest == "effective" else rate


def debt_growth(interest: Interest, rate: float, seconds: float) -> float:
    """Factor by which a debt grows in a time without an update."""
    if interest == "series":
        return compounded_growth(rate, seconds)
    if interest == "simple":
        return linear_growth(rate, seconds)
    return math.exp(nominal_rate(interest, rate) * seconds / SECONDS_PER_YEAR)
