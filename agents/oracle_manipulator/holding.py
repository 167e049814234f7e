"""Holding a price against those who bring it back, without knowing who goes first."""

import numpy as np

from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.market.venues.curve import Curve


def push_to_hold(curve: Curve, level: float, reset: float, cash: float, tolerance: float) -> tuple[float, float]:
    """Quote units to spend now so that the price is `level` after this step, at most `cash`, and the least base to get
    for them.

    If the price was brought down, push it up again. If it stands, others may be about to bring it down to `reset`: buy
    as much as pushes it up from there, but only for a price below the middle; who buys on top of a price that still
    stands pays dearly and is sold into.
    """
    now = alternatives(curve)
    stands = curve.price >= level * (1.0 - tolerance)
    back, brought_down = now.sell(np.array(curve.sale_to_reach(reset) if stands else 0.0))
    amount = np.array(min(cash, curve.purchase_to_reach(level) + float(back)))
    then, on_top = brought_down.buy(amount)[0], now.buy(amount)[0]
    least = 0.5 * float(then + on_top) if stands else float(then) * (1.0 - tolerance)
    return float(amount), least
