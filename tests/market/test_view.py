"""What players see. One pool, two exchanges, ETH at 2000."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, PostCollateral, Supply, Swap
from firesale.market.events import PriceMoved
from firesale.market.market import Market
from firesale.market.view import View
from tests.markets import POOL, VENUES, give, pool_of, refusals, set_price, small_market


def market_of(delay: int = 0) -> Market:
    venues = {"book": VENUES["book"], "swap": VENUES["swap"], "pool": replace(POOL, borrow_cap=np.array(1500.0))}
    market = small_market(5, venues=venues, information_delay=delay)
    give(market, 0, "USDC", 10_000.0)
    give(market, 1, "ETH", 2.0)
    assert (
        refusals(
            market,
            Supply(account=0, venue="pool", asset="USDC", amount=4000.0),
            PostCollateral(account=1, venue="pool", asset="ETH", amount=1.0),
            Borrow(account=1, venue="pool", asset="USDC", amount=1000.0),
        )
        == []
    )
    return market


def step(market: Market, price: float, number: int, rounds: int = 1) -> list[tuple[float, int]]:
    """What is seen of the first exchange's price, and from which step, in each round of a step."""
    market.site.log.step = number
    set_price(market, "ETH", price)
    seen = []
    for market.site.log.round in range(rounds):
        public = market.look()
        seen.append((public.price("ETH"), public.step))
    return seen


def view_of(market: Market, *accounts: int) -> View:
    return market.view(market.look(), np.array(accounts), {})


# --- the public part --------------------------------------------------------------------------------------------------


def test_everyone_sees_quotes_and_pools_by_name() -> None:
    public = market_of().look()
    assert (public.exchanges, public.pools, public.numeraire) == (("book", "swap"), ("pool",), "USDC")
    assert public.curve("swap").price == 2000.0
    assert public.price("ETH") == 2000.0
    assert public.price("USDC") == 1.0
    assert np.isnan(public.price("BTC"))


def test_a_pool_shows_its_reserves_rates_prices_and_parameters() -> None:
    quote = market_of().look().credit("pool")
    assert (quote.collaterals, quote.debts, quote.receipts) == (("ETH", "BTC"), ("USDC",), ("pool:USDC",))
    assert quote.collateral_price.tolist() == [2000.0, 30_000.0]
    assert (quote.cash.tolist(), quote.borrowed.tolist(), quote.utilisation.tolist()) == ([3000.0], [1000.0], [0.25])
    assert quote.borrow_room.tolist() == [500.0]
    assert quote.borrow_rate.tolist() == [0.05]
    assert quote.supply_rate.tolist() == [pytest.approx(0.05 * 0.25 * 0.9)]
    assert quote.deficit.tolist() == [0.0]
    assert quote.supply_index.tolist() == [1.0]
    assert (quote.flash_fee, quote.margin, quote.liquidation) == (POOL.flash_fee, POOL.margin, POOL.liquidation)
    assert quote.oracle_sources == ()


def test_without_delay_the_present_is_seen() -> None:
    market = market_of()
    assert [step(market, price, i)[0] for i, price in enumerate((2100.0, 2200.0))] == [(2100.0, 0), (2200.0, 1)]


def test_with_a_delay_the_past_is_seen() -> None:
    market = market_of(delay=2)
    seen = [step(market, 2000.0 + 100 * i, i)[0] for i in range(5)]
    assert seen == [(2000.0, 0), (2000.0, 0), (2000.0, 0), (2100.0, 1), (2200.0, 2)]


def test_a_delay_is_counted_in_steps_however_many_rounds_they_have() -> None:
    market = market_of(delay=1)
    seen = [step(market, 2000.0 + 100 * i, i, rounds=3) for i in range(3)]
    assert seen == [[(2000.0, 0)] * 3, [(2000.0, 0)] * 3, [(2100.0, 1)] * 3]


def test_what_was_seen_does_not_change_when_things_do() -> None:
    market = market_of(delay=1)
    step(market, 2000.0, 0)
    late = market.look()
    give(market, 2, "ETH", 500.0)
    refusals(market, Swap(account=2, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=500.0))
    refusals(market, Supply(account=0, venue="pool", asset="USDC", amount=6000.0))
    step(market, 1000.0, 1)
    assert late.curve("swap").price == 2000.0
    credit = late.credit("pool")
    assert credit.cash.tolist() == [3000.0]
    assert credit.collateral_price.tolist() == [2000.0, 30_000.0]
    assert credit.unsafe.account.tolist() == []
    assert market.look().credit("pool").unsafe.account.tolist() == []
    step(market, 1000.0, 2)
    assert market.look().credit("pool").unsafe.account.tolist() == [1]


# --- what is one's own ------------------------------------------------------------------------------------------------


def test_own_balances_and_positions_are_in_the_order_of_the_accounts() -> None:
    view = view_of(market_of(), 3, 1, 0)
    assert view.size == 3
    assert view.balance("USDC").tolist() == [0.0, 1000.0, 6000.0]
    position = view.position("pool")
    assert position.collateral.tolist() == [[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    assert position.debt.tolist() == [[0.0], [1000.0], [0.0]]
    assert position.health.tolist() == [np.inf, pytest.approx(1.66), np.inf]
    assert view_of(market_of(), 1).position("pool").health.tolist() == [pytest.approx(1.66)]


def test_ones_own_position_is_never_late() -> None:
    market = market_of(delay=3)
    step(market, 2000.0, 0)
    step(market, 1500.0, 1)
    view = view_of(market, 1)
    assert view.step == 0
    assert view.public.price("ETH") == 2000.0
    assert view.position("pool").health.tolist() == [pytest.approx(1.245)]
    refusals(market, Borrow(account=1, venue="pool", asset="USDC", amount=100.0))
    assert view_of(market, 1).position("pool").debt.tolist() == [[1100.0]]


def test_the_part_of_the_deposits_that_is_lost_is_what_no_collateral_covers() -> None:
    market = market_of()
    assert view_of(market, 0).loss_share("pool", "USDC") == 0.0
    set_price(market, "ETH", 600.0)  # 1000 owed on 600
    assert view_of(market, 0).loss_share("pool", "USDC") == pytest.approx(400.0 / 4000.0)
    pool_of(market).reserves.deficit[0] = 200.0
    assert view_of(market, 0).loss_share("pool", "USDC") == pytest.approx(600.0 / 4000.0)


def test_one_account_sees_its_part_of_the_cohorts_view() -> None:
    market = market_of()
    view = market.view(market.look(), np.array([0, 1]), {"target": np.array([5.0, 7.0])})
    one = view.one(1)
    assert one.accounts.tolist() == [1]
    assert one.balance("USDC").tolist() == [1000.0]
    assert {name: notes.tolist() for name, notes in one.memory.items()} == {"target": [7.0]}


def test_fundamental_prices_are_events_and_not_part_of_a_view() -> None:
    market = market_of()
    assert not hasattr(market.look(), "fundamentals")
    set_price(market, "BTC", 31_000.0)
    assert market.site.log.table(PriceMoved)["price"].tolist() == [1.0, 2000.0, 31_000.0]
