"""Swaps of Uniswap v3 pools of ten shapes, executed on the real contracts: full range, gaps, one-sided, stable-like.

Source: ../shared/facts/MECHANISMS.md 1.2 (v3-core, test/__snapshots__/UniswapV3Pool.swaps.spec.ts.snap, reproduced by execution; SwapMath.spec.ts).
The contracts round in favour of the pool, and the square root of the price to 2^-96: 1e-9 of the number or one unit of the last place.
"""

import math

import numpy as np
import pytest

from firesale.market.actions import Swap
from firesale.market.founding import OracleTerms
from firesale.market.oracles.twap import Twap
from firesale.market.venues.concentrated_curve import concentrated_curve
from firesale.market.venues.concentrated_liquidity import ConcentratedLiquidity
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.ladder_curve import LadderCurve
from firesale.market.venues.ticks import LOG_TICK, sqrt_price_at, tick_at
from tests.markets import give, refusals, small_market

Q96 = 2.0**96
LOWEST_SQRT, HIGHEST_SQRT = 4295128740 / Q96, 1461446703485210103287273052203988822378723970341 / Q96
CLOSE = 1e-9
# by pool: fee in millionths, price at the start (sqrt x 2^96), (lower tick, upper tick) of positions with liquidity 2e18 each
# fmt: off
E18, ONE = 10**18, 2**96
HALF, TWO_FIFTHS = 56022770974786139918731938227, 50108289675009586237282760313  # prices .5 and .4
POOLS = {
    "low fee": (500, ONE, [(-887270, 887270)]),
    "medium fee": (3000, ONE, [(-887220, 887220)]),
    "high fee": (10000, ONE, [(-887200, 887200)]),
    "10:1": (3000, 250541448375047931186413801569, [(-887220, 887220)]),
    "1:10": (3000, 25054144837504793118641380156, [(-887220, 887220)]),
    "gap": (3000, ONE, [(-887220, -60), (60, 887220)]),
    "more outside": (3000, ONE, [(-887220, 887220), (-887220, -60), (60, 887220)]),
    "stable": (500, ONE, [(-10, 10)]),
    "token0 alone": (3000, ONE, [(0, 120000)]),
    "token1 alone": (3000, ONE, [(-120000, 0)]),
}
# pool, function, amount, limit (sqrt x 2^96), token0 in, token1 in, tick after, sqrt x 2^96 after
SWAPS = [
    ("low fee", "swapExact0For1", E18, None, E18, -666444407401233536, -8107, 52827579606110576876218426439),
    ("low fee", "swap0ForExact1", E18, None, 2001000500250125077, -E18, -13864, 39614081257132168708939713801),
    ("low fee", "swapExact0For1", E18, HALF, 828841545518949575, -585786437626904950, -6932, HALF),
    ("low fee", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1162859089713235953, -735088935932648266, -9164, TWO_FIFTHS),
    ("medium fee", "swapExact0For1", E18, None, E18, -665331998665331998, -8090, 52871646656165724119815782674),
    ("medium fee", "swap0ForExact1", E18, None, 2006018054162487463, -E18, -13864, 39614081257132168796771975168),
    ("medium fee", "swapExact0For1", E18, HALF, 830919884399388263, -585786437626904951, -6932, HALF),
    ("medium fee", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1165774985123750584, -735088935932648267, -9164, TWO_FIFTHS),
    ("high fee", "swapExact0For1", E18, None, E18, -662207357859531772, -8043, 52995426430946045213072876479),
    ("high fee", "swap0ForExact1", E18, None, 2020202020202020203, -E18, -13864, 39614081257132168796771975168),
    ("high fee", "swapExact0For1", E18, HALF, 836795075501202120, -585786437626904951, -6932, HALF),
    ("high fee", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1174017838553918518, -735088935932648267, -9164, TWO_FIFTHS),
    ("10:1", "swapExact0For1", E18, None, E18, -3869747612262812754, 4098, 97244952018275677188403231914),
    ("10:1", "swap0ForExact1", E18, None, 119138326055954425, -E18, 19584, 210927367117915762389641826401),
    ("10:1", "swapExact0For1", E18, HALF, E18, -3869747612262812754, 4098, 97244952018275677188403231914),
    ("1:10", "swapExact0For1", E18, None, E18, -86123526743846551, -25955, 21642440450923260367468386313),
    ("1:10", "swap0ForExact1", E18, None, 36907032419362389223785084665766560335, -632455532033675838, -887272, 4295128740),
    ("1:10", "swapExact1For0", E18, 112045541949572279837463876454, -3869747612262812753, E18, -4099, 64549383850865565330872014953),
    ("gap", "swapExact0For1", E18, None, E18, -662011820624678025, -8130, 52765855989621530048506654453),
    ("gap", "swap0ForExact1", E18, None, 2024171064311638316, -E18, -13984, 39376764787897362354836400518),
    ("gap", "swapExact0For1", E18, HALF, 824893095908431542, -579795727715083389, -6932, HALF),
    ("gap", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1159748196632793863, -729098226020826705, -9164, TWO_FIFTHS),
    ("more outside", "swapExact0For1", E18, None, E18, -795933705287758544, -4476, 63344413041367156775711234356),
    ("more outside", "swap0ForExact1", E18, None, 1342022152495072924, -E18, -5794, 59302463651080849956852106891),
    ("more outside", "swapExact0For1", E18, HALF, E18, -795933705287758544, -4476, 63344413041367156775711234356),
    ("more outside", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 2325523181756544449, -1464187161953474971, -9164, TWO_FIFTHS),
    ("stable", "swapExact0For1", E18, None, 1000700370186095, -999700069986002, -887272, 4295128740),
    ("stable", "swap0ForExact1", E18, None, 1000700370186095, -999700069986002, -887272, 4295128740),
    ("stable", "swapExact0For1", E18, HALF, 1000700370186095, -999700069986002, -6932, HALF),
    ("stable", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1000700370186095, -999700069986002, -9164, TWO_FIFTHS),
    ("token0 alone", "swapExact0For1", E18, None, 0, 0, -887272, 4295128740),
    ("token0 alone", "swap0ForExact1", E18, None, 0, 0, -887272, 4295128740),
    ("token0 alone", "swapExact0For1", E18, HALF, 0, 0, -6932, HALF),
    ("token0 alone", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 0, 0, -9164, TWO_FIFTHS),
    ("token1 alone", "swapExact0For1", E18, None, E18, -665331998665331998, -8090, 52871646656165724119815782674),
    ("token1 alone", "swap0ForExact1", E18, None, 2006018054162487463, -E18, -13864, 39614081257132168796771975168),
    ("token1 alone", "swapExact0For1", E18, HALF, 830919884399388263, -585786437626904951, -6932, HALF),
    ("token1 alone", "swapToLowerSqrtPrice", None, TWO_FIFTHS, 1165774985123750584, -735088935932648267, -9164, TWO_FIFTHS),
]
# fmt: on


def curve_of(pool: str) -> LadderCurve:
    pips, sqrt_price, ranges = POOLS[pool]
    lower, upper = (np.array([sqrt_price_at(one[side]) for one in ranges]) for side in (0, 1))
    return concentrated_curve(
        ("token0", "token1"), pips / 1e6, sqrt_price / Q96, lower, upper, np.full(len(ranges), 2e18)
    )


def sale_for(curve: LadderCurve, wanted: float) -> float:
    """What must be sold to receive an amount: an exact-output swap, by halving."""
    low, high = 0.0, 1.0
    while curve.proceeds(high) < wanted:
        high *= 2.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if curve.proceeds(middle) < wanted else (low, middle)
    return high


def near(found: float, expected: float) -> bool:
    return abs(found - expected) <= max(1.0, CLOSE * abs(expected))


@pytest.mark.parametrize(("pool", "function", "amount", "limit", "token0", "token1", "tick", "after"), SWAPS)
def test_a_swap_gives_what_the_pool_gave(
    pool: str, function: str, amount: int | None, limit: int | None, token0: int, token1: int, tick: int, after: int
) -> None:
    curve = curve_of(pool)
    buys = "1For0" in function
    lowest = HIGHEST_SQRT if buys else LOWEST_SQRT
    bound = limit / Q96 if limit else lowest
    most = curve.purchase_to_reach(bound**2) if buys else curve.sale_to_reach(bound**2)
    if amount is None:
        given = most
    elif "ForExact" in function:
        whole = curve.proceeds(most) if most else 0.0
        given = most if amount >= whole * (1.0 - 1e-15) else min(most, sale_for(curve, amount))
    else:
        given = min(most, float(amount))
    fills = curve.buy(np.array([given])) if buys else curve.sell(np.array([given]))
    came, went = (token1, token0) if buys else (token0, token1)
    assert near(given, came)
    assert near(float(fills.amount_out[0]) if given else 0.0, -went)
    if given < most:  # otherwise the price goes on to the limit, where there is no liquidity
        sqrt_after = math.sqrt(fills.price_after[0])
        assert near(sqrt_after * Q96, after)
        assert tick_at(sqrt_after) == tick
    elif limit and given:
        assert tick_at(bound) == tick


def test_a_step_to_a_target_price_takes_gives_and_charges_what_the_library_does() -> None:
    """SwapMath.spec.ts: from price 1 to 1.01 with liquidity 2e18 and a fee of 600 millionths."""
    everywhere = (np.array([sqrt_price_at(-887220)]), np.array([sqrt_price_at(887220)]), np.array([2e18]))
    curve = concentrated_curve(("token0", "token1"), 6e-4, 1.0, *everywhere)
    given = curve.purchase_to_reach(1.01)
    assert near(given, 9975124224178055 + 5988667735148)
    assert near(given * curve.fee, 5988667735148)
    assert near(curve.bought(given), 9925619580021728)
    assert curve.buy(np.array([given])).price_after[0] == pytest.approx(1.01, rel=1e-15)


def test_the_price_of_an_exchange_is_averaged_over_time_as_the_pool_did() -> None:
    """Executed pool: liquidity 2e18 over all prices; .1 sold at second 100, .5 at 150; ticks -973 and -5234; looked at at second 180.

    The mean tick of the last 80 seconds is -2570.875. The contract averages whole ticks, which lie up to one below the price.
    """
    terms = ConcentratedLiquidityTerms("ETH", "USDC", value=4.0, fee=0.003)
    prices = {"USDC": 1.0, "ETH": 1.0}
    oracles = {"mean": OracleTerms(Twap(window=80.0, mean="geometric"), ("pool",))}
    market = small_market(1, prices=prices, venues={"pool": terms}, oracles=oracles)
    pool = market.venues["pool"]
    assert isinstance(pool, ConcentratedLiquidity)
    assert pool.liquidity == pytest.approx([2.0])
    give(market, 0, "ETH", 1.0)
    ticks = []
    for second, amount in ((100.0, 0.1), (150.0, 0.5), (180.0, 0.0)):
        market.site.log.time = second
        market.report_prices()
        if amount:
            order = Swap(account=0, venue="pool", asset_in="ETH", asset_out="USDC", amount_in=amount)
            assert refusals(market, order) == []
            ticks.append(tick_at(math.sqrt(pool.price)))
            market.report_prices()
    assert ticks == [-973, -5234]
    mean_tick = math.log(float(market.feeds["mean"].prices[1])) / LOG_TICK
    assert -2570.875 <= mean_tick <= -2570.875 + 1.0
