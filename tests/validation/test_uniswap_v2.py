"""Swaps of Uniswap v2 and time-weighted prices of v2 and v3.

Source: ../shared/facts/MECHANISMS.md 1.1 (v2-core, test/UniswapV2Pair.spec.ts, reproduced by execution) and 1.2 (v3-core, executed pool).
"""

import math

import numpy as np
import pytest

from firesale.market.actions import Swap
from firesale.market.founding import OracleTerms
from firesale.market.oracles.base import Observation
from firesale.market.oracles.twap import Twap, TwapState
from firesale.market.venues.constant_product import ConstantProductCurve, ConstantProductTerms
from tests.markets import give, held, refusals, small_market

WEI = 1e18
TABLE = [
    (1.0, 5.0, 10.0, 1662497915624478906),
    (1.0, 10.0, 5.0, 453305446940074565),
    (2.0, 5.0, 10.0, 2851015155847869602),
    (2.0, 10.0, 5.0, 831248957812239453),
    (1.0, 10.0, 10.0, 906610893880149131),
    (1.0, 100.0, 100.0, 987158034397061298),
    (1.0, 1000.0, 1000.0, 996006981039903216),
]
every_swap = pytest.mark.parametrize(("amount_in", "reserve_in", "reserve_out", "wei_out"), TABLE)


@every_swap
def test_the_curve_gives_what_the_pair_gave_in_both_directions(
    amount_in: float, reserve_in: float, reserve_out: float, wei_out: int
) -> None:
    selling = ConstantProductCurve("ETH", "USDC", 0.003, reserve_in, reserve_out)
    buying = ConstantProductCurve("ETH", "USDC", 0.003, reserve_out, reserve_in)
    assert selling.proceeds(amount_in) == pytest.approx(wei_out / WEI, rel=1e-15)
    assert buying.bought(amount_in) == pytest.approx(wei_out / WEI, rel=1e-15)


@every_swap
def test_a_swap_on_the_market_gives_what_the_pair_gave(
    amount_in: float, reserve_in: float, reserve_out: float, wei_out: int
) -> None:
    terms = ConstantProductTerms("ETH", "USDC", base_reserve=reserve_in, quote_reserve=reserve_out, fee=0.003)
    market = small_market(1, venues={"swap": terms})
    give(market, 0, "ETH", amount_in)
    order = Swap(account=0, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=amount_in)
    assert refusals(market, order) == []
    assert held(market, 0, "USDC") == pytest.approx(wei_out / WEI, rel=1e-15)
    assert held(market, 0, "ETH") == 0.0
    market.check()
    market.audit()


# --- time-weighted prices ---------------------------------------------------------------------------------------------


def tick(price: float) -> int:
    return math.floor(math.log(price) / math.log(1.0001))


def test_the_curve_moves_the_price_to_the_ticks_of_the_executed_pool() -> None:
    """Full range liquidity of 2 at price 1 is a constant product of 2 and 2; in v3 the fee of 0.3 % stays outside."""
    curve = ConstantProductCurve("ETH", "USDC", 0.0, 2.0, 2.0)
    after = curve.sell(0.997 * np.array([0.1, 0.5])).price_after
    assert [tick(price) for price in after.tolist()] == [-973, -5234]


def test_a_geometric_mean_over_80_seconds_is_that_of_the_executed_pool() -> None:
    oracle = Twap(window=80.0, mean="geometric")
    state = oracle.start(Observation(0.0, np.array([1.0])))
    assert isinstance(state, TwapState)
    cumulatives = []
    for seconds, tick_before in ((100.0, 0), (150.0, -973), (180.0, -5234)):
        state = oracle.report(state, Observation(seconds, np.array([1.0001**tick_before])))
        assert isinstance(state, TwapState)
        cumulatives.append(state.cumulatives[-1][1][0] / math.log(1.0001))
    assert cumulatives == pytest.approx([0.0, -48650.0, -205670.0], abs=1e-6)
    assert math.log(state.prices[0]) / math.log(1.0001) == pytest.approx(-2570.875, abs=1e-9)
    assert state.prices[0] == pytest.approx(0.77331, abs=5e-6)


def test_an_arithmetic_mean_counts_the_price_before_each_trade_for_the_time_since_the_last() -> None:
    """Reserves 10 and 10 without fee: price 1 for 60 s, then 10 ETH sold: price 5/20 for 30 s: (60 + 7.5) / 90 = 0.75."""
    terms = ConstantProductTerms("ETH", "USDC", base_reserve=10.0, quote_reserve=10.0, fee=0.0)
    oracles = {"average": OracleTerms(Twap(window=90.0), ("swap",))}
    market = small_market(1, prices={"USDC": 1.0, "ETH": 1.0}, venues={"swap": terms}, oracles=oracles)
    give(market, 0, "ETH", 10.0)
    market.site.log.time = 60.0
    market.report_prices()
    order = Swap(account=0, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=10.0)
    assert refusals(market, order) == []
    average = market.feeds["average"]
    assert average.prices_of(("ETH",)).tolist() == [1.0]  # a trade is not seen before the next block
    market.site.log.time = 90.0
    market.report_prices()
    assert average.prices_of(("ETH",))[0] == pytest.approx(0.75)


def test_arithmetic_means_of_a_price_and_of_its_reciprocal_are_not_reciprocal() -> None:
    oracle = Twap(window=100.0)
    state = oracle.start(Observation(0.0, np.array([1.0, 1.0])))
    for seconds, price in ((50.0, 4.0), (100.0, 1.0)):
        state = oracle.report(state, Observation(seconds, np.array([price, 1.0 / price])))
    assert state.prices.tolist() == [2.5, 0.625]
