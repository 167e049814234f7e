"""What every ordering rule must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.ordering import ORDERINGS
from firesale.market.ordering.base import Ordering, Orders
from firesale.market.streams import Draws, entity_keys, name_key
from tests.market.parts import parts

every_ordering = pytest.mark.parametrize("kind", sorted(ORDERINGS))
few = settings(max_examples=60, deadline=None, derandomize=True)
KEYS = entity_keys("everyone", 10)
sent = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 0.0, 1.0, 2.5, 1e6])), min_size=1, max_size=20)
rounds = st.integers(0, 1000)


def drawn(data: st.DataObject, kind: str) -> Ordering:
    part: Any = data.draw(parts(ORDERINGS[kind]))
    assert isinstance(part, Ordering)
    return part


def order_of(ordering: Ordering, orders: list[tuple[int, float]], step: int) -> list[int]:
    """Places of the orders, the first to be executed first."""
    accounts, fees = np.array([account for account, _ in orders]), np.array([fee for _, fee in orders])
    keys = ordering.rank(Orders(fees, Draws(KEYS[accounts], name_key("ordering"), step)))
    assert all(key.shape == (len(orders),) for key in keys)
    assert all(np.isfinite(key).all() for key in keys)
    order: list[int] = np.lexsort(tuple(reversed(keys))).tolist() if keys else list(range(len(orders)))
    return order


@every_ordering
@few
@given(data=st.data(), orders=sent, step=rounds)
def test_every_order_has_one_place(kind: str, data: st.DataObject, orders: list[tuple[int, float]], step: int) -> None:
    assert sorted(order_of(drawn(data, kind), orders, step)) == list(range(len(orders)))


@every_ordering
@few
@given(data=st.data(), orders=sent, step=rounds)
def test_the_same_orders_and_draws_give_the_same_order(
    kind: str, data: st.DataObject, orders: list[tuple[int, float]], step: int
) -> None:
    ordering = drawn(data, kind)
    assert order_of(ordering, orders, step) == order_of(ordering, orders, step)


@every_ordering
@few
@given(data=st.data(), orders=sent, step=rounds)
def test_equal_orders_of_one_account_stay_in_the_sequence_it_meant(
    kind: str, data: st.DataObject, orders: list[tuple[int, float]], step: int
) -> None:
    order = order_of(drawn(data, kind), orders, step)
    for one in set(orders):
        places = [place for place in order if orders[place] == one]
        assert places == sorted(places)


@every_ordering
@few
@given(data=st.data(), orders=sent, newcomer=st.tuples(st.integers(0, 9), st.just(0.5)), step=rounds)
def test_a_newcomer_does_not_change_the_order_of_the_others(
    kind: str, data: st.DataObject, orders: list[tuple[int, float]], newcomer: tuple[int, float], step: int
) -> None:
    ordering = drawn(data, kind)
    with_newcomer = order_of(ordering, [*orders, newcomer], step)
    assert [place for place in with_newcomer if place < len(orders)] == order_of(ordering, orders, step)
