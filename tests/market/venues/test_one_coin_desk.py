"""Providers who bring or take one coin of a stable swap: 1,000,000, 1,500,000 and 700,000; numbers as in test_stable_liquidity.py."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Action, AddOneCoin, RemoveOneCoin
from firesale.market.events import Refusal
from firesale.market.market import Market
from firesale.market.venues.stable_swap import StableSwap, StableSwapTerms
from tests.markets import give, held, refusals, small_market

PRICES = {"USDC": 1.0, "DAI": 1.0, "USDT": 1.0}
TERMS = StableSwapTerms("DAI", "USDC", 1e6, 1.5e6, ("USDT",), (7e5,), amplification=2000.0, fee=0.0004)


def market_of() -> Market:
    market = small_market(2, venues={"swap": TERMS}, prices=PRICES, oracles={})
    for account in range(2):
        for coin in PRICES:
            give(market, account, coin, 1e6)
    return market


def pool_of(market: Market) -> StableSwap:
    pool = market.venues["swap"]
    assert isinstance(pool, StableSwap)
    return pool


def add(amount: object, coin: str = "DAI", account: object = 0, least: float = 0.0) -> AddOneCoin:
    return AddOneCoin(account=account, venue="swap", asset=coin, amount=amount, min_amount_out=least)  # type: ignore[arg-type]


def remove(shares: float, coin: str = "DAI", least: float = 0.0) -> RemoveOneCoin:
    return RemoveOneCoin(account=0, venue="swap", asset=coin, shares=shares, min_amount_out=least)


def sound(market: Market) -> None:
    market.check()
    market.audit()


def test_a_coin_is_brought_and_another_taken() -> None:
    market = market_of()
    assert refusals(market, add(1e5)) == []
    assert held(market, 0, "swap:shares") == pytest.approx(99978.679582705798792738, rel=1e-9)
    treasury = market.site.ledger.balances[pool_of(market).treasury, pool_of(market).columns]
    assert treasury == pytest.approx([5.156205470070714277, 3.515691794893928584, 1.640656170950500006], rel=1e-9)
    sound(market)
    before = pool_of(market).virtual_price
    assert refusals(market, remove(9e4, "USDT")) == []
    assert held(market, 0, "USDT") == pytest.approx(1e6 + 9e4, rel=1e-3)
    assert pool_of(market).virtual_price > before
    sound(market)


def test_more_than_the_pool_can_be_charged_for_is_refused() -> None:
    """With a fee of a half, the fee on hundreds of times the balances would be more of the other coins than there is."""
    market = small_market(1, venues={"swap": replace(TERMS, fee=0.5)}, prices=PRICES, oracles={})
    give(market, 0, "DAI", 1e9)
    assert refusals(market, add(1e9)) == [Refusal.NO_CASH]
    sound(market)


def test_in_and_out_of_one_coin_costs_about_the_fee_of_half_a_trade_each_way() -> None:
    market = market_of()
    assert refusals(market, add(1e5), remove(99978.0)) == []
    assert 1e6 - held(market, 0, "DAI") == pytest.approx(1e5 * 0.0004, rel=0.2)


def test_many_are_served_one_after_the_other() -> None:
    together, apart = market_of(), market_of()
    assert refusals(together, add(np.array([1e5, 2e5]), account=np.array([0, 1]))) == []
    assert refusals(apart, add(1e5), add(2e5, account=1)) == []
    assert [held(together, who, "swap:shares") for who in (0, 1)] == [held(apart, who, "swap:shares") for who in (0, 1)]


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (add(1e5, "ETH"), "the venue does not list this asset"),
        (add(1e7), "the account does not hold enough"),
        (add(1e5, least=1e5), "less than the least amount asked for"),
        (remove(1.0), "the account does not hold enough"),
    ],
)
def test_what_cannot_be_is_refused(order: Action, reason: str) -> None:
    market = market_of()
    assert refusals(market, order) == [reason]
    sound(market)


def test_nobody_empties_the_pool() -> None:
    market = market_of()
    everything = float(market.site.ledger.supply[pool_of(market).share_column])
    market.site.ledger.transfer(pool_of(market).share_column, market.site.world, np.array([0]), np.array([everything]))
    assert refusals(market, remove(everything)) == ["the venue is short of cash"]
    assert refusals(market, remove(0.9 * everything)) in ([], ["the venue is short of cash"])
    sound(market)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.sampled_from(["DAI", "USDC", "USDT"]), st.floats(1e-6, 1.0)), min_size=1, max_size=8
    )
)
def test_no_way_in_and_out_takes_from_those_who_stay(steps: list[tuple[bool, str, float]]) -> None:
    market = market_of()
    for coming, coin, part in steps:
        before, shares = pool_of(market).virtual_price, held(market, 0, "swap:shares")
        if coming:
            refusals(market, add(part * held(market, 0, coin), coin))
        elif shares > 0.0:
            refusals(market, remove(part * shares, coin))
        sound(market)
        assert pool_of(market).virtual_price >= before * (1.0 - 1e-12)
