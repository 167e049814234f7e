"""Prices that follow given waypoints: a scripted shock, or a stretch of history (`experiments.price_files`)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.per_asset import check_names
from firesale.market.streams import Streams

Waypoints = tuple[tuple[float, float], ...]
"""(seconds since the start, price), ..."""


@dataclass(frozen=True)
class Path(PriceProcess):
    """Straight lines in log price between waypoints, flat before the first and after the last.

    An asset without waypoints stays at its initial price; one with waypoints ignores it. A price that jumps has two
    waypoints, one soon after the other. Raises BadValueError if the seconds of an asset are negative or do not
    increase, or a price is not positive.
    """

    waypoints: Mapping[str, Waypoints] = field(default_factory=dict)  # asset -> (seconds, numeraire per unit), ...

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        for asset, points in self.waypoints.items():
            check_waypoints(f"Path.waypoints.{asset}", points)

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        check_names("Path.waypoints", self.waypoints, assets)
        prices = np.tile(np.asarray(initial, dtype=np.float64), (len(times), 1))
        for column, asset in enumerate(assets):
            if asset in self.waypoints:
                prices[:, column] = follow(self.waypoints[asset], times)
        return prices


def follow(points: Waypoints, times: FloatArray) -> FloatArray:
    """Prices at `times`, shape (t,). A price at a waypoint is that waypoint's to the last bit."""
    seconds, price = np.array(points, dtype=np.float64).T
    left = np.clip(np.searchsorted(seconds, times, side="right") - 1, 0, None)
    right = np.minimum(left + 1, len(seconds) - 1)
    span = np.where(right > left, seconds[right] - seconds[left], 1.0)
    weight = np.where(right > left, np.clip((times - seconds[left]) / span, 0.0, 1.0), 0.0)
    prices: FloatArray = price[left] * (price[right] / price[left]) ** weight
    return prices


def check_waypoints(key: str, points: Waypoints) -> None:
    """Refuse waypoints that do not describe one positive price at each time. Raises BadValueError."""
    try:
        table = np.array(points, dtype=np.float64)
    except (TypeError, ValueError):
        table = np.empty(0)
    if table.ndim != 2 or table.shape[1] != 2 or len(table) == 0:
        raise BadValueError(key, points, "one or more pairs (seconds, price)")
    earlier = -1.0
    for seconds, price in table.tolist():
        if not 0.0 <= seconds < math.inf:
            raise BadValueError(key, (seconds, price), "seconds from 0 on")
        if not 0.0 < price < math.inf:
            raise BadValueError(key, (seconds, price), "a positive price")
        if seconds <= earlier:
            raise BadValueError(
                key, (seconds, price), f"one price at each time, in order: more than {earlier:g} seconds"
            )
        earlier = seconds
