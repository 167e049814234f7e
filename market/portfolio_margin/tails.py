"""Value at risk and expected shortfall of a loss: of the normal distribution with mean zero, and of a sample."""

import math
from typing import Literal, TypeAlias

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.normal import normal_density, normal_quantile

Quantile: TypeAlias = Literal["lower", "upper"]
ROUNDING = 1e-9
"""How much a number of observations may be off by rounding."""


def normal_value_at_risk(deviation: FloatArray, level: float) -> FloatArray:
    """Loss that is exceeded with probability 1 - level. Source: McNeil, Frey and Embrechts, Quantitative Risk Management, 2.14."""
    return np.asarray(normal_quantile(level) * deviation, dtype=np.float64)


def normal_expected_shortfall(deviation: FloatArray, level: float) -> FloatArray:
    """Mean of the losses beyond the value at risk. Source: McNeil, Frey and Embrechts, Quantitative Risk Management, 2.18."""
    density = float(normal_density(np.array(normal_quantile(level))))
    return np.asarray(deviation * density / (1.0 - level), dtype=np.float64)


def sample_value_at_risk(losses: FloatArray, level: float, quantile: Quantile = "lower") -> FloatArray:
    """A quantile of each row (n, h) of losses, (n,): `lower`, the least that at least the part `level` of the sample does not exceed.

    `upper`, the least that more than that part does not exceed. They differ only where level times h is a whole number: of 500 losses at 99 % the
    sixth worst or the fifth worst. Source: Artzner, Delbaen, Eber and Heath (Mathematical Finance 1999) for both.
    """
    size = losses.shape[1]
    lower, upper = math.ceil(level * size - ROUNDING) - 1, math.floor(level * size + ROUNDING)
    place = max(0, lower) if quantile == "lower" else min(size - 1, upper)
    return np.asarray(np.partition(losses, place, axis=1)[:, place], dtype=np.float64)


def sample_expected_shortfall(losses: FloatArray, level: float) -> FloatArray:
    """Mean of the worst part 1 - level of each row (n, h), (n,); the last observation counts with what is left of the part.

    Source: Acerbi and Tasche (Journal of Banking and Finance 2002): this one is subadditive.
    """
    size = losses.shape[1]
    mass = (1.0 - level) * size
    weights = np.clip(mass - np.arange(size), 0.0, 1.0)
    worst_first = -np.sort(-losses, axis=1)
    return np.asarray(worst_first @ weights / mass, dtype=np.float64)
