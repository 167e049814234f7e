import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.liquidator.sharing import deal


def shared(
    cost: list[float], cash: list[float], fee: float = 0.0, order: list[int] | None = None
) -> list[tuple[int, float]]:
    who, paid = deal(
        np.array(cost), np.array(cash), np.full(len(cash), fee), np.array(order or range(len(cash)), dtype=np.int64)
    )
    return list(zip(who.tolist(), paid.tolist(), strict=True))


def test_items_are_dealt_round_the_table() -> None:
    assert shared([5, 4, 3, 2], [100, 100]) == [(0, 5), (1, 4), (0, 3), (1, 2)]


def test_the_first_in_the_order_is_dealt_to_first() -> None:
    assert shared([5, 4, 3], [100, 100], order=[1, 0]) == [(1, 5), (0, 4), (1, 3)]


def test_the_last_item_that_an_account_can_pay_is_paid_in_part() -> None:
    assert shared([5, 4, 3], [7]) == [(0, 5), (0, 2), (-1, 0)]


def test_what_one_cannot_pay_goes_to_another_who_can() -> None:
    assert shared([5, 4, 3, 2], [5, 100]) == [(0, 5), (1, 4), (1, 3), (1, 2)]


def test_accounts_without_cash_have_no_seat() -> None:
    assert shared([5, 4], [0, 0, 9]) == [(2, 5), (2, 4)]
    assert shared([5, 4], [0, 0]) == [(-1, 0), (-1, 0)]


def test_a_fee_is_kept_back_for_each_item() -> None:
    assert shared([5, 4], [10], fee=1.0) == [(0, 5), (0, 3)]
    assert shared([5], [1], fee=1.0) == [(-1, 0)]


def test_a_single_rich_account_takes_a_hundred_thousand_items() -> None:
    cost = np.linspace(2.0, 1.0, 100_000)
    who, paid = deal(cost, np.array([1e9]), np.zeros(1), np.zeros(1, dtype=np.int64))
    assert (who == 0).all()
    assert paid.tolist() == cost.tolist()


def test_a_million_accounts_share_one_item_without_looking_at_each() -> None:
    who, _ = deal(np.array([1.0]), np.full(1_000_000, 0.1), np.zeros(1_000_000), np.arange(1_000_000))
    assert who.tolist() == [0]


amounts = st.floats(min_value=0.01, max_value=1e6)


@settings(deadline=None, derandomize=True)
@given(
    st.lists(amounts, max_size=30),
    st.lists(st.one_of(st.just(0.0), amounts), min_size=1, max_size=6),
    st.floats(min_value=0.0, max_value=10.0),
)
def test_nobody_pays_more_than_it_has_and_cash_is_left_over_only_when_everything_is_taken(
    cost: list[float], cash: list[float], fee: float
) -> None:
    found = shared(cost, cash, fee)
    spent = np.zeros(len(cash))
    for who, paid in found:
        if who >= 0:
            assert paid > 0.0
            spent[who] += paid + fee
    assert np.all(spent <= np.array(cash) * (1.0 + 1e-9))
    assert all(paid <= price for (_, paid), price in zip(found, cost, strict=True))
    if any(who < 0 for who, _ in found):
        left = np.array(cash) - spent
        assert np.all(left <= fee * (1.0 + 1e-9) + 1e-9 * np.array(cash))


def test_part_payments_happen_at_most_once_per_account() -> None:
    found = shared([3.0] * 10, [4.0, 5.0, 100.0])
    partial = [who for (who, paid) in found if paid != pytest.approx(3.0)]
    assert sorted(partial) == [0, 1]
