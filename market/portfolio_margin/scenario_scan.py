"""Scenario scan: the worst of sixteen moves of price and volatility."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, Range
from firesale.market.portfolio_margin.base import PortfolioMargin
from firesale.market.portfolio_margin.listing import Listing
from firesale.market.portfolio_margin.spread_credit import spread_credits

PRICE_MOVES = np.repeat([0.0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1.0, -1.0], 2)
"""Of the scan range, scenarios 1 to 14: each with volatility up, then down."""
VOLATILITY_MOVES = np.tile([1.0, -1.0], 7)
PAIRS = len(PRICE_MOVES) // 2


@dataclass(frozen=True)
class ScenarioScan(PortfolioMargin):
    """The largest loss of each underlying's contracts over 16 scenarios; added over underlyings, less credits for spreads between them.

    Scenarios 15 and 16 are moves of a multiple of the range of which a part counts. Ranges are set by each clearing house. The time that passes
    meanwhile, delivery months and charges for calendar spreads are left out. Source: SPAN; fourteen moves, and twice the range at 35 %, as in the
    table that textbooks give for NSE Clearing; CME's example on its page on spread calculation implies three times the range at 33 %.
    """

    price_scan_range: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 0.15  # of the price
    volatility_scan_range: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.25  # of the volatility
    extreme_move: Annotated[float, Range(1.0, 10.0)] = 2.0  # scan ranges
    extreme_fraction: Annotated[float, FRACTION] = 0.35  # of the loss in an extreme move
    short_option_minimum: Annotated[float, FRACTION] = 0.0  # of the underlying's price, for each option sold
    spread_credit: Annotated[float, FRACTION] = 0.0  # of the price risk of offsetting underlyings

    @property
    @override
    def subadditive(self) -> bool:
        return self.spread_credit == 0.0

    @override
    def requirement(self, positions: FloatArray, listing: Listing) -> FloatArray:
        losses = self.losses(positions, listing)
        needed = np.maximum(0.0, losses.max(axis=1, initial=0.0))
        if self.spread_credit > 0.0:
            deltas = (positions * listing.deltas()) @ listing.by_underlying()
            ratio = 1.0 / (self.price_scan_range * listing.prices)  # equal money at risk on both legs
            credit = spread_credits(deltas, price_risk(losses), ratio, self.spread_credit)
            needed = needed - np.minimum(credit, needed)
        return np.asarray(np.maximum(needed, self._minimum(positions, listing)).sum(axis=1), dtype=np.float64)

    def losses(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """Loss of each underlying's contracts in each scenario, numeraire (n, 16, u)."""
        changes = listing.once(self, lambda: self.risk_arrays(listing))
        own = listing.contracts.underlying
        columns = [positions[:, own == u] @ -changes[:, own == u].T for u in range(len(listing.prices))]
        return np.stack(columns, axis=2)

    def risk_arrays(self, listing: Listing) -> FloatArray:
        """What one unit of each contract gains in each scenario, the extreme ones already at their part, numeraire (16, c)."""
        moves = np.concatenate((PRICE_MOVES, [self.extreme_move, -self.extreme_move]))
        prices = listing.prices * (1.0 + self.price_scan_range * moves[:, None])
        shifts = np.concatenate((VOLATILITY_MOVES, [0.0, 0.0]))
        volatilities = listing.volatilities * (1.0 + self.volatility_scan_range * shifts[:, None])
        weights = np.concatenate((np.ones(2 * PAIRS), np.full(2, self.extreme_fraction)))
        return np.asarray(
            weights[:, None] * (listing.values_under(prices, volatilities) - listing.values()), dtype=np.float64
        )

    def _minimum(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """The least for options sold, numeraire (n, u)."""
        sold = np.maximum(0.0, -positions) * listing.contracts.option
        return np.asarray(
            self.short_option_minimum * (sold @ listing.by_underlying()) * listing.prices, dtype=np.float64
        )


def price_risk(losses: FloatArray) -> FloatArray:
    """The part of the worst loss that is due to the price, numeraire (n, u), from losses (n, 16, u).

    The mean over volatility up and down of the worst price move, less the same without a price move. Source: HKEX,
    PRiME Margining Guide (unverified).
    """
    pairs = losses[:, : 2 * PAIRS].reshape(len(losses), PAIRS, 2, losses.shape[2]).mean(axis=2)
    extremes = losses[:, 2 * PAIRS :]
    of_price = np.concatenate((np.repeat(pairs, 2, axis=1), extremes), axis=1)
    worst = losses.argmax(axis=1)[:, None, :]
    of_worst: FloatArray = np.take_along_axis(of_price, worst, axis=1)[:, 0, :]
    return np.asarray(np.maximum(0.0, of_worst - pairs[:, 0, :]), dtype=np.float64)
