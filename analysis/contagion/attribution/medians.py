"""The middle of several prices while they move: how much of its change each of them made."""

from itertools import pairwise

import numpy as np

from firesale.market.arrays import FloatArray

CLOSE = 1e-8
"""A change of a log price that is smaller is taken to be in the middle of its way all along."""


def middle(levels: FloatArray) -> FloatArray:
    """The median (n,) of prices, all as logarithms: levels (n, e). Of an even number, the mean of the two in the middle."""
    ordered = np.sort(levels, axis=1)
    e = levels.shape[1]
    low, high = ordered[:, (e - 1) // 2], ordered[:, e // 2]
    return low + np.log1p(np.expm1(high - low) / 2.0)


def shares_of_move(before: FloatArray, after: FloatArray) -> FloatArray:
    """The weights (e,) with which the moves of e log prices, all at once and in a straight line, make up that of their median: exactly.

    Where the middle passes from one price to another on the way, each counts for the part of the way on which it was in the middle.
    """
    move, e = after - before, len(before)
    turns = _crossings(before, move)
    weight = np.zeros(e)
    for start, end in pairwise(turns):
        order = np.argsort(before + move * ((start + end) / 2.0), kind="stable")
        low, high = int(order[(e - 1) // 2]), int(order[e // 2])
        for place, share in zip((low, high), _halves(before, move, (low, high), (start, end)), strict=True):
            weight[place] += share * (end - start)
    return weight


def _crossings(before: FloatArray, move: FloatArray) -> list[float]:
    """Where on the way from 0 to 1 two of the prices change places, with both ends."""
    first, second = np.triu_indices(len(before), 1)
    gap, closing = before[second] - before[first], move[first] - move[second]
    at = np.divide(gap, closing, out=np.zeros(len(gap)), where=closing != 0.0)
    inside = at[(at > 0.0) & (at < 1.0)]
    return [0.0, *np.unique(inside).tolist(), 1.0]


def _halves(
    before: FloatArray, move: FloatArray, pair: tuple[int, int], way: tuple[float, float]
) -> tuple[float, float]:
    """The weights of the moves of two log prices in that of the logarithm of their mean, each what it is of their sum, on average over the
    way; half and half if they are one.
    """
    first, second = pair
    if first == second:
        return 0.5, 0.5
    start, end = (before[first] - before[second] + (move[first] - move[second]) * at for at in way)
    if abs(end - start) < CLOSE:
        share = 1.0 / (1.0 + np.exp(-(start + end) / 2.0))
    else:
        share = (np.logaddexp(0.0, end) - np.logaddexp(0.0, start)) / (end - start)
    return float(share), 1.0 - float(share)


def components_of_middle(start: FloatArray, levels: FloatArray, components: FloatArray) -> FloatArray:
    """The components (t, sources) of the median of e exchanges, from their own (t, e, sources), their levels (t, e) and `start` (e,).

    Between two moments all quotes are taken to move in a straight line.
    """
    found = np.zeros((len(levels), components.shape[2]))
    so_far, before, made_of = np.zeros(components.shape[2]), start, np.zeros(components.shape[1:])
    for place in range(len(levels)):
        if not np.array_equal(levels[place], before):
            so_far = so_far + shares_of_move(before, levels[place]) @ (components[place] - made_of)
        found[place], before, made_of = so_far, levels[place], components[place]
    return found
