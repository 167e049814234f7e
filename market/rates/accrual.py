"""How rates turn into interest. Rates per year, as fractions: floats, or arrays of one shape.

Source: Aave v3, `MathUtils` and `DefaultReserveInterestRateStrategyV2`.
"""

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
