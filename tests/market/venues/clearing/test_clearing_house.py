from dataclasses import replace

import pytest

from firesale.market.contracts.future import Future
from firesale.market.errors import BadValueError
from tests.market.venues.clearing.cleared import FUTURE, TERMS, cleared_market, day, hold, position_of


def test_gains_and_losses_of_a_day_add_up_to_nothing() -> None:
    market = cleared_market()
    hold(market, {0: 3.0, 1: -3.0}, {0: 10_000.0, 1: 10_000.0})
    day(market, 1, 2100.0)
    assert [position_of(market, account, FUTURE) for account in (0, 1)] == [3.0, -3.0]
    paid = [market.wealth_of(account) for account in (0, 1)]
    assert sum(paid) == pytest.approx(20_000.0)
    assert paid[0] - paid[1] == pytest.approx(600.0)  # 3 units, 100 each way


def test_cash_is_neither_collateral_nor_an_underlying() -> None:
    """As collateral it would be booked twice: custody would hold cash that no member has."""
    for changes in ({"collateral": ("BTC", "USDC")}, {"contracts": (Future("USDC", 86_400.0),)}):
        with pytest.raises(BadValueError, match="which is cash"):
            cleared_market(**changes)


def test_contracts_and_collateral_are_listed_once() -> None:
    for changes in ({"collateral": ("BTC", "BTC")}, {"contracts": ()}, {"contracts": (Future("ETH", 60.0),) * 2}):
        with pytest.raises(BadValueError, match="once"):
            replace(TERMS, **changes)


def test_costs_below_nothing_are_refused() -> None:
    with pytest.raises(BadValueError, match="hedging_cost"):
        replace(TERMS, hedging_cost=-0.1)


def test_a_rate_at_which_futures_have_no_price_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"rate.*received 700.*at most 608\.3"):  # 50 / 30 days, per year
        replace(TERMS, rate=700.0)
