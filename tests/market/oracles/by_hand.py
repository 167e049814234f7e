"""Observations written by hand: three assets, exchanges that all trade ETH, and what an oracle reports of them."""

from collections.abc import Iterable

import numpy as np

from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.quotes import Quotes

COLUMNS = {"USD": 0, "ETH": 1, "stETH": 2}


def observed(time: float, eth: float = 100.0, steth: float = 100.0, moment: int = 0, **shown: float) -> Observation:
    """Fundamental prices of ETH and stETH, and what exchanges show for ETH; without sources the fundamental prices are read."""
    fundamental = np.array([1.0, eth, steth])
    quotes = Quotes(fundamental, {name: (1, price) for name, price in shown.items()}, COLUMNS)
    return Observation(time, fundamental, moment, quotes)


def states(oracle: Oracle, seen: Iterable[Observation]) -> list[OracleState]:
    """The states after each observation."""
    found: list[OracleState] = []
    for observation in seen:
        here = observation.of(oracle.sources)
        found.append(oracle.report(found[-1], here) if found else oracle.start(here))
    return found


def reports(oracle: Oracle, seen: Iterable[Observation], asset: str = "ETH") -> list[float]:
    """What it reports of one asset after each observation."""
    return [float(state.prices[COLUMNS[asset]]) for state in states(oracle, seen)]


def moving(*prices: float, every: float = 60.0) -> list[Observation]:
    """ETH at these prices, one observation each interval, each a moment later."""
    return [observed(i * every, price, moment=10 * i) for i, price in enumerate(prices)]
