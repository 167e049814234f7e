"""Order book in aggregate: the rest of the world's liquidity around the fundamental price, with depth, impact and resilience."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.checks import AssetName, Fraction, Positive, Range
from firesale.market.events import ResilienceStated
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import ONE_PER_CENT, Exchange

TEMPORARY, PERMANENT = 0, 1


@dataclass(frozen=True, slots=True)
class ImpactCurve(Curve):
    """Each base unit moves the log price by `impact`: linear in quantity, so a round trip without delay gains nothing.

    Source: Huberman and Stanzl (Econometrica 2004): only linear permanent impact leaves no quasi-arbitrage.
    """

    mid: float  # quote per base
    impact: float  # log price per base unit

    @property
    @override
    def price(self) -> float:
        return self.mid

    @override
    def sell(self, base_in: FloatArray) -> Fills:
        kept = (1.0 - self.fee) * base_in
        after = self.mid * np.exp(-self.impact * np.cumsum(kept))
        before = np.concatenate(([self.mid], after[:-1]))
        return Fills(before * -np.expm1(-self.impact * kept) / self.impact, self.fee * base_in, before, after)

    @override
    def buy(self, quote_in: FloatArray) -> Fills:
        kept = (1.0 - self.fee) * quote_in
        after = self.mid + self.impact * np.cumsum(kept)
        before = np.concatenate(([self.mid], after[:-1]))
        return Fills(np.log1p(self.impact * kept / before) / self.impact, self.fee * quote_in, before, after)

    @override
    def sale_to_reach(self, price: float) -> float:
        return max(0.0, math.log(self.mid / price) / self.impact / (1.0 - self.fee))

    @override
    def purchase_to_reach(self, price: float) -> float:
        return max(0.0, (price - self.mid) / self.impact / (1.0 - self.fee))

    @override
    def marginal_sale(self, base_in: float) -> float:
        kept = 1.0 - self.fee
        return kept * self.mid * math.exp(-self.impact * kept * base_in)

    @override
    def marginal_purchase(self, quote_in: float) -> float:
        kept = 1.0 - self.fee
        return kept / (self.mid + self.impact * kept * quote_in)


class OrderBook(Exchange):
    """Quotes around the fundamental price, displaced by past trades: one part of the displacement decays, the other stays."""

    kind = "order_book"

    def __init__(self, name: str, site: Site, terms: "OrderBookTerms") -> None:
        super().__init__(name, site, terms.base, terms.quote)
        self.terms = terms
        self.displacement: FloatArray = np.zeros(2)  # log price: (temporary, permanent)
        values = site.assets.values
        quote_inventory = terms.inventory * terms.depth
        site.ledger.mint(self.quote_column, self.account, quote_inventory)
        site.log.add(ResilienceStated(name, terms.half_life, terms.permanent_share))
        base_inventory = quote_inventory * float(values[self.quote_column] / values[self.base_column])
        site.ledger.mint(self.base_column, self.account, base_inventory)

    @property
    def fair_price(self) -> float:
        """Fundamental price, quote units per base unit."""
        values = self.site.assets.values
        return float(values[self.base_column] / values[self.quote_column])

    @override
    def curve(self) -> ImpactCurve:
        fair = self.fair_price
        mid = fair * math.exp(self.displacement[TEMPORARY] + self.displacement[PERMANENT])
        return ImpactCurve(self.base, self.quote, self.terms.fee, mid, ONE_PER_CENT * fair / self.terms.depth)

    @override
    def relax(self, seconds: float) -> None:
        if self.displacement[TEMPORARY] != 0.0:
            left = 0.5 ** (seconds / self.terms.half_life)
            self.site.journal.write(self, "displacement", TEMPORARY, self.displacement[TEMPORARY] * left)

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        moved = math.log(fills.price_after[-1] / fills.price_before[0])
        split = np.array([1.0 - self.terms.permanent_share, self.terms.permanent_share])
        self.site.journal.write(self, "displacement", slice(None), self.displacement + moved * split)


@dataclass(frozen=True)
class OrderBookTerms(VenueTerms):
    """Depth is what exchanges publish: the value that moves the price by one per cent."""

    accounts: ClassVar[int] = 1

    base: AssetName
    quote: AssetName
    depth: Positive  # quote units whose sale or purchase moves the log price by 0.01
    half_life: Positive = 3600.0  # seconds in which half of the temporary displacement is gone
    permanent_share: Fraction = 0.2  # part of the impact that stays
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = (
        0.001  # taker fee and half spread, fraction of what comes in
    )
    inventory: Positive = 1000.0  # what the rest of the world brings of each asset, in units of depth

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return ()

    @override
    def open(self, name: str, site: Site) -> OrderBook:
        return OrderBook(name, site, self)
