import numpy as np
import pytest

from firesale.market.events import VariationPaid
from tests.market.venues.clearing.cleared import (
    DAY,
    FUTURE,
    PUT,
    cash_of,
    cleared_market,
    day,
    hold,
    house_of,
    position_of,
)


def test_what_the_buyer_loses_the_seller_gains_each_day() -> None:
    market = cleared_market()
    hold(market, {0: 10.0, 1: -10.0}, {0: 5000.0, 1: 5000.0})
    (paid,) = [event for event in day(market, 1, 1900.0) if isinstance(event, VariationPaid)]
    assert dict(zip(paid.account, paid.amount, strict=True)) == pytest.approx({0: -1000.0, 1: 1000.0})  # type: ignore[arg-type]
    day(market, 2, 1950.0)
    assert (cash_of(market, 0), cash_of(market, 1)) == pytest.approx((4500.0, 5500.0))


def test_nothing_is_settled_between_two_settlements() -> None:
    market = cleared_market(settlement_interval=2 * DAY)
    hold(market, {0: 10.0, 1: -10.0}, {0: 5000.0, 1: 5000.0})
    day(market, 1, 1900.0)
    assert cash_of(market, 0) == 5000.0
    day(market, 2, 1800.0)
    assert cash_of(market, 0) == pytest.approx(3000.0)


def test_futures_pay_the_difference_to_the_last_price_and_end() -> None:
    market = cleared_market()
    hold(market, {0: 1.0, 1: -1.0}, {0: 5000.0, 1: 5000.0})
    for number in range(1, 30):
        day(market, number, 2000.0 + 10.0 * number)
    day(market, 30, 2222.0)
    assert cash_of(market, 0) == pytest.approx(5222.0)
    assert position_of(market, 0) == 0.0
    day(market, 31, 9000.0)
    assert cash_of(market, 0) == pytest.approx(5222.0)


@pytest.mark.parametrize(("last", "payoff"), [(1700.0, 300.0), (2500.0, 0.0)])
def test_an_option_pays_its_decay_day_by_day_and_its_payoff_at_the_end(last: float, payoff: float) -> None:
    market = cleared_market()
    premium = float(house_of(market).settlement.settled[1])
    hold(market, {0: 1.0, 1: -1.0}, {0: 5000.0, 1: 5000.0}, PUT)
    for number, price in enumerate(np.linspace(2000.0, last, 31)):
        if number:
            day(market, number, float(price))
    assert cash_of(market, 0) == pytest.approx(5000.0 + payoff - premium)
    assert premium > 100.0


def test_volatility_follows_the_returns_if_the_old_ones_are_forgotten() -> None:
    market = cleared_market(decay=0.94, volatility=0.5)
    hold(market, {0: 1.0, 1: -1.0}, {0: 5000.0, 1: 5000.0})
    day(market, 1, 1800.0)
    expected = np.sqrt(0.94 * 0.25 + 0.06 * np.log(0.9) ** 2 * 365.0)
    assert np.sqrt(house_of(market).appraisal.variance[0]) == pytest.approx(expected)
    assert market.look().clearing("clearing").listing.returns[0, 0] == pytest.approx(np.log(0.9))


def test_wealth_counts_margin_and_what_is_not_settled_yet() -> None:
    market = cleared_market()
    hold(market, {0: 2.0, 1: -2.0}, {0: 5000.0, 1: 6000.0})
    day(market, 1, 1900.0)
    market.site.log.time = 1.5 * DAY
    prices = np.array([1.0, 1850.0, 30_000.0])
    market.move_prices(prices, 0.0)
    np.testing.assert_allclose(market.wealth()[:2], [5000.0 - 300.0, 6000.0 + 300.0])
    assert market.wealth_of(0) == pytest.approx(4700.0)
    assert FUTURE in market.look().clearing("clearing").contracts


def test_a_price_that_becomes_next_to_nothing_is_a_return_that_is_a_number() -> None:
    market = cleared_market(decay=0.94)
    hold(market, {0: 1.0, 1: -1.0}, {0: 5000.0, 1: 5000.0})
    for number, price in enumerate((1e-320, 1e-320, 2000.0), start=1):
        day(market, number, price)
    past = house_of(market).appraisal.past[:3, 0]
    assert past == pytest.approx([np.log(1e-9), 0.0, np.log(1e9)])
