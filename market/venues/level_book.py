"""Order book of price levels: market orders use up the levels on one side, and they fill again, the outermost first."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.checks import AssetName, Positive, Range
from firesale.market.events import ResilienceStated
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.ladder_curve import LadderCurve
from firesale.market.venues.level_curve import level_curve

BIDS, ASKS, LAST = 0, 1, 2
MOST_GROWTH = math.log(1000.0)
"""Sizes of levels stay within a thousand times, and a thousandth, of the first."""


class LevelBook(Exchange):
    """Limit orders of the rest of the world on both sides of the fundamental price, of the sizes that the terms give.

    A sale uses up bids from the best one on; the asks stay where they are, so there is a gap to pay for who buys back at once. The gap closes
    from its far end, half of it in a half-life: the best price returns while the levels behind it keep their size. All of the impact is
    temporary (`order_book` has a permanent part too): whoever trades against the book pays at least the fundamental price or gets at most that.
    Source: Obizhaeva and Wang, Optimal trading strategy and supply/demand dynamics (Journal of Financial Markets 2013), with levels of
    unequal size and no permanent impact.
    """

    kind = "level_book"

    def __init__(self, name: str, site: Site, terms: "LevelBookTerms") -> None:
        super().__init__(name, site, terms.base, terms.quote)
        self.terms = terms
        self.displacement: FloatArray = np.zeros(3)  # log price over the fundamental: best bid, best ask, last trade
        inventory = terms.inventory * terms.level_size
        site.ledger.mint(self.quote_column, self.account, inventory)
        site.ledger.mint(self.base_column, self.account, inventory / self.fair_price)
        site.log.add(ResilienceStated(name, terms.half_life, 0.0))

    @property
    def fair_price(self) -> float:
        """Fundamental price, quote units per base unit."""
        values = self.site.assets.values
        return float(values[self.base_column] / values[self.quote_column])

    @override
    def curve(self) -> LadderCurve:
        fair, (bid, ask, last) = self.fair_price, self.displacement.tolist()
        terms, pair = self.terms, (self.base, self.quote)
        return level_curve(pair, terms.fee, fair, fair * math.exp(last), (-bid, ask), terms.spacing, terms.sizes)

    @override
    def relax(self, seconds: float) -> None:
        if self.displacement.any():
            left = 0.5 ** (seconds / self.terms.half_life)
            self.site.journal.write(self, "displacement", slice(None), self.displacement * left)

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        reached = math.log(fills.price_after[-1] / self.fair_price)
        side = BIDS if asset_in == self.base else ASKS
        now = min(reached, self.displacement[BIDS]) if side == BIDS else max(reached, self.displacement[ASKS])
        self.site.journal.write(self, "displacement", [side, LAST], now)


@dataclass(frozen=True)
class LevelBookTerms(VenueTerms):
    """Sizes of the levels on each side, how far they are apart, and how fast they fill again."""

    accounts: ClassVar[int] = 1

    base: AssetName
    quote: AssetName
    level_size: Positive  # quote units in the level next to the fundamental price, on each side
    growth: Annotated[float, Range(0.1, 10.0)] = 1.0  # size of each level over that of the one before it
    levels: Annotated[int, Range(1.0, 1000.0)] = 10  # levels that grow; all beyond are as large as the last of them
    spacing: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 0.001  # log price between neighbouring levels
    half_life: Positive = 3600.0  # seconds in which half of a gap is closed
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = (
        0.001  # taker fee and half spread, fraction of what comes in
    )
    inventory: Positive = 10_000.0  # what the rest of the world brings of each asset, in units of level_size

    @property
    def sizes(self) -> FloatArray:
        """Quote units of each level, the one next to the fundamental price first, (levels,)."""
        grown = np.clip(np.arange(self.levels) * math.log(self.growth), -MOST_GROWTH, MOST_GROWTH)
        sizes: FloatArray = self.level_size * np.exp(grown)
        return sizes

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return ()

    @override
    def open(self, name: str, site: Site) -> LevelBook:
        return LevelBook(name, site, self)
