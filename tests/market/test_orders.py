import numpy as np
import pytest

from firesale.market.actions import RECEIVED, Action, Bundle, Declare, FlashLoan, Liquidate, Supply, Swap
from firesale.market.events import Refusal
from firesale.market.orders import bad_value, order_fields, received_fields, refused_where, spread, take

NAN, INFINITY = float("nan"), float("inf")


def supply(account: object = 0, amount: object = 1.0, fee: object = 0.0) -> Supply:
    """An action whose numbers may be anything: what a strategy may get wrong."""
    return Supply(account=account, venue="pool", asset="USDC", amount=amount, priority_fee=fee)  # type: ignore[arg-type]


def spread_out(action: Action) -> Action:
    batch = spread(action)
    assert batch is not None
    return batch


def test_the_fields_of_an_order_are_its_accounts_and_its_amounts() -> None:
    order = Liquidate(account=0, venue="pool", borrower=1, collateral="ETH", debt="USDC", repayment=1.0)
    assert [name for name, _ in order_fields(order)] == ["account", "priority_fee", "borrower", "repayment"]
    assert [name for name, _ in order_fields(FlashLoan(account=0, legs=(), asset="", amount=1.0))] == [
        "account",
        "priority_fee",
        "amount",
    ]


def test_scalars_become_arrays_of_one() -> None:
    batch = spread_out(supply(3, 2, 1))
    assert isinstance(batch, Supply)
    assert (batch.account, batch.amount, batch.priority_fee) == (np.array([3]), np.array([2.0]), np.array([1.0]))
    assert np.asarray(batch.amount).dtype == np.float64


def test_scalars_beside_arrays_become_arrays_of_their_length() -> None:
    batch = spread_out(supply(np.array([3, 4, 5]), 2.0))
    assert isinstance(batch, Supply)
    assert np.asarray(batch.amount).tolist() == [2.0, 2.0, 2.0]
    assert np.asarray(batch.priority_fee).tolist() == [0.0, 0.0, 0.0]
    assert np.asarray(spread_out(supply(7, [1.0, 2.0])).account).tolist() == [7, 7]


@pytest.mark.parametrize(
    "action",
    [
        supply(account="me"),
        supply(account=1.0),
        supply(account=None),
        supply(account=True),
        supply(account=2**70),
        supply(account=[[1, 2]]),
        supply(account=[]),
        supply(amount="much"),
        supply(amount=None),
        supply(amount=1j),
        supply(amount=[[1.0], [1.0, 2.0]]),
        supply(amount=np.ones((2, 2))),
        supply(amount=[]),
        supply(account=[1, 2], amount=[1.0, 2.0, 3.0]),
        supply(account=[1, 2], amount=[]),
        supply(fee="high"),
        supply(fee=RECEIVED),
        FlashLoan(account=0, venue="pool", legs=(), asset="USDC", amount=RECEIVED),  # type: ignore[arg-type]
        Swap(account=0, venue="swap", asset_in="A", asset_out="B", amount_in=1.0, min_amount_out="x"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_numbers_of_one_length_cannot_be_spread(action: Action) -> None:
    assert spread(action) is None


def test_received_stays_as_it_is_where_it_may_stand() -> None:
    batch = spread_out(supply(np.array([3, 4]), RECEIVED))
    assert isinstance(batch, Supply)
    assert batch.amount == RECEIVED
    assert received_fields(batch) == ["amount"]
    assert received_fields(spread_out(supply())) == []


def test_some_orders_are_taken_with_all_their_fields() -> None:
    batch = spread_out(supply(np.array([3, 4, 5]), np.array([1.0, 2.0, 3.0])))
    some = take(batch, np.array([2, 0]))
    assert isinstance(some, Supply)
    assert np.asarray(some.account).tolist() == [5, 3]
    assert np.asarray(some.amount).tolist() == [3.0, 1.0]
    assert some.asset == "USDC"
    assert np.asarray(take(batch, np.array([False, True, False])).account).tolist() == [4]
    first = take(spread_out(supply(np.array([3, 4]), RECEIVED)), slice(0, 1))
    assert isinstance(first, Supply)
    assert first.amount == RECEIVED


def test_of_a_bundle_of_many_the_same_orders_of_every_leg_are_taken() -> None:
    legs = (supply(np.array([3, 4, 5]), np.array([1.0, 2.0, 3.0])), supply(np.array([3, 4, 5]), RECEIVED))
    some = take(spread_out(Bundle(account=np.array([3, 4, 5]), legs=legs)), np.array([True, False, True]))
    assert isinstance(some, Bundle)
    assert [np.asarray(leg.account).tolist() for leg in some.legs] == [[3, 5], [3, 5]]


def test_a_bundle_with_a_malformed_leg_cannot_be_spread() -> None:
    assert spread(Bundle(account=0, legs=(supply(), supply(amount="much")))) is None


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (supply(), None),
        (supply(account=9), None),
        (supply(account=10), Refusal.UNKNOWN_ACCOUNT),
        (supply(account=-1), Refusal.UNKNOWN_ACCOUNT),
        (supply(account=[0, 10]), Refusal.UNKNOWN_ACCOUNT),
        (supply(amount=NAN), Refusal.NOT_A_NUMBER),
        (supply(amount=INFINITY), Refusal.NOT_A_NUMBER),
        (supply(amount=[1.0, -INFINITY]), Refusal.NOT_A_NUMBER),
        (supply(amount=0.0), Refusal.NOT_POSITIVE),
        (supply(amount=[1.0, -1.0]), Refusal.NOT_POSITIVE),
        (supply(fee=0.0), None),
        (supply(fee=-1.0), Refusal.NOT_POSITIVE),
        (supply(fee=NAN), Refusal.NOT_A_NUMBER),
        (Bundle(account=0, legs=()), None),
        (Declare(account=0, venue="", plan="", expected_gain=0.0, expected_cost=0.0, made=False), None),
        (Declare(account=0, venue="", plan="", expected_gain=NAN, expected_cost=0.0, made=False), Refusal.NOT_A_NUMBER),
    ],
)
def test_numbers_that_cannot_be_right_are_told_apart(action: Action, reason: Refusal | None) -> None:
    refused = bad_value(spread_out(action), 10)
    assert (None if refused is None else refused.reason) == reason


def test_only_the_orders_whose_numbers_are_wrong_are_refused() -> None:
    refused = bad_value(spread_out(supply(account=[0, 1, 2, 3], amount=[1.0, NAN, 0.0, INFINITY])), 10)
    assert refused is not None
    assert refused.orders.tolist() == [False, True, False, True]
    assert refused_where(np.array([False, False]), Refusal.DUST) is None
