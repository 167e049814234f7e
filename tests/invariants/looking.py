"""What anybody may look at, at any moment: views, quotes, curves, values, records."""

from functools import cached_property
from typing import Any

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.market import Market
from firesale.market.venues.base import Venue
from firesale.market.venues.exchange import Exchange

FACTORS = (0.5, 0.99, 1.01, 2.0)


def everybody_may_look(market: Market, accounts: IntArray, delayed: bool) -> None:
    """Everything public, and what is the accounts' own; late, it is kept for later."""
    public = market.look()
    if delayed:
        public.remember()
    view = market.view(public, accounts, {})
    for asset in market.site.assets.names:
        assert np.all(view.balance(asset) >= 0.0)
    for name in public.pools:
        position = view.position(name)
        assert not np.isnan(position.health).any()
    for venue in market.venues.values():
        for claim in venue.issued:
            value = venue.claim_value(claim)
            assert 0.0 <= value < np.inf, (claim, value)
        if isinstance(venue, Exchange):
            _look_at_curve(venue)
        _look_at_quote(venue)
    for feed in market.feeds.values():
        assert np.all(np.isfinite(feed.prices) & (feed.prices > 0.0)), feed.name
    market.record()


def shown_by(venue: Venue) -> Any:
    """The quote that the venue makes of itself; None if it makes none."""
    quote = getattr(venue, "public_quote", getattr(venue, "quote", None))
    return quote() if callable(quote) else None


def _look_at_curve(exchange: Exchange) -> None:
    """Prices above nothing, and amounts that reach other prices."""
    curve = exchange.curve()
    assert 0.0 < curve.price < np.inf
    for factor in FACTORS:
        for amount in (curve.sale_to_reach(factor * curve.price), curve.purchase_to_reach(factor * curve.price)):
            assert amount >= 0.0, (exchange.name, factor, amount)


def _look_at_quote(venue: Venue) -> None:
    """Every property of the venue's quote, if it makes one; no number in it is none."""
    shown: Any = shown_by(venue)
    if shown is None:
        return
    for name in set(dir(type(shown))) - {"spread"}:  # only where positions are closed at a spread
        part = getattr(type(shown), name)
        if isinstance(part, property | cached_property):
            value = getattr(shown, name)
            assert not (isinstance(value, np.ndarray) and value.dtype.kind == "f" and _undefined(value)), name


def _undefined(value: FloatArray) -> bool:
    return bool(np.isnan(value).any())
