"""Histories made by a process whose parameters are known."""

import numpy as np

from firesale.experiments.price_history import History
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.prices.base import PriceProcess
from firesale.market.streams import Streams

HOUR = 3600.0


def history_of(process: PriceProcess, returns: int, seed: int, assets: tuple[str, ...] = ("ETH",)) -> History:
    """Hourly returns of a path of the process, which starts at 1."""
    times = HOUR * np.arange(returns + 1, dtype=np.float64)
    prices = process.paths(["USD", *assets], np.ones(len(assets) + 1), times, Streams(seed))[:, 1:]
    return History(assets, np.diff(np.log(prices), axis=0), prices, times[:-1], HOUR, 0)


def years(returns: int) -> float:
    """Length of so many hours in years."""
    return returns * HOUR / SECONDS_PER_YEAR
