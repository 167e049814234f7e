"""How far a price may be off: from how far exchanges disagree, or from how much it moved lately."""

import numpy as np

from firesale.market.arrays import FloatArray


def dispersion(quotes: FloatArray) -> FloatArray:
    """Distance (m,) from the median to the farther quartile of prices (s, m); NaN where a source shows none, 0 where fewer than two do.

    Every source votes three times for its one price, its own confidence being 0; the quartile is vote n >> 2 of n from either end. Source:
    Pyth, `price_model_core` (the quartiles); that each publisher votes at p - c, p and p + c is unverified.
    """
    if len(quotes) < 2:
        return np.zeros(quotes.shape[1])
    votes = np.sort(np.repeat(quotes, 3, axis=0), axis=0)  # NaN last
    count = (~np.isnan(votes)).sum(axis=0)
    columns, last = np.arange(votes.shape[1]), np.maximum(count - 1, 0)
    low, high = votes[count >> 2, columns], votes[last - (count >> 2), columns]
    middle = 0.5 * (votes[last >> 1, columns] + votes[np.minimum(count >> 1, last), columns])
    return np.where(count > 0, np.maximum(middle - low, high - middle), 0.0)


def updated_variance(
    variance: FloatArray, before: FloatArray, now: FloatArray, elapsed: float, half_life: float
) -> FloatArray:
    """Variance of log returns per second (m,), half of the way to the newest after `half_life` seconds."""
    if elapsed <= 0.0:
        return variance
    kept = 0.5 ** (elapsed / half_life)
    found: FloatArray = kept * variance + (1.0 - kept) * np.log(now / before) ** 2 / elapsed
    return found
