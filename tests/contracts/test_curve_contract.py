"""What the quote of every exchange must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Swap
from firesale.market.arrays import FloatArray
from firesale.market.events import Swapped
from firesale.market.market import Market
from firesale.market.venues.bands.bands import Bands
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.kinds import TRADING
from firesale.market.venues.stable_swap import StableSwapTerms
from firesale.market.venues.stable_swap_pair import StableSwapPairTerms
from tests.market.parts import parts
from tests.market.venues.banded import TERMS
from tests.markets import small_market

every_exchange = pytest.mark.parametrize("kind", sorted(TRADING))
few = settings(max_examples=60, deadline=None, derandomize=True)
MOVES = st.floats(1e-4, 0.3)  # of the price, up to which laws are tried
SIDES = st.sampled_from(["ETH", "USDC"])


FEES = st.sampled_from([0.0, 0.0005, 0.003, 0.1])


@st.composite
def exchanges(draw: st.DrawFn, kind: str, fees: st.SearchStrategy[float] = FEES) -> dict[str, Any]:
    """Terms of an exchange, by the name "venue", and of what it needs."""
    if kind == "stable_swap_pair":
        whole = replace(draw(parts(StableSwapTerms)), base="BTC", more_coins=("ETH",), fee=draw(fees))
        return {"whole": whole, "venue": StableSwapPairTerms("whole", "ETH", "USDC")}
    if kind == "bands":
        return {"venue": replace(TERMS, fee=draw(fees))}
    terms: Any = draw(parts(TRADING[kind]))
    if isinstance(terms, ConcentratedLiquidityTerms):  # the laws are tried where there is liquidity
        terms = replace(terms, lower=min(terms.lower, 0.4), upper=max(terms.upper, 2.0), tick_spacing=60)
    return {"venue": replace(terms, fee=draw(fees))}


@st.composite
def curves(draw: st.DrawFn, kind: str, fees: st.SearchStrategy[float] = FEES) -> Curve:
    """The quote of an exchange that was just opened."""
    return _curve(_opened(draw(exchanges(kind, fees))))


def size_for(curve: Curve, asset_in: str, move: float) -> float:
    """How much of the asset that comes in moves the price by this part of itself."""
    if asset_in == curve.base:
        return curve.sale_to_reach(curve.price * (1.0 - move))
    return curve.purchase_to_reach(curve.price * (1.0 + move))


def after(curve: Curve, asset_in: str, amount: float) -> float:
    return float(curve.swap(asset_in, np.array([amount])).price_after[0])


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES)
def test_what_is_needed_to_reach_a_price_lands_on_it(
    kind: str, data: st.DataObject, asset_in: str, move: float
) -> None:
    curve = data.draw(curves(kind))
    target = curve.price * (1.0 - move if asset_in == curve.base else 1.0 + move)
    assert after(curve, asset_in, size_for(curve, asset_in, move)) == pytest.approx(target, rel=1e-9)


@every_exchange
@few
@given(data=st.data(), move=MOVES)
def test_nothing_is_needed_to_reach_a_price_that_is_passed(kind: str, data: st.DataObject, move: float) -> None:
    curve = data.draw(curves(kind))
    assert curve.sale_to_reach(curve.price * (1.0 + move)) == 0.0
    assert curve.purchase_to_reach(curve.price * (1.0 - move)) == 0.0


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES)
def test_a_sale_lowers_the_price_a_purchase_raises_it_and_both_pay(
    kind: str, data: st.DataObject, asset_in: str, move: float
) -> None:
    curve = data.draw(curves(kind))
    amount = size_for(curve, asset_in, move)
    fills = curve.swap(asset_in, np.array([amount]))
    price = fills.price_after[0] if asset_in == curve.base else 1.0 / fills.price_after[0]
    before = curve.price if asset_in == curve.base else 1.0 / curve.price
    assert fills.price_before[0] == pytest.approx(curve.price, rel=1e-14)
    assert price < before
    assert 0.0 < fills.amount_out[0] <= amount * before * (1.0 + 1e-12)
    assert fills.fee[0] == pytest.approx(curve.fee * amount)
    paid = fills.amount_out[0] / amount  # between what the last unit of the order brought and what the first one did
    last = curve.marginal_sale(amount) if asset_in == curve.base else curve.marginal_purchase(amount)
    assert last * (1.0 - 1e-9) <= paid <= before * (1.0 - curve.fee) * (1.0 + 1e-9)


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES)
def test_more_in_gives_more_out_at_a_worse_price(kind: str, data: st.DataObject, asset_in: str, move: float) -> None:
    curve = data.draw(curves(kind))
    amounts = size_for(curve, asset_in, move) * np.array([0.25, 0.5, 1.0])
    out = np.array([curve.swap(asset_in, np.array([amount])).amount_out[0] for amount in amounts])
    assert np.all(np.diff(out) > 0.0)
    assert np.all(np.diff(out / amounts) <= 1e-12 * out[0] / amounts[0])


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES, shares=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=5))
def test_orders_at_once_get_what_they_get_one_by_one(
    kind: str, data: st.DataObject, asset_in: str, move: float, shares: list[float]
) -> None:
    """On the exchange itself: the curve is drawn anew from what each order left."""
    terms = data.draw(exchanges(kind))
    together, one_by_one = (_opened(terms) for _ in range(2))
    amounts = size_for(_curve(together), asset_in, move) * np.array(shares)
    at_once = _trade(together, asset_in, amounts)
    if at_once is None:
        return
    single = [_trade(one_by_one, asset_in, np.array([amount])) for amount in amounts.tolist()]
    for name in ("amount_out", "price_after", "fee"):
        expected = [float(getattr(fills, name)[0]) for fills in single if fills is not None]
        assert getattr(at_once, name).tolist() == pytest.approx(expected, rel=1e-9)


def _opened(venues: dict[str, Any]) -> Market:
    """A market with these venues; a venue of bands has fifty of them, in the middle of being sold."""
    market = small_market(1, venues=venues)
    bands = market.venues["venue"]
    if isinstance(bands, Bands):
        market.site.ledger.mint(bands.base_column, bands.account, 500.0)
        bands.at.rows_for(np.array([0]))
        bands.holdings.deposit(np.array([0]), np.array([1]), np.array([50]), np.array([500.0]))
        assert _trade(market, "USDC", np.array([0.45 * bands.curve().up.total])) is not None
    return market


def _curve(market: Market) -> Curve:
    venue = market.venues["venue"]
    assert isinstance(venue, Exchange)
    return venue.curve()


def _trade(market: Market, asset_in: str, amounts: FloatArray) -> Fills | None:
    """What the exchange settled, or nothing if it has not so much."""
    site = market.site
    site.ledger.mint(site.assets.column[asset_in], 0, float(amounts.sum()))
    mark = site.log.mark()
    out = "USDC" if asset_in == "ETH" else "ETH"
    market.execute([Swap(account=0, venue="venue", asset_in=asset_in, asset_out=out, amount_in=amounts)], 0)
    done = [event for event in site.log.since(mark) if isinstance(event, Swapped)]
    if sum(np.size(event.amount_in) for event in done) < len(amounts):
        return None
    columns = [np.concatenate([np.asarray(getattr(event, name)) for event in done]) for name in _FILLS]
    return Fills(*columns)


_FILLS = ("amount_out", "fee", "price_before", "price_after")


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES)
def test_the_price_at_the_margin_is_the_derivative_of_what_comes_out(
    kind: str, data: st.DataObject, asset_in: str, move: float
) -> None:
    curve = data.draw(curves(kind))
    amount = size_for(curve, asset_in, move)
    out, marginal = (
        (curve.proceeds, curve.marginal_sale) if asset_in == curve.base else (curve.bought, curve.marginal_purchase)
    )
    h = 0.01 * (size_for(curve, asset_in, 1.01 * move) - amount)
    numerical = (out(amount + h) - out(amount - h)) / (2.0 * h)
    assert marginal(amount) == pytest.approx(numerical, rel=1e-5)
    start = (1.0 - curve.fee) * (curve.price if asset_in == curve.base else 1.0 / curve.price)
    assert marginal(0.0) == pytest.approx(start)


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES, share=st.floats(0.1, 0.9))
def test_without_a_fee_it_does_not_matter_how_an_order_is_split(
    kind: str, data: st.DataObject, asset_in: str, move: float, share: float
) -> None:
    curve = data.draw(curves(kind, st.just(0.0)))
    amount = size_for(curve, asset_in, move)
    whole = curve.swap(asset_in, np.array([amount])).amount_out[0]
    split = curve.swap(asset_in, amount * np.array([share, 1.0 - share])).amount_out.sum()
    assert split == pytest.approx(whole, rel=1e-9)


@every_exchange
@few
@given(data=st.data(), asset_in=SIDES, move=MOVES)
def test_at_the_margin_the_price_stays_where_it_is(kind: str, data: st.DataObject, asset_in: str, move: float) -> None:
    curve = data.draw(curves(kind))
    amounts = size_for(curve, asset_in, move) * np.ones(3)
    fills = curve.at_the_margin(asset_in, amounts)
    rate = curve.price if asset_in == curve.base else 1.0 / curve.price
    assert fills.amount_out == pytest.approx(amounts * (1.0 - curve.fee) * rate)
    assert fills.price_before.tolist() == fills.price_after.tolist() == [curve.price] * 3
    assert np.all(fills.amount_out >= curve.swap(asset_in, amounts).amount_out)
