"""What every auction must do with what it seizes: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.auctions import PRICE_CURVES
from firesale.market.auctions.bidding import is_dent, is_tend
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.auctions.taking import taking
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.auction import Auction, Seized, WholePositions
from tests.market.parts import parts

AUCTIONS = sorted(kind for kind, part in LIQUIDATIONS.items() if issubclass(part, Auction))
every_auction = pytest.mark.parametrize("kind", AUCTIONS)
few = settings(max_examples=150, deadline=None, derandomize=True)
N = 4
tenths = st.integers(-20, 60).map(lambda number: 10.0 ** (number / 10.0))
amounts = st.lists(tenths, min_size=N, max_size=N).map(np.array)
curves = st.sampled_from(sorted(PRICE_CURVES)).flatmap(lambda kind: parts(PRICE_CURVES[kind]))
ROUNDING = 1e-9


def drawn(data: st.DataObject, kind: str) -> Auction:
    part: Any = data.draw(parts(LIQUIDATIONS[kind], inside={PriceCurve: curves}))
    assert isinstance(part, Auction)
    return part


def columns(seized: Seized) -> tuple[FloatArray, ...]:
    return seized.collateral, seized.debt, seized.tab, seized.reward


@every_auction
@few
@given(data=st.data(), collateral=amounts, debt=amounts, price=amounts, under_sale=st.just(0.0) | tenths)
def test_no_more_is_taken_than_there_is_and_the_tab_covers_the_debt(
    kind: str, data: st.DataObject, collateral: FloatArray, debt: FloatArray, price: FloatArray, under_sale: float
) -> None:
    seized = drawn(data, kind).seize(WholePositions(collateral, debt, price), under_sale)
    assert all(column.shape == (N,) for column in columns(seized))
    assert np.all((seized.collateral >= 0.0) & (seized.collateral <= collateral * (1.0 + ROUNDING)))
    assert np.all((seized.debt >= 0.0) & (seized.debt <= debt))
    assert np.all(seized.tab >= seized.debt)
    assert np.all(seized.reward >= 0.0)
    assert np.all((seized.debt > 0.0) | (seized.reward == 0.0))


@every_auction
@few
@given(data=st.data(), collateral=amounts, debt=amounts, price=amounts)
def test_debt_and_collateral_are_taken_in_the_same_part(
    kind: str, data: st.DataObject, collateral: FloatArray, debt: FloatArray, price: FloatArray
) -> None:
    seized = drawn(data, kind).seize(WholePositions(collateral, debt, price), 0.0)
    assert seized.collateral / collateral == pytest.approx(seized.debt / debt, rel=1e-9)


@every_auction
@few
@given(data=st.data(), price=amounts)
def test_lots_begin_at_prices_that_are_not_negative(kind: str, data: st.DataObject, price: FloatArray) -> None:
    top = drawn(data, kind).top(price)
    assert top.shape == (N,)
    assert np.all(top >= 0.0)


@few
@given(lot=amounts, tab=amounts, price=amounts, amount=amounts, smallest=st.just(0.0) | tenths)
def test_who_takes_pays_the_price_and_nobody_pays_more_than_the_tab(
    lot: FloatArray, tab: FloatArray, price: FloatArray, amount: FloatArray, smallest: float
) -> None:
    terms = taking(lot, tab, price, amount, smallest)
    fine = ~terms.refused
    assert np.all(terms.paid[fine] <= tab[fine] * (1.0 + ROUNDING))
    assert np.all(terms.got[fine] <= np.minimum(lot, amount)[fine] * (1.0 + ROUNDING))
    assert terms.paid[fine] == pytest.approx((terms.got * price)[fine], rel=1e-9)


@few
@given(lot=amounts, tab=amounts, price=amounts, amount=amounts, smallest=tenths)
def test_what_is_left_of_a_lot_is_worth_an_auction(
    lot: FloatArray, tab: FloatArray, price: FloatArray, amount: FloatArray, smallest: float
) -> None:
    terms = taking(lot, tab, price, amount, smallest)
    left, goes_on = tab - terms.paid, (terms.got < lot * (1.0 - ROUNDING)) & ~terms.refused
    assert np.all((left[goes_on] >= smallest * (1.0 - ROUNDING)) | (left[goes_on] <= tab[goes_on] * ROUNDING))


@few
@given(tab=tenths, bid=tenths, new=tenths, lot=tenths, new_lot=tenths, raise_by=st.floats(0.0, 1.0))
def test_a_bid_that_counts_is_better_for_the_venue(
    tab: float, bid: float, new: float, lot: float, new_lot: float, raise_by: float
) -> None:
    if is_tend(tab, bid, lot, new, new_lot, raise_by):
        assert bid < new <= tab * (1.0 + ROUNDING)
        assert new_lot == pytest.approx(lot)
    if is_dent(tab, bid, lot, new, new_lot, raise_by):
        assert (bid, new) == pytest.approx((tab, tab))
        assert new_lot <= lot * (1.0 + ROUNDING)
