"""Blocks with room for two orders."""

from dataclasses import replace

import numpy as np

from firesale.market.actions import Action, Bundle, Swap
from firesale.market.market import Market
from firesale.market.ordering.block_space import BlockSpace
from tests.markets import give, held, refusals, small_market

FULL = "the block is full"


def market_of() -> Market:
    market = small_market(6)
    market.router.ordering = BlockSpace(2)
    for account in range(6):
        give(market, account, "USDC", 100.0)
    return market


def buy(account: int, fee: float) -> Swap:
    return Swap(account=account, venue="book", asset_in="USDC", asset_out="ETH", amount_in=10.0, priority_fee=fee)


def bought(market: Market) -> list[bool]:
    return [held(market, account, "ETH") > 0.0 for account in range(6)]


def test_the_highest_fees_get_in_and_the_rest_is_refused() -> None:
    market = market_of()
    assert refusals(market, buy(0, 1.0), buy(1, 3.0), buy(2, 0.0), buy(3, 2.0)) == [FULL, FULL]
    assert bought(market) == [False, True, False, True, False, False]
    assert held(market, 0, "USDC") == 100.0


def test_orders_of_one_action_are_counted_one_by_one() -> None:
    market = market_of()
    many = replace(buy(0, 0.0), account=np.arange(5), amount_in=np.full(5, 10.0), priority_fee=np.arange(5.0))
    assert refusals(market, many) == [FULL] * 3
    assert bought(market) == [False, False, False, True, True, False]


def test_a_bundle_is_one_order_whatever_is_in_it() -> None:
    market = market_of()
    legs: tuple[Action, ...] = tuple(buy(0, 0.0) for _ in range(3))
    assert refusals(market, Bundle(account=0, legs=legs, priority_fee=5.0), buy(1, 1.0), buy(2, 0.5)) == [FULL]
    assert bought(market)[:3] == [True, True, False]


def test_every_round_has_room_again() -> None:
    market = market_of()
    for _ in range(3):
        assert refusals(market, buy(0, 1.0), buy(1, 1.0)) == []
