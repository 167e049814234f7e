"""The picture of a market sees what an action leaves behind, and nothing that is no difference."""

import numpy as np
import pytest

from firesale.market.actions import Borrow, PostCollateral, Supply, Swap
from tests.invariants.looking import everybody_may_look
from tests.invariants.state import differences, numbers_of, state_of
from tests.market.venues.perpetuals.margins import market_of, venue_of
from tests.markets import give, pool_of, refusals, small_market


def test_looking_changes_nothing() -> None:
    market = small_market(3)
    before = state_of(market)
    everybody_may_look(market, np.arange(3), delayed=True)
    assert differences(before, state_of(market)) == []


@pytest.mark.parametrize("venue", ["swap", "book"])
def test_a_swap_is_seen_in_the_balances_and_in_what_the_exchange_remembers(venue: str) -> None:
    market = small_market(3)
    give(market, 0, "ETH", 1.0)
    before = state_of(market)
    assert refusals(market, Swap(account=0, venue=venue, asset_in="ETH", asset_out="USDC", amount_in=1e-9)) == []
    changed = differences(before, state_of(market))
    assert "balances" in changed
    assert ("book.displacement" in changed) == (venue == "book")


def test_one_bit_of_one_venue_is_seen() -> None:
    market = small_market(3)
    before = state_of(market)
    index = pool_of(market).reserves.borrow_index
    index[0] = np.nextafter(index[0], 2.0)
    assert [path.rpartition(".")[2] for path in differences(before, state_of(market))] == ["borrow_index"]


def test_a_row_that_was_opened_for_nothing_is_no_difference_and_one_that_is_used_is() -> None:
    market = small_market(3)
    give(market, 1, "ETH", 2.0)
    before = state_of(market)
    pool_of(market).book.rows_for(np.array([2, 1]))
    assert differences(before, state_of(market)) == []
    assert refusals(market, PostCollateral(account=1, venue="pool", asset="ETH", amount=1.0)) == []
    assert any("collateral" in path for path in differences(before, state_of(market)))


def test_a_margin_account_that_a_refused_bundle_opens_would_be_seen() -> None:
    market = market_of()
    before = state_of(market)
    venue_of(market).book.rows_for(np.array([2]))
    assert "perps.book.row_of" in differences(before, state_of(market))


def test_every_number_of_a_pool_with_debt_is_there() -> None:
    market = small_market(3)
    give(market, 0, "USDC", 1e4)
    give(market, 1, "ETH", 2.0)
    supply = Supply(account=0, venue="pool", asset="USDC", amount=1e4)
    post = PostCollateral(account=1, venue="pool", asset="ETH", amount=2.0)
    borrow = Borrow(account=1, venue="pool", asset="USDC", amount=1234.5)
    assert refusals(market, supply, post, borrow) == []
    columns = dict(numbers_of(state_of(market)))
    assert any(1234.5 in column for path, column in columns.items() if path.endswith("debt"))
