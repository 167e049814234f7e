"""Longs pay shorts at every interval, the vault among them."""

import numpy as np
import pytest

from firesale.market.events import FundingPaid
from firesale.market.funding.premium import Premium
from tests.market.venues.perpetuals.margins import begin, market_of, sound, value_of, venue_of


def test_nothing_is_paid_before_the_interval_is_over() -> None:
    market = market_of(funding=Premium(interest=0.0008, zone=0.01), funding_interval=3_600.0)
    begin(market, 0, 100.0, 5.0)
    begin(market, 1, 100.0, -2.0)
    market.accrue(1_800.0)
    assert value_of(market, 0) == 100.0
    market.accrue(1_800.0)
    assert value_of(market, 0) == pytest.approx(100.0 - 0.0001 * 500.0)
    assert value_of(market, 1) == pytest.approx(100.0 + 0.0001 * 200.0)
    assert float(venue_of(market).book.balance[0]) == pytest.approx(1e6 + 300.0 + 0.0001 * 300.0)
    sound(market)


def test_what_was_paid_is_written_down() -> None:
    market = market_of(funding=Premium(interest=0.0008, zone=0.01))
    begin(market, 0, 100.0, 5.0)
    market.accrue(28_800.0)
    table = market.site.log.table(FundingPaid)
    assert table["asset"].tolist() == ["ETH", "BTC"]
    assert table["rate"] == pytest.approx(np.full(2, 0.0008))
    assert table["long"].tolist() == [5.0, 0.0]


def test_a_premium_makes_longs_pay() -> None:
    market = market_of(funding=Premium(interest=0.0, zone=0.0, period=3_600.0), depth=1e3)
    begin(market, 0, 1_000.0, 5.0)
    premium = np.expm1(0.01 * 5.0 * 100.0 / 1e3)
    market.accrue(3_600.0)
    assert value_of(market, 0) == pytest.approx(1_000.0 - premium * 500.0)
    sound(market)


@pytest.mark.parametrize("step", [3_600.0, 28_800.0, 86_400.0], ids=["hour", "interval", "day"])
def test_the_cap_is_that_of_each_payment_however_long_a_step_is(step: float) -> None:
    """A premium of 64.9 % in a day of three payments of at most 3 %: longs pay 9 % by hand, whether a step is an hour or a day."""
    market = market_of(funding=Premium(largest=0.03), funding_interval=28_800.0, depth=10.0)
    begin(market, 0, 1_000.0, 5.0)
    for _ in range(round(86_400.0 / step)):
        market.accrue(step)
    assert value_of(market, 0) == pytest.approx(1_000.0 - 3 * 0.03 * 500.0)
    sound(market)


def test_time_beyond_an_interval_counts_towards_the_next() -> None:
    market = market_of(funding=Premium(interest=0.0008, zone=0.01), funding_interval=3_600.0)
    begin(market, 0, 100.0, 5.0)
    market.accrue(5_000.0)
    assert value_of(market, 0) == pytest.approx(100.0 - 0.0001 * 500.0)
    market.accrue(2_200.0)
    assert value_of(market, 0) == pytest.approx(100.0 - 2 * 0.0001 * 500.0)
