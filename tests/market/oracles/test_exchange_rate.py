from typing import Any

import pytest

from firesale.market.errors import BadValueError
from firesale.market.founding import OracleTerms
from firesale.market.oracles.capped_growth import CappedGrowth
from firesale.market.oracles.exchange_rate import ExchangeRate
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.market.oracles.by_hand import observed, reports, states
from tests.markets import POOL, pool_of, small_market

YEAR = 365 * 86_400.0
STAKED = ExchangeRate(Spot(), underlying={"stETH": "ETH"}, rate={"stETH": 1.15})


def test_a_token_is_worth_its_rate_times_its_underlying_whatever_it_trades_at() -> None:
    assert reports(STAKED, [observed(0.0, 1000.0, 1150.0), observed(60.0, 1000.0, 700.0)], "stETH") == [1150.0, 1150.0]


def test_a_token_at_par_follows_another_one_as_usde_follows_usdt() -> None:
    """Aave since 2025-02-13: the print of 0.65 of 10 October 2025 on one exchange liquidated nobody there."""
    oracle = ExchangeRate(Spot(), underlying={"stETH": "ETH"}, rate={"stETH": 1.0})
    assert reports(oracle, [observed(0.0, 1.0, 1.0), observed(60.0, 0.9995, 0.65)], "stETH") == [1.0, 0.9995]


def test_the_rate_grows_in_a_straight_line() -> None:
    oracle = ExchangeRate(Spot(), underlying={"stETH": "ETH"}, rate={"stETH": 1.15}, growth={"stETH": 0.04})
    seen = [observed(0.0), observed(YEAR / 2.0), observed(2.0 * YEAR)]
    assert reports(oracle, seen, "stETH") == pytest.approx([115.0, 115.0 * 1.02, 115.0 * 1.08])


def test_without_a_rate_it_is_what_both_are_worth_at_the_start() -> None:
    oracle = ExchangeRate(Spot(), underlying={"stETH": "ETH"})
    assert reports(oracle, [observed(0.0, 1000.0, 1200.0), observed(60.0, 500.0, 1.0)], "stETH") == [1200.0, 600.0]


def test_its_price_comes_from_where_that_of_the_underlying_does() -> None:
    """ETH has not moved enough to be reported anew; stETH has, and it does not matter."""
    oracle = ExchangeRate(Push(deviation=0.1, heartbeat=1e9), underlying={"stETH": "ETH"})
    last = states(oracle, [observed(0.0), observed(60.0, 101.0, 50.0, moment=9)])[-1]
    assert (last.moment.tolist(), last.seen_at.tolist()) == ([0, 0, 0], [0.0, 0.0, 0.0])
    assert last.prices[2] == 100.0


def test_it_is_live_over_a_live_oracle() -> None:
    assert STAKED.live
    assert STAKED.look(STAKED.start(observed(0.0)), observed(0.0, 80.0)).prices[2] == pytest.approx(92.0)
    assert not ExchangeRate(Push(), underlying={"stETH": "ETH"}).live


def test_a_cap_around_it_stops_a_rate_that_grows_too_fast() -> None:
    """The rate is raised by 40 % a year, 9.68 % are believed: as Aave composes the two."""
    rate = ExchangeRate(Spot(), underlying={"stETH": "ETH"}, rate={"stETH": 1.15}, growth={"stETH": 0.4})
    capped = CappedGrowth(rate, growth={"stETH": 0.0968}, base="ETH")
    assert reports(capped, [observed(0.0), observed(YEAR)], "stETH") == pytest.approx([115.0, 115.0 * 1.0968])


def test_a_receipt_token_that_is_traded_redeems_at_its_own_rate() -> None:
    venues = {"pool": POOL, "pair": ConstantProductTerms("pool:USDC", "USDC", base_reserve=100.0, quote_reserve=98.0)}
    oracle = ExchangeRate(Spot(), underlying={"pool:USDC": "USDC"})
    market = small_market(venues=venues, oracles={"fair": OracleTerms(oracle, ("pair",))})
    pool_of(market).reserves.supply_index[0] = 1.25
    assert market.feeds["fair"].prices_of(("pool:USDC",)).tolist() == [1.25]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"underlying": {"stETH": "ETH"}, "rate": {"stETH": 0.0}}, "rate.stETH"),
        ({"underlying": {"stETH": "ETH"}, "rate": {"ETH": 1.0}}, "rate.ETH"),
        ({"underlying": {"stETH": "ETH"}, "growth": {"stETH": -0.1}}, "growth.stETH"),
        ({"underlying": {"stETH": "ETH", "ETH": "USD"}}, "underlying.stETH"),
        ({"underlying": {"ETH": "ETH"}}, "underlying.ETH"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(fields: dict[str, Any], key: str) -> None:
    with pytest.raises(BadValueError, match=f"ExchangeRate.{key}: received"):
        ExchangeRate(Spot(), **fields)
