"""A small market with one venue of perpetuals "perps" on ETH and BTC, margin in USDC, and accounts that begin with positions."""

from dataclasses import replace
from typing import Any

import numpy as np

from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.deleveraging.queue import Queue
from firesale.market.funding.no_funding import NoFunding
from firesale.market.market import Market
from firesale.market.requirements.flat import Flat
from firesale.market.venues.perpetuals.venue import Perpetuals, PerpetualsTerms
from tests.markets import give, small_market

TERMS = PerpetualsTerms(
    markets=("ETH", "BTC"),
    margin_asset="USDC",
    oracle="fair",
    requirement=Flat(np.array([0.1, 0.1]), np.array([0.05, 0.05])),
    funding=NoFunding(),
    closing=FillablePrice(),
    deleveraging=Queue(),
    depth=1e9,
    vault=1e6,
    fee=0.0,
)
PRICES = {"USDC": 1.0, "ETH": 100.0, "BTC": 1_000.0}


def market_of(**changes: Any) -> Market:
    """Ten players, none of whom owns anything yet; ETH at 100, BTC at 1,000; `changes` to the terms."""
    return small_market(prices=PRICES, venues={"perps": replace(TERMS, **changes)})


def venue_of(market: Market) -> Perpetuals:
    """The venue of perpetuals."""
    venue = market.venues["perps"]
    assert isinstance(venue, Perpetuals)
    return venue


def begin(market: Market, account: int, margin: float, size: float = 0.0, asset: str = "ETH") -> None:
    """An account with margin, and a signed position at the index."""
    give(market, account, "USDC", margin)
    venue = venue_of(market)
    place = venue.terms.markets.index(asset)
    venue.margins.place(np.array([account]), place, np.array([size]), np.array([margin]), "opening")


def value_of(market: Market, account: int) -> float:
    """Value of an account's margin at the mark, all pockets together."""
    return float(venue_of(market).accounts_of(np.array([account])).value.sum())


def size_of(market: Market, account: int, asset: str = "ETH") -> float:
    """Signed units."""
    venue = venue_of(market)
    return float(venue.accounts_of(np.array([account])).size[0, venue.terms.markets.index(asset)])


def fund_of(market: Market) -> float:
    """What the insurance fund holds."""
    return float(venue_of(market).book.fund[0])


def sound(market: Market) -> None:
    """Everything adds up."""
    market.check()
    market.audit()
