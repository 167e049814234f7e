"""The order in which unsafe positions are closed is the scenario's.

10 long at 100 with 100 of margin: bankrupt at 90; at 80 each unit leaves 10 open.
"""

import pytest

from firesale.market.backstops.auto_deleveraging import AutoDeleveraging
from firesale.market.backstops.base import Backstop
from firesale.market.backstops.insurance_fund import InsuranceFund
from firesale.market.backstops.liquidator_vault import LiquidatorVault
from firesale.market.backstops.reserves import Reserves
from firesale.market.errors import BadValueError
from firesale.market.events import FundDrawn, PositionDeleveraged, PositionLiquidated
from tests.market.venues.perpetuals.margins import begin, fund_of, market_of, size_of, sound, value_of
from tests.markets import set_price

FUND, VAULT, WINNERS = InsuranceFund(), LiquidatorVault(), AutoDeleveraging()


def closed(*backstops: Backstop, fund: float = 30.0, short: float = -20.0) -> tuple[list[type], float, float]:
    """What happened, in order; what is left in the fund; and how much of the winner's short was closed."""
    market = market_of(depth=1e15, fund=fund, backstops=backstops)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 1_000.0, short)
    set_price(market, "ETH", 80.0)
    mark = market.site.log.mark()
    market.absorb()
    sound(market)
    assert size_of(market, 0) == pytest.approx(0.0, abs=1e-9)
    assert value_of(market, 0) == pytest.approx(0.0, abs=1e-9)
    events = [type(event) for event in market.site.log.since(mark)]
    return events, fund_of(market), size_of(market, 1) - short


def test_none_named_is_the_usual_order() -> None:
    assert closed() == closed(FUND, WINNERS)
    assert closed(FUND, WINNERS)[0] == [FundDrawn, PositionLiquidated, PositionDeleveraged]


def test_fund_vault_winners() -> None:
    events, left, deleveraged = closed(FUND, VAULT, WINNERS)
    assert events == [FundDrawn, PositionLiquidated, PositionLiquidated]
    assert left == pytest.approx(0.0, abs=1e-9)
    assert deleveraged == 0.0


def test_vault_first_spares_the_fund() -> None:
    assert closed(VAULT, FUND, WINNERS) == ([PositionLiquidated], 30.0, 0.0)


def test_winners_first_spare_the_fund_and_the_vault() -> None:
    events, left, deleveraged = closed(WINNERS, FUND, VAULT)
    assert events == [PositionDeleveraged]
    assert (left, deleveraged) == pytest.approx((30.0, 10.0))


def test_what_winners_cannot_bear_is_left_to_the_fund() -> None:
    """A short opened at 80 with 50 can bear 10 a unit for 5 units; the fund pays 50 for the other 5."""
    market = market_of(depth=1e15, fund=1_000.0, backstops=(WINNERS, FUND))
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 80.0)
    begin(market, 1, 50.0, -10.0)
    market.absorb()
    sound(market)
    assert (size_of(market, 0), size_of(market, 1)) == pytest.approx((0.0, -5.0), abs=1e-9)
    assert fund_of(market) == pytest.approx(950.0)


def test_shares_split_a_position_among_all_of_them() -> None:
    """Half of the 3 units that the fund can pay for, half of the 8.5 left, and the other 4.25 by winners."""
    events, left, deleveraged = closed(InsuranceFund(0.5), LiquidatorVault(0.5), WINNERS)
    assert events == [FundDrawn, PositionLiquidated, PositionLiquidated, PositionDeleveraged]
    assert left == pytest.approx(15.0)
    assert deleveraged == pytest.approx(4.25)


def test_a_waterfall_without_winners_or_with_what_a_venue_of_perpetuals_does_not_have_is_refused() -> None:
    with pytest.raises(BadValueError, match="auto_deleveraging among them"):
        market_of(backstops=(FUND, VAULT))
    with pytest.raises(
        BadValueError, match=r"backstops.0.kind.*reserves.*insurance_fund, liquidator_vault, auto_deleveraging"
    ):
        market_of(backstops=(Reserves(), WINNERS))
    with pytest.raises(BadValueError, match="vault_takes_over"):
        market_of(backstops=(FUND, WINNERS), vault_takes_over=True)
