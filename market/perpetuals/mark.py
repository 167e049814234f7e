"""Mark and premium: the price at which positions are valued, and how far the market stands from the index."""

import numpy as np

from firesale.market.arrays import FloatArray


def premium(mark: FloatArray, index: FloatArray) -> FloatArray:
    """How far the market is above the index, as a fraction of the index."""
    return mark / index - 1.0


def impact_premium(bid: FloatArray, ask: FloatArray, index: FloatArray) -> FloatArray:
    """The premium of what an order of a given size would get; 0 while the index lies between. Source: Binance USD-M (second-hand)."""
    return (np.maximum(0.0, bid - index) - np.maximum(0.0, index - ask)) / index


def median_mark(
    index: FloatArray, funding_rate: FloatArray, left: float, mean_basis: FloatArray, last: FloatArray
) -> FloatArray:
    """The middle one of three: index with the funding still to come (`left`: part of the interval), index with its mean basis, last price.

    Binance USD-M; unverified (from recollection).
    """
    three: FloatArray = np.stack([index * (1.0 + funding_rate * left), index + mean_basis, last])
    middle: FloatArray = np.sort(three, axis=0)[1]
    return middle
