"""Small changes of a stable swap, without the difference of two large numbers.

With D the invariant, u its growth and d_i what each balance x_i changes by, the difference of the invariant's equation after and before is

    W sum(d) - (W - 1) D u - P (exp((n + 1) log(1 + u) - sum log(1 + d_i / x_i)) - 1) = 0, P = D^(n+1) / (n^n prod x).

Its terms are of the size of the change, so that a deposit of a billionth of the pool is known as well as a large one. Newton's method, from what the
difference of the large numbers gives. Source: the equation of Curve's `get_D`; the form is chosen here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from firesale.market.venues.stable_math import spread_of

MOST_STEPS = 8
CLOSE = 1e-15


@dataclass(frozen=True, slots=True)
class Departure:
    """A pool with `balances` and `level`, its invariant; `weight` is W."""

    balances: Sequence[float]
    level: float
    weight: float

    def growth(self, change: Sequence[float], guess: float) -> float:
        """What the invariant grows by, as a fraction, when the balances change so."""
        coins, whole, logs = len(self.balances), self.weight * math.fsum(change), self._logs(change)
        spread, u = spread_of(self.balances, self.level), guess
        for _ in range(MOST_STEPS):
            power = (coins + 1) * math.log1p(u) - logs
            left = whole - (self.weight - 1.0) * self.level * u - spread * math.expm1(power)
            slope = (self.weight - 1.0) * self.level + spread * math.exp(power) * (coins + 1) / (1.0 + u)
            step = left / slope
            u += step
            if abs(step) <= CLOSE * abs(u):
                break
        return u

    def change_of(self, coin: int, growth: float, others: Sequence[float], guess: float) -> float:
        """What one balance changes by when the invariant grows so and the others (0 for the coin) change so."""
        fixed = (len(self.balances) + 1) * math.log1p(growth) - self._logs(others)
        whole = self.weight * math.fsum(others) - (self.weight - 1.0) * self.level * growth
        spread, held, d = spread_of(self.balances, self.level), self.balances[coin], guess
        for _ in range(MOST_STEPS):
            power = fixed - math.log1p(d / held)
            slope = self.weight + spread * math.exp(power) / (held + d)
            step = (whole + self.weight * d - spread * math.expm1(power)) / slope
            d -= step
            if abs(step) <= CLOSE * abs(d):
                break
        return d

    def _logs(self, change: Sequence[float]) -> float:
        return math.fsum(math.log1p(d / x) for d, x in zip(change, self.balances, strict=True))
