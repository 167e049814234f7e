"""How probable it is that a price that jumps falls to a barrier: an upper bound, exact where nothing jumps."""

import math

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.black_scholes import Numbers
from firesale.market.options.breach import FAR, breach_probability
from firesale.market.options.merton import Jumps
from firesale.market.options.normal import normal_distribution

PARTS: FloatArray = np.arange(1.0, 65.0) / 64.0
NARROWINGS = 9
"""An interval that holds the fall is cut into parts so often: more than a number can tell apart."""
LEFT_OUT = 1e-12
"""Probability of more jumps than the sum has terms for: counted as a breach."""


def jump_breach_bound(fall: FloatArray, drift: Numbers, volatility: Numbers, years: float, jumps: Jumps) -> FloatArray:
    """At least the probability that the log price falls by `fall` (..., k) within `years`, at any moment. `drift`: of the log price between jumps.

    Given that nothing jumps (probability exp(-intensity years)) it is that of `breach_probability`, exact. Given n jumps, take out the drift and the
    means of the jumps where they go down, c = max(0, -drift years) + n max(0, -mean), and leave them out where they go up: what is left has
    independent symmetric increments, so that by Levy's inequality the probability that it ever falls by fall - c is at most twice that it
    has fallen so far at the end: 2 N(-(fall - c) / sqrt(volatility^2 years + n deviation^2)). Where one jump down is what matters the bound
    is at most twice the truth. Levy's inequality: e.g. Feller (1971), An Introduction to Probability Theory II, V.5. The bound is derived here.
    """
    expected = jumps.intensity * years
    total = math.exp(-expected) * breach_probability(fall, drift, volatility, years)
    if expected <= 0.0:
        return total
    count = _counts(expected)
    weight = np.exp(count * math.log(expected) - expected - np.array([math.lgamma(n + 1.0) for n in count]))
    counts = count.reshape(-1, *(1 for _ in fall.shape))
    given = _bound_given(counts, fall, drift, volatility, years, jumps)
    return np.asarray(np.minimum(1.0, total + np.tensordot(weight, given, axes=1) + LEFT_OUT), dtype=np.float64)


def fall_with_jumps(level: float, volatility: FloatArray, years: float, jumps: Jumps) -> FloatArray:
    """The smallest fall (k,) whose bound is at most `level`, for a price without drift that moves by `volatility` (k,) between jumps."""
    drift = -np.square(volatility) / 2.0 + jumps.drift
    most = float(_counts(jumps.intensity * years)[-1]) if jumps.intensity > 0.0 else 0.0
    spread = np.sqrt(np.square(volatility) * years + most * jumps.deviation**2)
    above = FAR * spread + np.maximum(0.0, -drift * years) + most * max(0.0, -jumps.mean)
    below, each = np.zeros_like(above), np.arange(len(above))
    for _ in range(NARROWINGS):
        falls = below + (above - below) * PARTS[:, None]
        enough = jump_breach_bound(falls, drift, volatility, years, jumps) <= max(level, 2.0 * LEFT_OUT)
        enough[-1] = True
        first = np.argmax(enough, axis=0)
        below, above = np.where(first > 0, falls[first - 1, each], below), falls[first, each]
    return np.asarray(above, dtype=np.float64)


def _bound_given(
    count: FloatArray, fall: FloatArray, drift: Numbers, volatility: Numbers, years: float, jumps: Jumps
) -> FloatArray:
    """The bound given each number of jumps (counts, 1, ...), shape (counts, ..., k)."""
    certain = np.maximum(0.0, -np.asarray(drift) * years) + count * max(0.0, -jumps.mean)
    deviation = np.sqrt(np.square(volatility) * years + count * jumps.deviation**2)
    left, deviation = np.broadcast_arrays(fall - certain, deviation)
    far = np.divide(left, deviation, out=np.full(left.shape, np.inf), where=deviation > 0.0)
    return np.where(left <= 0.0, 1.0, np.minimum(1.0, 2.0 * normal_distribution(-far)))


def _counts(expected: float) -> FloatArray:
    """Numbers of jumps from 1 on, as many as leave out at most LEFT_OUT (Chernoff's bound on a Poisson tail)."""
    last = math.ceil(expected) + 1
    while expected > 0.0 and last - expected - last * math.log(last / expected) > math.log(LEFT_OUT):
        last += 1 + last // 20
    return np.arange(1.0, last + 1.0)
