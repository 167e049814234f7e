"""How much is open, and the initial margin that grows with it."""

import numpy as np

from firesale.market.arrays import FloatArray


def open_interest(size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Long and short units (m,) of positions (n, m); both without sign."""
    return np.maximum(0.0, size).sum(axis=0), np.maximum(0.0, -size).sum(axis=0)


def scaled_initial_margin(
    initial: FloatArray | float, open_value: FloatArray, lower: FloatArray | float, upper: FloatArray | float
) -> FloatArray:
    """Initial margin as a fraction: `initial` up to `lower`, 1 from `upper` on, in proportion between them; values in margin units.

    Source: dYdX v4, `x/perpetuals/types/liquidity_tier.go`. The maintenance margin does not grow.
    """
    share = np.maximum(0.0, (open_value - lower) / (np.asarray(upper) - lower))
    return np.minimum(initial + share * (1.0 - np.asarray(initial)), 1.0)
