"""Losses, or payments, that feed on each other: the least solution of y = min(cap, max(0, start + spread y)), found by
solving linear systems and not by iterating to a limit.

Both clearing and DebtRank are this equation. Iteration from 0 goes to the least solution, but may take any number of
rounds. Here: whoever receives nothing, directly or through others, stays where it is. Among those that do the solution is
unique: take who is furthest off, as a factor; those it receives from must be as far off, and so on back to one with a start of
its own, who cannot be. So it may be sought from above: all at their caps, those that fall short are solved for together, until
no further one falls short: at most n systems. Floors are met from below: one more joins when its pressure is not negative.
"""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray

ROUNDING = 1e-12
"""Part of an amount below which a difference is rounding and not a default."""


def least_fixed_point(
    start: FloatArray, spread: FloatArray, cap: FloatArray, noise: FloatArray | float = 0.0
) -> FloatArray:
    """Least y, (n,), with y = min(cap, max(0, start + spread @ y)).

    `start` (n,) may be negative, `spread` (n, n) and `cap` (n,) may not. `noise`: what may be rounding in a start that is itself a difference,
    (n,) or one number, in the units of y. Exact up to rounding; who is within 1e-12 of its cap is at it.
    """
    reached = np.zeros_like(start)
    for _ in range(len(start) + 2):
        pressure = start + spread @ reached
        gap = np.minimum(cap, pressure) - reached
        gap = np.where(gap > noise + ROUNDING * reached, gap, 0.0)
        if not gap.any():
            break
        room = np.where(pressure >= 0.0, cap - reached, 0.0)
        reached = np.minimum(cap, reached + _rise(gap, spread, room))
    return reached


def _rise(gap: FloatArray, spread: FloatArray, room: FloatArray) -> FloatArray:
    """Least x, (n,), with x = min(room, gap + spread @ x), for a gap that is nowhere negative."""
    found = np.zeros_like(gap)
    touched = np.flatnonzero(_touched(gap > 0.0, spread, room > 0.0))
    found[touched] = _from_above(gap[touched], spread[np.ix_(touched, touched)], room[touched])
    return found


def _touched(seeds: BoolArray, spread: FloatArray, has_room: BoolArray) -> BoolArray:
    """Who has a gap, or receives from one who does through others that have room, (n,)."""
    known = newly = seeds & has_room
    while newly.any():
        newly = (spread[:, newly] > 0.0).any(axis=1) & has_room & ~known
        known = known | newly
    return known


def _from_above(gap: FloatArray, spread: FloatArray, room: FloatArray) -> FloatArray:
    """The same where everybody is touched and the solution is unique: all at their caps, then those that fall short."""
    found, short = room.copy(), np.zeros(len(gap), dtype=np.bool_)
    while True:
        newly = ~short & (gap + spread @ found < room * (1.0 - ROUNDING))
        if not newly.any():
            return found
        short |= newly
        within, from_capped = spread[np.ix_(short, short)], spread[np.ix_(short, ~short)]
        solved = np.linalg.solve(np.eye(len(within)) - within, gap[short] + from_capped @ room[~short])
        found[short] = np.clip(solved, 0.0, room[short])
