"""What the health of positions in bands depends on beside their own shares and debts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.events import BandsMoved


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Of a venue of m bands, at one moment."""

    moment: int  # how many events had happened
    x: FloatArray  # (m,), quote units
    y: FloatArray  # (m,), base units
    total: FloatArray  # (m,), shares
    active: int  # number of the active band
    index: float  # borrow index
    followed: float  # price that the bands follow, quote units per base unit
    base_price: float  # numeraire per base unit, as the oracle reports
    quote_price: float  # numeraire per quote unit

    @property
    def reported(self) -> float:
        """What the bands would follow without their limiter."""
        return self.base_price / self.quote_price

    def kept(self, moment: int) -> Self:
        """The same, to be looked at when things have changed."""
        return replace(self, moment=moment, x=self.x.copy(), y=self.y.copy(), total=self.total.copy())

    def with_bands_of(self, other: Self) -> Self:
        """The bands as they are in another situation, prices and interest as in this one."""
        return replace(self, x=other.x, y=other.y, total=other.total, active=other.active)

    def way_to(self, now: Self) -> Iterator[tuple[BandsMoved, Self]]:
        """What has changed until now, one after the other in the order of a step: trades of the round before, interest, the oracle's report."""
        at = self
        if not self._same_bands(now):
            at = at.with_bands_of(now)
            yield BandsMoved.TRADE, at
        if at.index != now.index:
            at = replace(at, index=now.index)
            yield BandsMoved.INTEREST, at
        if (at.followed, at.base_price, at.quote_price) != (now.followed, now.base_price, now.quote_price):
            yield BandsMoved.REPORT, now

    def _same_bands(self, other: Self) -> bool:
        pairs = ((self.x, other.x), (self.y, other.y), (self.total, other.total))
        return self.active == other.active and all(np.array_equal(one, two) for one, two in pairs)
