"""Listings made by hand."""

from collections.abc import Sequence

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.listing import Contracts, Listing

NO_PAST: FloatArray = np.zeros((0, 1))
DAY = 1.0 / 365.0


def listing(
    kinds: Sequence[str],
    underlying: Sequence[int] = (),
    *,
    strikes: Sequence[float] = (),
    prices: Sequence[float] = (100.0,),
    volatilities: Sequence[float] = (0.2,),
    years: float = 0.25,
    rate: float = 0.0,
    returns: FloatArray = NO_PAST,
) -> Listing:
    """Contracts of these kinds (future, call, put), all on the first underlying and at the money unless said otherwise."""
    c = len(kinds)
    contracts = Contracts(
        np.array(underlying or [0] * c, dtype=np.int64),
        np.array([kind != "future" for kind in kinds]),
        np.array([kind == "call" for kind in kinds]),
        np.array(strikes or [prices[0]] * c, dtype=np.float64),
    )
    past = returns if len(returns) else np.zeros((0, len(prices)))
    return Listing(contracts, np.array(prices), np.array(volatilities), np.full(c, years), rate, past, DAY)
