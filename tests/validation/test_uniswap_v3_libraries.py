"""What the libraries of Uniswap v3 compute: ticks, prices after an input or an output, steps of a swap, the fees of two providers.

Source: v3-core, test/TickMath.spec.ts, SqrtPriceMath.spec.ts, SwapMath.spec.ts and UniswapV3Pool.spec.ts (`#collect`, two providers); the worked
example is that of the Uniswap V3 Development Book (1 ETH and 5000 USDC between 4545 and 5500). 1e-9 of the number or one unit of the last place.
"""

import math

import numpy as np
import pytest

from firesale.market.venues.concentrated_curve import concentrated_curve
from firesale.market.venues.ladder_curve import LadderCurve
from firesale.market.venues.liquidity_ranges import Ranges
from firesale.market.venues.ticks import LARGEST_TICK, sqrt_price_at, tick_at

Q96, E18 = 2.0**96, 1e18
# fmt: off
RATIOS = {  # tick and square root of the price, units of 2^-96
    -887272: 4295128739, -887271: 4295343490, 887271: 1461373636630004318706518188784493106690254656249,
    887272: 1461446703485210103287273052203988822378723970342, 50: 79426470787362580746886972461, 100: 79625275426524748796330556128,
    250: 80224679980005306637834519095, 500: 81233731461783161732293370115, 1000: 83290069058676223003182343270,
    2500: 89776708723587163891445672585, 3000: 92049301871182272007977902845, 5000: 101729702841318637793976746270,
}
# fmt: on


def near(found: float, published: float) -> bool:
    return abs(found - published) <= max(1.0, 1e-9 * abs(published))


def pool(liquidity: float, sqrt_price: float = 1.0, fee: float = 0.0) -> LadderCurve:
    """One position over all prices."""
    ends = np.array([sqrt_price_at(-LARGEST_TICK)]), np.array([sqrt_price_at(LARGEST_TICK)])
    return concentrated_curve(("token0", "token1"), fee, sqrt_price, *ends, np.array([liquidity]))


def after(curve: LadderCurve, amount: float, zero_for_one: bool) -> float:
    """Square root of the price, units of 2^-96, after an input."""
    fills = curve.sell(np.array([amount])) if zero_for_one else curve.buy(np.array([amount]))
    return math.sqrt(float(fills.price_after[0])) * Q96


@pytest.mark.parametrize(("tick", "ratio"), RATIOS.items())
def test_the_square_root_of_the_price_at_a_tick_and_back(tick: int, ratio: int) -> None:
    assert sqrt_price_at(tick) * Q96 == pytest.approx(ratio, rel=1e-9)
    assert tick_at(sqrt_price_at(tick)) == tick
    assert sqrt_price_at(-tick) * sqrt_price_at(tick) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("ratio", "tick"),
    [(12857036465196691992791697221653775109723, 72641), (5192296858534827628530496329220095, -221819)],
)
def test_ticks_of_prices_between_two(ratio: int, tick: int) -> None:
    """Square roots of prices times 2^128, as an early draft of the library took them."""
    assert tick_at(ratio / 2.0**128) == tick


@pytest.mark.parametrize(
    ("zero_for_one", "ratio"), [(False, 87150978765690771352898345369), (True, 72025602285694852357767227579)]
)
def test_the_price_after_an_input_of_a_tenth(zero_for_one: bool, ratio: int) -> None:
    assert near(after(pool(E18), 0.1 * E18, zero_for_one), ratio)


def test_the_price_after_an_output_of_a_tenth() -> None:
    """1 / (1 - .1) and 1 - .1 of the square root, each from the input that gives the output."""
    assert near(after(pool(E18), E18 * (1.0 / 0.9 - 1.0), False), 88031291682515930659493278152)
    assert near(after(pool(E18), E18 * (1.0 / 0.9 - 1.0), True), 71305346262837903834189555302)
    assert near(pool(E18).bought(E18 / 9.0), 0.1 * E18)
    assert near(pool(E18).proceeds(E18 / 9.0), 0.1 * E18)


def test_an_input_far_larger_than_the_reserves() -> None:
    """2^100 of token0 with liquidity 1e19; the price is known to one unit of 2^-96."""
    assert near(after(pool(10.0 * E18), 2.0**100, True), 624999999995069620)


def test_amounts_between_a_price_of_1_and_1_21() -> None:
    ranges = Ranges(np.array([1.0]), np.array([1.1]))
    assert near(E18 * float(ranges.held(1.0)[0][0]), 90909090909090910)
    assert near(E18 * float(ranges.held(1.1)[1][0]), 100000000000000000)


def test_a_step_that_spends_the_whole_input() -> None:
    curve = pool(2.0 * E18, fee=6e-4)
    fills = curve.buy(np.array([E18]))
    assert near(float(fills.amount_out[0]), 666399946655997866)
    assert near(float(fills.fee[0]), 600000000000000)


def test_a_step_that_gives_the_whole_output() -> None:
    given = 2000000000000000000 + 1200720432259356
    fills = pool(2.0 * E18, fee=6e-4).buy(np.array([float(given)]))
    assert near(float(fills.amount_out[0]), 1e18)
    assert near(float(fills.fee[0]), 1200720432259356)


def test_two_providers_share_the_fee_by_their_liquidity() -> None:
    """Fee 500 millionths, 1e18 sold; 1e18 over all prices and 2e18 one tick spacing short of them: 166666666666667 and 333333333333334."""
    lower, upper = (
        np.array([sqrt_price_at(tick), sqrt_price_at(tick - side * 10)]) for tick, side in ((-887270, -1), (887270, 1))
    )
    liquidity = np.array([1e18, 2e18])
    curve = concentrated_curve(("token0", "token1"), 5e-4, 1.0, lower, upper, liquidity)
    fills = curve.sell(np.array([1e18]))
    parts = Ranges(lower, upper).shares_of_input(1.0, math.sqrt(float(fills.price_after[0])), liquidity)
    fees = float(fills.fee[0]) * parts
    assert near(float(fees[0]), 166666666666667)
    assert near(float(fees[1]), 333333333333334)


# --- the worked example -------------------------------------------------------------------------------------------------

LIQUIDITY, START = 1517882343751509868544, 5602277097478614198912276234240


def example() -> LadderCurve:
    lower, upper = np.array([sqrt_price_at(84222)]), np.array([sqrt_price_at(86129)])
    return concentrated_curve(("ETH", "USDC"), 0.0, START / Q96, lower, upper, np.array([float(LIQUIDITY)]))


def test_what_the_range_of_the_example_takes() -> None:
    """The smaller of both liquidities counts: all 5000 USDC, and not quite 1 ETH."""
    ranges = Ranges(np.array([math.sqrt(4545.0)]), np.array([math.sqrt(5500.0)]))
    base, quote = (float(each[0]) for each in ranges.held(math.sqrt(5000.0)))
    assert min(E18 / base, 5000.0 * E18 / quote) == pytest.approx(LIQUIDITY, rel=1e-9)


def test_buying_with_42_usdc() -> None:
    curve = example()
    assert near(curve.bought(42.0 * E18), 8396714242162445)
    assert near(after(curve, 42.0 * E18, False), 5604469350942327889444743441197)
    assert tick_at(after(curve, 42.0 * E18, False) / Q96) == 85184


def test_selling_a_hundredth_of_an_ether() -> None:
    curve = example()
    assert near(curve.proceeds(0.01337 * E18), 66808388890199406685)
    assert near(after(curve, 0.01337 * E18, True), 5598789932670288701514545755210)
    assert tick_at(after(curve, 0.01337 * E18, True) / Q96) == 85163
