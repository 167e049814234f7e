"""Actions per second at a venue of bands: swaps through it, and repayments of those who owe there."""

import numpy as np

from benchmarks.clock import Reading, middle, timed
from benchmarks.report import Line
from firesale.market.actions import Repay, Swap
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.market import Group, Market
from firesale.market.oracles.spot import Spot
from firesale.market.ordering.arrival import Arrival
from firesale.market.rates.constant import Constant
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.bands.bands import Bands
from firesale.market.venues.bands.terms import BandsTerms

BORROWERS, SWAPS, COLLATERAL, PRICE = 10_000, 1_000, 10.0, 2_000.0


def bands_line(repetitions: int) -> Line:
    """Medians: swaps one by one, each an action of its own; repayments of everybody as one action of many orders."""
    readings = [(_swaps(_market()), _repayments(_market())) for _ in range(repetitions)]
    swaps, repayments = (middle(list(column)) for column in zip(*readings, strict=True))
    each = f"{SWAPS / swaps.cpu:,.0f} swaps, {BORROWERS / repayments.cpu:,.0f} repayments"
    return Line(f"bands with {BORROWERS:,} borrowers, actions per second", each)


def _market() -> Market:
    """Everybody has borrowed at another loan-to-value; one more account trades."""
    terms = MarketTerms(
        {"USD": 1.0, "ETH": PRICE},
        {"bands": BandsTerms("ETH", "USD", "fair", Constant(0.05))},
        {"fair": OracleTerms(Spot())},
        Arrival(),
    )
    players = BORROWERS + 1
    groups = [Group("all", "noise_trader", np.arange(players))]
    market = found_market(terms, groups, entity_keys("all", players), Streams(1))
    venue, ledger, accounts = market.venues["bands"], market.site.ledger, np.arange(BORROWERS)
    assert isinstance(venue, Bands)
    value = COLLATERAL * PRICE
    ledger.mint(0, venue.reserves.account, value * BORROWERS)
    ledger.mint(0, BORROWERS, value * BORROWERS)
    ledger.mint(1, accounts, np.full(BORROWERS, COLLATERAL))
    debt = value * np.linspace(0.5, 0.8, BORROWERS)[:, None]
    venue.open_positions(accounts, np.full((BORROWERS, 1), COLLATERAL), debt, "opening", None)
    market.move_prices(np.array([1.0, 0.85 * PRICE]), 0.0)
    market.report_prices()
    return market


def _swaps(market: Market) -> Reading:
    """One thousandth of what the bands take at a time."""
    venue = market.venues["bands"]
    assert isinstance(venue, Bands)
    amount = 0.5 * venue.curve().up.total / SWAPS
    order = Swap(account=BORROWERS, venue="bands", asset_in="USD", asset_out="ETH", amount_in=amount)
    reading = timed(lambda: market.execute([order] * SWAPS, 0))
    market.check()
    return reading


def _repayments(market: Market) -> Reading:
    order = Repay(account=np.arange(BORROWERS), venue="bands", asset="USD", amount=1_000.0)
    reading = timed(lambda: market.execute([order], 0))
    market.check()
    return reading
