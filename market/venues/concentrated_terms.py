"""An exchange of concentrated liquidity as a scenario describes it."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.assets import Claim
from firesale.market.checks import AssetName, Positive, Range
from firesale.market.errors import BadValueError
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.concentrated_liquidity import ConcentratedLiquidity
from firesale.market.venues.constant_product import share_name
from firesale.market.venues.liquidity_ranges import Ranges
from firesale.market.venues.ticks import LOG_TICK, nearest_usable_tick, sqrt_price_at

OF_A_RANGE = "[lower end, upper end, value]: multiples of the opening price, 0 <= lower < upper, and quote units >= 0"


@dataclass(frozen=True)
class ConcentratedLiquidityTerms(VenueTerms):
    """A first range, further ones, a tick spacing and a fee. The first liquidity belongs to the rest of the world.

    It opens at the fundamental price. Ends of ranges are multiples of the opening price, moved to the nearest usable tick; 0 and infinity
    stand for the outermost. Raises BadValueError if a range has no width. Real pools: fee 0.0005, 0.003, 0.01 with tick spacing 10, 60, 200
    (Uniswap v3).
    """

    accounts: ClassVar[int] = 1

    base: AssetName
    quote: AssetName
    value: Positive  # quote units that the liquidity of the first range is worth at the opening
    lower: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = (
        0.0  # end of the first range, part of the opening price
    )
    upper: Annotated[float, Range(1.0, math.inf, low_excluded=True)] = (
        math.inf
    )  # other end, multiple of the opening price
    more_ranges: tuple[tuple[float, ...], ...] = ()  # [lower, upper, value] of each further range, value may be 0
    tick_spacing: Annotated[int, Range(1.0, 16_383.0, unit="ticks")] = 60  # ranges end at multiples of this
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.003  # fraction of what comes in

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        for place, given in enumerate(self.more_ranges):
            if not (len(given) == 3 and 0.0 <= given[0] < given[1] and 0.0 <= given[2] < math.inf):
                raise BadValueError(f"{type(self).__name__}.more_ranges.{place}", list(given), OF_A_RANGE)
        narrow = [place for place, (lower, upper) in enumerate(self.ends) if lower * self._least_width > upper]
        if narrow:
            raise self._too_narrow(narrow[0])

    @property
    def ends(self) -> tuple[tuple[float, float], ...]:
        """Lower and upper end of each range, multiples of the opening price."""
        return (self.lower, self.upper), *((given[0], given[1]) for given in self.more_ranges)

    @property
    def _least_width(self) -> float:
        return math.exp(LOG_TICK * self.tick_spacing)

    def _too_narrow(self, place: int) -> BadValueError:
        key = f"more_ranges.{place - 1}" if place else "upper"
        allowed = (
            f"the upper end of a range that is wider than {self.tick_spacing} ticks (tick_spacing) and within reach"
        )
        return BadValueError(f"{type(self).__name__}.{key}", list(self.ends[place]), allowed)

    @property
    def values(self) -> tuple[float, ...]:
        """Quote units that each range is worth at the opening, the first range's first."""
        return self.value, *(given[2] for given in self.more_ranges)

    def ranges_at(self, price: float) -> Ranges:
        """The ranges of an exchange that opens at a price, quote per base. Raises BadValueError if one of them has no width."""
        spacing = self.tick_spacing
        ticks = [
            (nearest_usable_tick(price * low, spacing), nearest_usable_tick(price * high, spacing))
            for low, high in self.ends
        ]
        for place, (low, high) in enumerate(ticks):
            if low >= high:
                raise self._too_narrow(place)
        lower, upper = (np.array([sqrt_price_at(both[side]) for both in ticks]) for side in (0, 1))
        return Ranges(lower, upper)

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return tuple(Claim(share_name(name, place)) for place in range(len(self.values)))

    @override
    def open(self, name: str, site: Site) -> ConcentratedLiquidity:
        values, column = site.assets.values, site.assets.column
        price = float(values[column[self.base]] / values[column[self.quote]])
        return ConcentratedLiquidity(
            name, site, (self.base, self.quote), self.fee, price, self.ranges_at(price), np.array(self.values)
        )
