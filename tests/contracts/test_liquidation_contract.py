"""What every mechanism that closes at a spread must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions
from tests.market.parts import SIZES, parts

SPREADS = sorted(kind for kind, part in LIQUIDATIONS.items() if issubclass(part, Spread))
every_mechanism = pytest.mark.parametrize("kind", SPREADS)
few = settings(max_examples=120, deadline=None, derandomize=True)
N = 5
tenths = st.integers(-30, 50).map(lambda number: 10.0 ** (number / 10.0))
amounts = st.lists(tenths, min_size=N, max_size=N).map(np.array)
ROUNDING = 1.0 + 1e-12


@st.composite
def unsafe_positions(draw: st.DrawFn) -> UnsafePositions:
    """Positions of any health below 1, with prices from nothing to much; other debts may stand beside the one that is repaid."""
    debt, debt_price = draw(amounts), draw(amounts)
    others = draw(st.lists(st.just(0.0) | tenths, min_size=N, max_size=N).map(np.array))
    worthless = draw(st.booleans())
    return UnsafePositions(
        health=draw(st.lists(st.floats(0.0, 0.999), min_size=N, max_size=N).map(np.array)),
        collateral=draw(amounts),
        debt=debt,
        total_debt_value=debt * debt_price + others,
        collateral_price=np.zeros(N) if worthless else draw(amounts),
        debt_price=debt_price,
        collateral_column=draw(st.integers(0, SIZES["collateral"] - 1)),
        bonus=draw(st.none() | st.lists(st.just(np.nan) | st.floats(0.0, 1.0), min_size=N, max_size=N).map(np.array)),
    )


def mechanism(data: st.DataObject, kind: str) -> Spread:
    part: Any = data.draw(parts(LIQUIDATIONS[kind]))
    assert isinstance(part, Spread)
    return part


def same(one: Settlement, other: Settlement) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Settlement))


@every_mechanism
@few
@given(data=st.data(), unsafe=unsafe_positions(), repayment=amounts)
def test_nobody_repays_more_than_is_owed_and_offered_or_is_given_more_than_is_pledged(
    kind: str, data: st.DataObject, unsafe: UnsafePositions, repayment: FloatArray
) -> None:
    terms = mechanism(data, kind).settle(unsafe, repayment)
    assert terms.repaid.shape == terms.seized.shape == terms.protocol_fee.shape == terms.leaves_dust.shape == (N,)
    assert np.all((terms.repaid >= 0.0) & (terms.repaid <= unsafe.debt) & (terms.repaid <= repayment))
    assert np.all((terms.seized >= 0.0) & (terms.seized <= unsafe.collateral))
    assert np.all((terms.protocol_fee >= 0.0) & (terms.protocol_fee <= terms.seized))
    assert terms.leaves_dust.dtype == np.bool_


@every_mechanism
@few
@given(data=st.data(), unsafe=unsafe_positions(), repayment=amounts)
def test_arrays_give_the_same_bits_as_one_position_at_a_time(
    kind: str, data: st.DataObject, unsafe: UnsafePositions, repayment: FloatArray
) -> None:
    part = mechanism(data, kind)
    together = part.settle(unsafe, repayment)
    arrays = [field.name for field in fields(UnsafePositions) if isinstance(getattr(unsafe, field.name), np.ndarray)]
    for row in range(N):
        changes: dict[str, Any] = {name: getattr(unsafe, name)[[row]] for name in arrays}
        alone = part.settle(replace(unsafe, **changes), repayment[[row]])
        assert same(alone, Settlement(*(getattr(together, field.name)[[row]] for field in fields(Settlement))))


@every_mechanism
@few
@given(data=st.data(), unsafe=unsafe_positions(), repayment=amounts, more=amounts)
def test_who_offers_more_repays_and_is_given_no_less(
    kind: str, data: st.DataObject, unsafe: UnsafePositions, repayment: FloatArray, more: FloatArray
) -> None:
    part = mechanism(data, kind)
    little, much = part.settle(unsafe, repayment), part.settle(unsafe, repayment + more)
    assert np.all(much.repaid * ROUNDING >= little.repaid)
    assert np.all(much.seized * ROUNDING >= little.seized)


@every_mechanism
@few
@given(data=st.data(), unsafe=unsafe_positions(), repayment=amounts)
def test_terms_change_nothing_that_they_are_asked_about(
    kind: str, data: st.DataObject, unsafe: UnsafePositions, repayment: FloatArray
) -> None:
    columns = [getattr(unsafe, field.name) for field in fields(UnsafePositions)]
    arrays = [column for column in columns if isinstance(column, np.ndarray)]
    before = [column.copy() for column in (*arrays, repayment)]
    part = mechanism(data, kind)
    first = part.settle(unsafe, repayment)
    assert all(
        np.array_equal(one, other, equal_nan=True) for one, other in zip(before, (*arrays, repayment), strict=True)
    )
    assert same(first, part.settle(unsafe, repayment))
