"""Bankrupt positions, closed in each way: who pays, worked out by hand. 10 long at 100 with 100 of margin are bankrupt at 90."""

from typing import Any

import pytest

from firesale.analysis.contagion.losses.losses import losses
from firesale.market.events import FundDrawn, MarginRecorded, PositionLiquidated
from firesale.market.market import Market
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.losses.lossy import adds_up, amounts, losses_of, rows
from tests.analysis.perpetual_run import perpetual_run
from tests.market.venues.perpetuals.margins import begin, market_of
from tests.markets import set_price


def crashed(price: float, shorts: dict[int, tuple[float, float]], **terms: Any) -> Market:
    """Owner 0 is long; shorts with (margin, units); the price falls, and the venue closes what is unsafe."""
    market = market_of(depth=1e15, **terms)
    begin(market, 0, 100.0, 10.0)
    for account, (margin, units) in shorts.items():
        begin(market, account, margin, -units)
    set_price(market, "ETH", price)
    market.absorb()
    return market


def test_the_fund_pays_what_it_has_and_winners_the_rest() -> None:
    """At 80 each unit leaves 10: a fund of 30 pays for 3, and 7 are closed against the short."""
    found = losses_of(crashed(80.0, {1: (1000.0, 20.0)}, fund=30.0))
    assert amounts(found, "path", "owner", "bearer", "group") == {
        ("insurance_fund", 0, "insurance fund", ""): 30.0,
        ("deleveraging", 0, "deleveraged traders", "g1"): 70.0,
    }
    assert set(found.table["asset"]) == {"USDC"}


def test_a_market_maker_that_takes_over_pays_the_distance_to_the_mark() -> None:
    found = losses_of(crashed(80.0, {1: (1000.0, 20.0)}, vault_takes_over=True))
    assert amounts(found, "path", "bearer", "account") == {("take_over", "market maker", -1): 100.0}


def test_a_short_is_the_mirror_of_a_long() -> None:
    """500 long and short at 1 with 100 each; at 2 the short is bankrupt at 1.2: the long gives up 0.8 a unit."""
    market = market_of()
    set_price(market, "ETH", 1.0)
    begin(market, 0, 100.0, 500.0)
    begin(market, 1, 100.0, -500.0)
    set_price(market, "ETH", 2.0)
    market.absorb()
    assert amounts(losses_of(market), "path", "owner", "account") == {("deleveraging", 1, 0): 400.0}


def test_an_unsafe_position_that_is_not_bankrupt_leaves_no_loss() -> None:
    assert losses_of(crashed(94.0, {1: (1000.0, 20.0)}, fund=1000.0)).table.empty


def test_a_taker_bears_no_more_than_the_owner_left(run: RunBuilder) -> None:
    """A short of 2 at 100 bankrupt at 104 with the mark at 110: taken over at 101 it costs the taker 9 a unit, 6 of them the owner's loss."""
    run.price("USD", [1.0])
    event = PositionLiquidated("perps", 7, 1, "ETH", 2.0, 101.0, 110.0, 104.0, 0.0, -0.5, 1.0)
    found = losses(run.at(0, event).tables())
    assert rows(found, "path", "owner", "bearer", "account", "amount") == [["take_over", 1, "traders", 7, 12.0]]


def test_debts_of_accounts_without_positions_are_draws_as_well(run: RunBuilder) -> None:
    run.at(0, FundDrawn("perps", 4, "USD", 5.0, 0.0))
    found = losses(run.tables())
    adds_up(found)
    assert rows(found, "path", "owner", "amount") == [["insurance_fund", 4, 5.0]]


def test_what_is_owed_at_the_end_is_with_nobody(run: RunBuilder) -> None:
    run.at(0, MarginRecorded("perps", 3, 0, 900.0, 40.0, 99.0, 5.0, 10.0))
    run.at(1, MarginRecorded("perps", 3, 0, 900.0, 40.0, 2.0, 5.0, -7.0))
    found = losses(run.tables())
    assert rows(found, "step", "path", "bearer", "amount") == [
        [1, "uncovered", "nobody", 2.0],
        [1, "uncovered", "nobody", 7.0],
    ]


def test_one_of_each(run: RunBuilder) -> None:
    """Owner 2 sells 5 at 84, bankrupt at 90: 30 from the fund. Owner 3 is closed at 95 with the mark at 80, against 3 and 1 units."""
    found = losses(perpetual_run(run))
    adds_up(found)
    of = found.table.groupby(["path", "owner", "bearer", "account"])["amount"].sum().to_dict()
    assert of == pytest.approx(
        {
            ("insurance_fund", 2, "insurance fund", -1): 30.0,
            ("deleveraging", 3, "deleveraged traders", 5): 45.0,
            ("deleveraging", 3, "deleveraged traders", 6): 15.0,
            ("uncovered", -1, "nobody", -1): 2.0,
        }
    )
