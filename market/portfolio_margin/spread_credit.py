"""Inter-commodity spread credit: positions that offset each other across underlyings."""

import numpy as np

from firesale.market.arrays import FloatArray


def spread_credits(deltas: FloatArray, price_risk: FloatArray, ratio: FloatArray, rate: float) -> FloatArray:
    """What each underlying's requirement is lowered by, numeraire (n, u).

    A spread is `ratio` (u,) units of net delta bought of one underlying and sold of another; as many are formed as the smaller leg allows, and
    each leg gets `rate` of its weighted price risk, which is `price_risk` (n, u) per unit of net delta (n, u). Pairs are tried in the order of
    the underlyings, and a delta is used once. Source: CME, SPAN: inter-commodity spreading by weighted price risk.
    """
    left = deltas / ratio
    spreads = np.abs(left)
    worth = np.divide(price_risk, spreads, out=np.zeros_like(price_risk), where=spreads > 0.0)
    credit = np.zeros_like(price_risk)
    for a in range(left.shape[1]):  # one pair after the other: what one spread uses the next cannot
        for b in range(a + 1, left.shape[1]):
            opposite = left[:, a] * left[:, b] < 0.0
            formed = np.where(opposite, np.minimum(np.abs(left[:, a]), np.abs(left[:, b])), 0.0)
            for leg in (a, b):
                credit[:, leg] += rate * formed * worth[:, leg]
                left[:, leg] -= np.sign(left[:, leg]) * formed
    return credit
