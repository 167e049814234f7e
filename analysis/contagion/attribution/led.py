"""Exchanges that quote around what an oracle reports: venues of bands. Their prices move with its reports, without a trade."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import OracleOpened, PriceReported

BANDS = "bands"
CLOSE = 1e-12
"""A smaller gap between two log prices is none."""


@dataclass(frozen=True)
class Led:
    """Such an exchange (its place), the exchanges that its oracle reads, and what that reports on its base asset: logarithms (r,)."""

    place: int
    leaders: tuple[int, ...]
    base: str
    live: bool
    reported_at: IntArray  # (r,), sequence numbers
    reported: FloatArray


def led_of(events: EventColumns, names: Sequence[str], base: Sequence[str]) -> tuple[Led, ...]:
    """The led ones among the exchanges of a run, given their names and base assets (e,)."""
    pledged = events.tables.listings.query("use == 'collateral'")
    oracle_of = dict(zip(pledged["venue"], pledged["oracle"], strict=True))
    banded = [place for place, name in enumerate(names) if events.tables.kinds.get(name) == BANDS and name in oracle_of]
    return tuple(_led(events, place, oracle_of[names[place]], names, base) for place in banded)


def _led(events: EventColumns, place: int, oracle: str, names: Sequence[str], base: Sequence[str]) -> Led:
    opened = events.frame(OracleOpened)
    opened = opened[opened["oracle"] == oracle]
    read = set(opened["source"])
    leaders = [one for one, name in enumerate(names) if name in read and base[one] == base[place] and one != place]
    rows = events.rows_by(PriceReported, "oracle", "asset").get((oracle, base[place]), np.zeros(0, dtype=np.int64))
    told, price = events.ints(PriceReported, "sequence")[rows], events.floats(PriceReported, "price")[rows]
    return Led(place, tuple(leaders), base[place], bool(opened["live"].any()), told, np.log(price))


class Lead:
    """What a led exchange has of the components of its leaders: as much of the gap as the reports have closed."""

    def __init__(self, led: Led, count: int) -> None:
        self.led, self._row, self._has = led, -1, np.zeros(count)

    def report(self, leaders: FloatArray, level: float) -> FloatArray:
        """The components (sources,) that come with the next report. `leaders`: theirs now; `level`: their log price now."""
        self._row += 1
        if self._row == 0:
            return self.follow(leaders, 1.0)
        last, now = self.led.reported[self._row - 1 : self._row + 1].tolist()
        gap = level - last
        return self.follow(leaders, float(np.clip((now - last) / gap, 0.0, 1.0)) if abs(gap) > CLOSE else 1.0)

    def follow(self, leaders: FloatArray, part: float) -> FloatArray:
        """The components that come as this part of the gap is closed."""
        change = part * (leaders - self._has)
        self._has += change
        return np.asarray(change)
