"""Which of the things that came in go out again: the newest first."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray

CRUMB = 1e-6
"""A smaller part of what goes out is rounding."""


def last_in_first_out(
    came_at: IntArray, came: FloatArray, went_at: IntArray, went: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Which of the arrivals (n,) each departure (m,) takes: places of departures, places of arrivals, units; all (j,).

    Arrivals and departures are in order of their moments. A departure takes from what arrived before it and has not left yet; if it is
    more than that, the rest comes from elsewhere and is not listed.
    """
    stock: list[tuple[int, float]] = []
    taken: list[tuple[int, int, float]] = []
    arrivals = iter(zip(came_at.tolist(), came.tolist(), strict=True))
    waiting, place = next(arrivals, None), 0
    for departure, (moment, wanted) in enumerate(zip(went_at.tolist(), went.tolist(), strict=True)):
        while waiting is not None and waiting[0] < moment:
            stock.append((place, waiting[1]))
            waiting, place = next(arrivals, None), place + 1
        left = wanted
        while stock and left > CRUMB * wanted:
            arrival, units = stock.pop()
            out = min(units, left)
            taken.append((departure, arrival, out))
            left -= out
            if units - out > CRUMB * units:
                stock.append((arrival, units - out))
    columns = list(zip(*taken, strict=True)) if taken else [(), (), ()]
    return np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=np.int64), np.array(columns[2], dtype=float)
