"""Where a falling function crosses zero."""

from collections.abc import Callable

MOST_DOUBLINGS = 200
MOST_TURNS = 200
CLOSE = 1e-14
"""Of the function's value, and of the width of the interval relative to its place."""


def falling_root(function: Callable[[float], float], scale: float) -> float:
    """The argument above 0 at which `function`, positive at 0, becomes 0; `scale` is a guess of its size.

    Doubles until the sign changes, then false position with the Illinois rule. If the sign never changes, the largest argument tried.
    """
    low, high = 0.0, scale
    at_low, at_high = function(0.0), function(scale)
    for _ in range(MOST_DOUBLINGS):
        if at_high <= 0.0:
            break
        low, at_low, high = high, at_high, 2.0 * high
        at_high = function(high)
    side = 0
    for _ in range(MOST_TURNS):
        if at_high > 0.0 or high - low <= CLOSE * high or min(abs(at_low), abs(at_high)) <= CLOSE:
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        at_middle = function(middle)
        if at_middle > 0.0:
            low, at_low, at_high, side = middle, at_middle, 0.5 * at_high if side > 0 else at_high, 1
        else:
            high, at_high, at_low, side = middle, at_middle, 0.5 * at_low if side < 0 else at_low, -1
    return low if abs(at_low) < abs(at_high) else high
