"""Orders of one action are tried together; the outcome is that of one after the other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import (
    RECEIVED,
    Borrow,
    Bundle,
    Liquidate,
    PostCollateral,
    Repay,
    Supply,
    Swap,
    Withdraw,
)
from firesale.market.events import ActionRefused
from firesale.market.orders import order_fields
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.market.grouping import KINDS, LIVE, PLAYERS, PUSHED, market_with_positions, outcome, place_on, singles
from tests.markets import POOL, pool_of, refusals, set_price, small_market

amounts = st.sampled_from([0.25, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 0.0, -1.0, float("nan"), float("inf")])
orders = st.lists(st.tuples(st.integers(0, PLAYERS), amounts), min_size=2, max_size=12)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(wanted=orders, fee=st.sampled_from([0.0, 0.0, 1.0, 500.0]), price=st.sampled_from([2000.0, 1900.0, 1500.0]))
def test_n_orders_of_one_action_end_as_n_actions_one_after_the_other(
    kind: str, wanted: list[tuple[int, float]], fee: float, price: float
) -> None:
    accounts, much = np.array([who for who, _ in wanted]), np.array([amount for _, amount in wanted])
    action = replace(place_on(kind)(accounts, much), priority_fee=fee)
    for oracles in (PUSHED, LIVE) if isinstance(action, Bundle) else (PUSHED,):
        together, reasons_together = outcome(market_with_positions(price, oracles), [action])
        one_by_one, reasons_one_by_one = outcome(market_with_positions(price, oracles), singles(action))
        for found, expected in zip(together, one_by_one, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)
        assert reasons_together == reasons_one_by_one


def test_a_price_that_a_trade_moves_is_read_anew_by_each_of_the_group() -> None:
    """The first pays 50 and may borrow 0.8 x 0.01995 ETH x 3123 = 49.85: the 71.7 at the price after the second's purchase come too late."""
    terms = ConstantProductTerms("ETH", "USDC", base_reserve=0.1)
    market = small_market(4, venues={"swap": terms, "pool": POOL}, oracles=LIVE)
    who = np.arange(2)
    market.site.ledger.mint(0, np.array([0, 1, 3]), np.array([50.0, 50.0, 1e5]))
    assert refusals(market, Supply(account=3, venue="pool", asset="USDC", amount=1e5)) == []
    legs = (
        Swap(account=who, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=50.0),
        PostCollateral(account=who, venue="pool", asset="ETH", amount=RECEIVED),
        Borrow(account=who, venue="pool", asset="USDC", amount=np.array([60.0, 47.0])),
    )
    assert refusals(market, Bundle(account=who, legs=legs)) == ["the position would not be safe"]
    assert market.site.ledger.balances[:2, 0].tolist() == [50.0, 47.0]


def test_an_order_has_the_same_fields_alone_and_in_a_group() -> None:
    action = place_on("supply")(np.array([0, 1]), np.array([1.0, 2.0]))
    assert [name for name, _ in order_fields(action)] == [name for name, _ in order_fields(singles(action)[1])]


def test_who_stands_first_gets_what_there_is_not_enough_of_for_all() -> None:
    market = market_with_positions(2000.0)
    asked = np.full(4, 2048.0)
    refused = refusals(market, Withdraw(account=np.arange(4), venue="pool", asset="USDC", receipts=asked))
    assert refused == ["the venue is short of cash"] * 3  # 8192 deposited, 5700 lent out
    assert market.site.ledger.balance(0, 0) == 4096.0 - 2e3


def test_nobody_pays_a_fee_with_what_his_later_order_brings() -> None:
    """Two sales of one account that has no USDC: the first brings 20 and owes a fee of 25."""
    market = small_market(2)
    market.site.ledger.mint(1, 0, 1.0)
    sell = Swap(
        account=np.array([0, 0]),
        venue="book",
        asset_in="ETH",
        asset_out="USDC",
        amount_in=np.array([0.01, 0.1]),
        priority_fee=np.array([25.0, 0.0]),
    )
    assert refusals(market, sell) == ["the account does not hold enough"]
    assert market.site.ledger.balance(0, 1) == pytest.approx(0.9)


def test_nobody_borrows_what_a_later_one_of_the_group_brings() -> None:
    """The pool has 100: the first brings 10 and asks for 115, the second brings 10 and asks for 5."""
    market = small_market(4, oracles=PUSHED)
    market.site.ledger.mint(0, np.arange(3), np.array([10.0, 10.0, 100.0]))
    market.site.ledger.mint(1, np.arange(2), np.array([1.0, 1.0]))
    assert refusals(market, Supply(account=2, venue="pool", asset="USDC", amount=100.0)) == []
    who = np.array([0, 1])
    assert refusals(market, PostCollateral(account=who, venue="pool", asset="ETH", amount=1.0)) == []
    legs = (
        Supply(account=who, venue="pool", asset="USDC", amount=10.0),
        Borrow(account=who, venue="pool", asset="USDC", amount=np.array([115.0, 5.0])),
    )
    assert refusals(market, Bundle(account=who, legs=legs)) == ["the venue is short of cash"]
    assert market.site.ledger.balances[:2, 0].tolist() == [10.0, 5.0]


def test_nobody_is_refused_for_the_price_that_another_one_of_the_group_would_have_moved() -> None:
    """The first buys and then fails: the second buys at the old price, and only so may borrow 1300 against it."""
    terms = ConstantProductTerms("ETH", "USDC", base_reserve=10.0)
    market = small_market(4, venues={"swap": terms, "pool": POOL}, oracles=PUSHED)
    who = np.array([0, 1])
    market.site.ledger.mint(0, np.arange(3), np.array([2000.0, 2000.0, 1e5]))
    market.site.ledger.mint(2, 1, 1.0)
    assert refusals(market, Supply(account=2, venue="pool", asset="USDC", amount=1e5)) == []
    legs = (
        Swap(account=who, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=2000.0),
        PostCollateral(account=who, venue="pool", asset="ETH", amount=RECEIVED),
        Borrow(account=who, venue="pool", asset="USDC", amount=np.array([1.0, 1300.0])),
        PostCollateral(account=who, venue="pool", asset="BTC", amount=1.0),
    )
    market.execute([Bundle(account=who, legs=legs)], 0)
    refused = market.site.log.table(ActionRefused)
    assert (refused["account"].tolist(), refused["reason"].tolist()) == ([0], ["the account does not hold enough"])
    assert market.site.ledger.balances[:2, 0].tolist() == [2000.0, 1300.0]


def test_who_repays_later_in_a_bundle_is_liquidated_by_who_stands_before_him() -> None:
    """Both liquidate each other and then repay: the first has repaid and is safe when the second's turn comes."""
    market = small_market(4, oracles=PUSHED)
    pool = pool_of(market)
    who = np.array([0, 1])
    market.site.ledger.mint(0, np.array([0, 1, pool.reserves.account]), np.array([2e4, 2e4, 1e5]))
    market.site.ledger.mint(1, who, np.array([10.0, 10.0]))
    pool.borrowers.place(who, np.array([[10.0, 0.0], [10.0, 0.0]]), np.array([[1.6e4], [1.6e4]]), "opening")
    set_price(market, "ETH", 1900.0)
    legs = (
        Liquidate(account=who, venue="pool", borrower=who[::-1], collateral="ETH", debt="USDC", repayment=2000.0),
        Repay(account=who, venue="pool", asset="USDC", amount=8e3),
    )
    assert refusals(market, Bundle(account=who, legs=legs)) == ["the position is safe"]
