"""What nobody takes over: sold along the curve, paid for by the fund, given to the vault, deleveraged. In that order."""

import pytest

from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.closing.fixed_discount import FixedDiscount
from firesale.market.events import Event, FundDrawn, PositionDeleveraged, PositionLiquidated
from firesale.market.market import Market
from tests.market.venues.perpetuals.margins import begin, fund_of, market_of, size_of, sound, value_of, venue_of
from tests.markets import set_price


def absorbed(market: Market) -> list[Event]:
    mark = market.site.log.mark()
    market.absorb()
    sound(market)
    return market.site.log.since(mark)


def test_safe_positions_are_left_alone() -> None:
    market = market_of()
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 95.0)
    assert absorbed(market) == []


def test_the_venue_sells_an_unsafe_position_along_the_curve() -> None:
    market = market_of(depth=1e15, closing=FillablePrice(fee=0.01))
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 94.0)
    assert [type(event) for event in absorbed(market)] == [PositionLiquidated]
    assert size_of(market, 0) == 0.0
    assert value_of(market, 0) == pytest.approx(40.0 - 9.4)
    assert fund_of(market) == pytest.approx(9.4)


def test_a_part_at_a_time_where_the_rule_says_so() -> None:
    market = market_of(depth=1e15, closing=FixedDiscount(part=0.2, fee=0.0, whole_health=0.5))
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 94.0)
    absorbed(market)
    assert size_of(market, 0) == 8.0
    assert absorbed(market) == [], "40 is enough for 8 units"


def test_a_venue_that_does_not_close_waits_until_nothing_is_left() -> None:
    market = market_of(depth=1e15, closes_itself=False, fund=1_000.0)
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 91.0)
    assert absorbed(market) == []
    set_price(market, "ETH", 89.0)
    assert [type(event) for event in absorbed(market)] == [FundDrawn, PositionLiquidated]
    assert fund_of(market) == pytest.approx(990.0)
    assert value_of(market, 0) == pytest.approx(0.0, abs=1e-9)


def test_the_published_contract_loss() -> None:
    """A and B pay 100 each; 500 long and short at 1; at 2 B has lost 500 and A is closed at 1.2. Source: VALIDATION.md, V19."""
    market = market_of()
    set_price(market, "ETH", 1.0)
    begin(market, 0, 100.0, 500.0)
    begin(market, 1, 100.0, -500.0)
    set_price(market, "ETH", 2.0)
    assert value_of(market, 1) == pytest.approx(-400.0)
    [event] = absorbed(market)
    assert isinstance(event, PositionDeleveraged)
    assert (event.owner, event.mark_price) == (1, 2.0)
    assert event.price == pytest.approx(1.2, rel=1e-9)
    assert value_of(market, 0) == pytest.approx(200.0, rel=1e-9)
    assert value_of(market, 1) == pytest.approx(0.0, abs=1e-9)
    assert (size_of(market, 0), size_of(market, 1)) == (0.0, 0.0)


def test_the_fund_pays_as_far_as_it_can_and_winners_give_the_rest() -> None:
    """10 long at 100 with 100: bankrupt at 90. At 80 each unit leaves 10 open; 30 in the fund close 3 of them."""
    market = market_of(depth=1e15, fund=30.0)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 1_000.0, -20.0)
    set_price(market, "ETH", 80.0)
    found = absorbed(market)
    assert [type(event) for event in found] == [FundDrawn, PositionLiquidated, PositionDeleveraged]
    assert fund_of(market) == pytest.approx(0.0, abs=1e-9)
    assert size_of(market, 1) == pytest.approx(-13.0)
    assert value_of(market, 1) == pytest.approx(1_000.0 + 400.0 - 70.0)


def test_the_vault_takes_over_before_winners_are_closed() -> None:
    market = market_of(depth=1e15, vault_takes_over=True)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 1_000.0, -20.0)
    set_price(market, "ETH", 80.0)
    [event] = absorbed(market)
    assert isinstance(event, PositionLiquidated)
    assert event.price == pytest.approx(90.0)
    assert size_of(market, 1) == -20.0
    assert float(venue_of(market).book.balance[0]) == pytest.approx(1e6 - 1_000.0 - 900.0)


def test_a_vault_without_margin_takes_nothing_over() -> None:
    market = market_of(depth=1e15, vault_takes_over=True, vault=60.0)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 1_000.0, -10.0)
    set_price(market, "ETH", 80.0)
    assert [type(event) for event in absorbed(market)] == [PositionDeleveraged]


def test_a_vault_in_debt_is_deleveraged_like_anybody() -> None:
    market = market_of(vault=50.0, depth=1e15)
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 110.0)
    [event] = absorbed(market)
    assert isinstance(event, PositionDeleveraged)
    assert event.owner == -1
    assert event.price == pytest.approx(105.0)
    assert value_of(market, 0) == pytest.approx(150.0)


def test_nobody_is_left_in_debt_by_being_deleveraged() -> None:
    """The short could bear 5 a unit of the 10 that each unit costs: half is closed, the vault takes the rest."""
    market = market_of(depth=1e15)
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 80.0)
    begin(market, 1, 50.0, -10.0)
    absorbed(market)
    assert size_of(market, 1) == pytest.approx(-5.0)
    assert value_of(market, 1) == pytest.approx(0.0, abs=1e-9)
    assert value_of(market, 0) < 0.0, "the vault is long too: nobody is left who could be closed"


def test_what_rounding_leaves_of_a_fund_closes_nothing() -> None:
    """A fund of next to nothing could pay for 1e-11 units; all 10 are deleveraged, and the vault is not asked for what rounding leaves."""
    market = market_of(depth=1e15, fund=1e-10)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 1_000.0, -10.0)
    set_price(market, "ETH", 80.0)
    [event] = absorbed(market)
    assert isinstance(event, PositionDeleveraged)
    assert size_of(market, 0) == size_of(market, 1) == 0.0
