"""New capital of a protocol: tokens that are minted and sold on an exchange."""

from collections.abc import Iterable

import numpy as np

from firesale.market.actions import Motive, Swap
from firesale.market.backstops.base import Absorption, Backstop, Outlet
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.events import Recapitalised
from firesale.market.venues.base import Site
from firesale.market.venues.curve import Curve
from firesale.market.venues.exchange import Exchange

HALVINGS = 60
"""Enough to find the tokens that bring a sum, to the last digits of a float."""


def outlets(site: Site, backstops: Iterable[Backstop], asset: str) -> dict[str, Outlet]:
    """Exchanges that backstops sell on for an asset, as they are now."""
    found: dict[str, Outlet] = {}
    for backstop in backstops:
        venue = site.venues.get(backstop.exchange or "") if isinstance(backstop, Recapitalisation) else None
        if isinstance(venue, Exchange) and venue.quote == asset:
            found[venue.name] = venue.curve()
    return found


def raise_capital(site: Site, venue: str, account: int, absorption: Absorption) -> float:
    """Mint tokens to an account of a venue and sell them there for what is to be raised; the proceeds (units of the exchange's quote asset)."""
    exchange = site.venues[absorption.exchange]
    assert isinstance(exchange, Exchange)
    curve, supply = exchange.curve(), float(site.ledger.supply[exchange.base_column])
    tokens = tokens_for(curve, absorption.amount, absorption.floor_price)
    if tokens <= 0.0:
        return 0.0
    site.ledger.mint(exchange.base_column, account, tokens)
    before = site.ledger.balance(account, exchange.quote_column)
    sale = Swap(
        account=np.array([account]),
        venue=exchange.name,
        asset_in=exchange.base,
        asset_out=exchange.quote,
        amount_in=np.array([tokens]),
        min_amount_out=np.zeros(1),
        motive=Motive.RECAPITALISATION,
    )
    if exchange.handlers[Swap](sale) is not None:  # the exchange has nothing left to pay with
        site.ledger.burn(exchange.base_column, account, tokens)
        return 0.0
    proceeds = site.ledger.balance(account, exchange.quote_column) - before
    prices = curve.price, exchange.price
    site.log.add(Recapitalised(venue, exchange.name, exchange.base, exchange.quote, tokens, proceeds, supply, *prices))
    return proceeds


def tokens_for(curve: Curve, proceeds: float, floor_price: float) -> float:
    """Tokens whose sale brings so much, or as many as bring the price down to the floor; found by halving, so that any curve can be asked."""
    high = curve.sale_to_reach(max(floor_price, curve.price * LEAST_PRICE))
    if curve.proceeds(high) <= proceeds:
        return high
    low = 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if curve.proceeds(middle) < proceeds else (low, middle)
    return low


LEAST_PRICE = 1e-6
"""Part of the price below which tokens are not sold, whatever they bring."""
