"""What every price curve of a Dutch auction must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.auctions import PRICE_CURVES
from firesale.market.auctions.price_curve import PriceCurve
from tests.market.parts import parts

every_curve = pytest.mark.parametrize("kind", sorted(PRICE_CURVES))
few = settings(max_examples=150, deadline=None, derandomize=True)
N = 4
amounts = st.lists(st.integers(-30, 60).map(lambda tenths: 10.0 ** (tenths / 10.0)), min_size=N, max_size=N).map(
    np.array
)


def drawn(data: st.DataObject, kind: str) -> PriceCurve:
    part: Any = data.draw(parts(PRICE_CURVES[kind]))
    assert isinstance(part, PriceCurve)
    return part


@every_curve
@few
@given(data=st.data(), top=amounts)
def test_an_auction_begins_at_the_top(kind: str, data: st.DataObject, top: FloatArray) -> None:
    assert np.array_equal(drawn(data, kind).price(top, np.zeros(N)), top)


@every_curve
@few
@given(data=st.data(), top=amounts, elapsed=amounts, more=amounts)
def test_the_price_never_rises_and_is_never_negative(
    kind: str, data: st.DataObject, top: FloatArray, elapsed: FloatArray, more: FloatArray
) -> None:
    curve = drawn(data, kind)
    early, late = curve.price(top, elapsed), curve.price(top, elapsed + more)
    assert np.all((late <= early) & (early <= top))
    assert np.all(late >= 0.0)


@every_curve
@few
@given(data=st.data(), top=amounts, elapsed=amounts)
def test_lots_do_not_look_at_each_other(kind: str, data: st.DataObject, top: FloatArray, elapsed: FloatArray) -> None:
    curve = drawn(data, kind)
    together = curve.price(top, elapsed)
    for row in range(N):
        assert curve.price(top[[row]], elapsed[[row]])[0] == together[row]
