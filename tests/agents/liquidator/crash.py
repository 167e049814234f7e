"""A market in which borrowers have just become unsafe. Accounts: the borrowers, then the liquidators; the last one lends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from firesale.market.actions import Supply
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.market import Market
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.markets import POOL, VENUES, give, pool_of, set_price, small_market

LENT = 1e6
SIMPLE = replace(POOL, liquidation=FixedSpread(np.array([0.05, 0.05]), protocol_fee=0.0, dust_value=0.0))
"""Bonus 5 %, close factor one half above a health of 0.95, no protocol fee, no dust rule."""


def crash(
    positions: Sequence[tuple[float, float]],
    price: float,
    cash: Sequence[float] = (1e6,),
    pool: LendingPoolTerms = POOL,
    venues: Mapping[str, VenueTerms] = VENUES,
) -> Market:
    """Borrowers with (ETH, USDC owed) each, opened at 2000 USDC per ETH, which then falls to `price`; liquidators with `cash` USDC each."""
    borrowers, liquidators = len(positions), len(cash)
    market = small_market(borrowers + liquidators + 1, venues={**venues, "pool": pool})
    lender = borrowers + liquidators
    give(market, lender, "USDC", LENT)
    market.execute([Supply(account=lender, venue="pool", asset="USDC", amount=LENT)], 0)
    for account, (ether, debt) in enumerate(positions):
        give(market, account, "ETH", ether)
        pool_of(market).borrowers.place(np.array([account]), np.array([[ether, 0.0]]), np.array([[debt]]), "opening")
    for place, amount in enumerate(cash):
        give(market, borrowers + place, "USDC", amount)
    set_price(market, "ETH", price)
    market.check()
    return market


def owed(market: Market, account: int) -> float:
    """What a borrower owes, USDC."""
    pool = pool_of(market)
    return float(pool.book.debt[pool.book.row_of[account], 0] * pool.reserves.borrow_index[0])


def pledged(market: Market, account: int, place: int = 0) -> float:
    """What a borrower has pledged, units."""
    pool = pool_of(market)
    return float(pool.book.collateral[pool.book.row_of[account], place])
