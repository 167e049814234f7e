"""A market with a venue "bands" of ETH against USDC, ETH at 2000, and an order book beside it."""

import numpy as np

from firesale.market.actions import Borrow, PostCollateral, Supply, Swap
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.venues.bands.bands import Bands
from firesale.market.venues.bands.terms import BandsTerms
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.markets import give, refusals, small_market

TERMS = BandsTerms("ETH", "USDC", "fair", Constant(0.0))
LENDER, OWNER, OTHER, TRADER = 0, 1, 2, 3


def banded(terms: BandsTerms = TERMS, lent: float = 1e6, **venues: VenueTerms) -> Market:
    """A lender has supplied, nobody has borrowed."""
    market = small_market(10, venues={"bands": terms, "book": OrderBookTerms("ETH", "USDC", depth=1e6), **venues})
    give(market, LENDER, "USDC", lent)
    assert refusals(market, Supply(account=LENDER, venue="bands", asset="USDC", amount=lent)) == []
    return market


def bands_of(market: Market) -> Bands:
    venue = market.venues["bands"]
    assert isinstance(venue, Bands)
    return venue


def borrow(market: Market, account: int = OWNER, collateral: float = 10.0, debt: float = 13_000.0) -> list[str]:
    """Pledge and borrow; why it was refused."""
    give(market, account, "ETH", collateral)
    return refusals(
        market,
        PostCollateral(account=account, venue="bands", asset="ETH", amount=collateral),
        Borrow(account=account, venue="bands", asset="USDC", amount=debt),
    )


def swap(market: Market, into: str, amount: float, account: int = TRADER) -> list[str]:
    """Trade on the bands with money that is given."""
    give(market, account, into, amount)
    out = "USDC" if into == "ETH" else "ETH"
    return refusals(market, Swap(account=account, venue="bands", asset_in=into, asset_out=out, amount_in=amount))


def arbitrage(market: Market, price: float) -> None:
    """Bring the price of the bands to a price, as far as they go."""
    curve = bands_of(market).curve()
    purchase, sale = curve.purchase_to_reach(price), curve.sale_to_reach(price)
    if purchase > 0.0:
        assert swap(market, "USDC", purchase) == []
    if sale > 0.0:
        assert swap(market, "ETH", sale) == []


def health(market: Market, *accounts: int) -> list[float]:
    """LLAMMA's health, full."""
    venue = bands_of(market)
    found: list[float] = (venue.positions.health(venue.book.row_of[np.array(accounts)]) - 1.0).tolist()
    return found


def check(market: Market) -> None:
    """Everything adds up."""
    market.check()
    market.audit()
