"""Swaps of Curve stable swap pools of three coins, executed on the real contract.

Source: ../shared/facts/MECHANISMS.md 1.3 (curvesim, test/fixtures/curve/basepool.vy). The contract keeps at least one unit of what it pays: one
unit of the last place, or 1e-9 of the number where the coin has eighteen decimals.
"""

import numpy as np
import pytest

from firesale.market.actions import Swap
from firesale.market.venues.stable_curve import StableCurve
from firesale.market.venues.stable_math import invariant
from firesale.market.venues.stable_swap import StableSwap, StableSwapTerms
from tests.markets import give, held, refusals, small_market

FEE = 0.0004
UNITS = (1e18, 1e6, 1e6)
CLOSE = 1e-9
# (A, balances, D, coin in, coin out, amount in, amount out after the fee), integers of the contract
# fmt: off
SWAPS = [
    (50, (444288960000000000000000, 200308020000, 2003867240000), 2602316115518245560050065, 0, 2, 1964561586011425210368, 2174523359),
    (50, (151853920000000000000000, 706379970000, 4505098060000), 5061682097369305493339819, 0, 2, 10453040382829324664832, 29941142110),
    (50, (5211190120000000000000000, 379505930000, 194316710000), 5309713421333629913807927, 0, 1, 173019345325635594616832, 72539112278),
    (50, (2655960000000000000000000, 1345044290000, 1729892780000), 5726116702375046809039821, 1, 2, 422927643522, 422468797097),
    (50, (307746420000000000000000, 1408793760000, 1123034260000), 2826067326494713389726684, 1, 2, 2783347052, 2766272833),
    (50, (697263140000000000000000, 8395337630000, 142968690000), 8050179769925815088245996, 2, 1, 485055650, 4073335454),
    (200, (887557860000000000000000, 2129631240000, 132232690000), 3130908398212473510317409, 2, 1, 10799873739, 12457627334),
    (200, (838282830000000000000000, 216818710000, 171471350000), 1224165151309762332419731, 0, 2, 240125907399357247782912, 164038047683),
    (200, (635753130000000000000000, 359482920000, 187867770000), 1182265429505255963169124, 1, 2, 54257959049, 53629310986),
    (200, (200722820000000000000000, 2075072870000, 105712440000), 2343153188451633482145584, 2, 0, 160874008, 185885111664930100129),
    (200, (2404292560000000000000000, 1073947040000, 1718642300000), 5195406292686732448515247, 2, 0, 19502138956, 19525954661066141521158),
    (200, (614101320000000000000000, 918429100000, 632244790000), 2164582610350492754329023, 0, 2, 1656701381113728800391168, 631360622876),
    (2000, (1183688350000000000000000, 7904920690000, 1688396820000), 10773537534370003462098022, 0, 2, 68635344568705825636352, 68685280675),
    (2000, (4987396000000000000000000, 9687360090000, 855025200000), 15523690830206907261715745, 1, 2, 2358774479, 2336173282),
    (2000, (257294210000000000000000, 8017554000000, 529059980000), 8771882921335419830775282, 2, 0, 136504896207, 120030394742539398096568),
    (2000, (514508240000000000000000, 278987990000, 1210972400000), 2004229657439856637707383, 2, 1, 88536614049, 88292945840),
    (2000, (3018186280000000000000000, 284105060000, 1084619600000), 4385187461992228398871378, 1, 0, 806668519658, 807926498906325102135160),
    (2000, (7482425510000000000000000, 9464030170000, 8128328790000), 25074724137346701051992811, 1, 0, 9293013532, 9288189472906028797491),
]
# fmt: on
CLIFF = [299830.607997, 299648.853434, 298085.854209, 101086.178461, 745.100369, 178.561185, 77.230048, 41.895606]
"""What selling 300,000 of coin 0 for coin 1 brings, eight times in a row; A = 2000 and a million of each coin at the start."""


def near(found: float, expected: float) -> bool:
    return abs(found - expected) <= max(1.0, CLOSE * expected)


@pytest.mark.parametrize(("amplification", "balances", "level", "into", "out", "amount", "paid"), SWAPS)
def test_a_swap_gives_what_the_contract_gave(
    amplification: int, balances: tuple[int, ...], level: int, into: int, out: int, amount: int, paid: int
) -> None:
    units = tuple(balance / unit for balance, unit in zip(balances, UNITS, strict=True))
    weight = 3.0 * amplification
    assert invariant(units, weight) * 1e18 == pytest.approx(level, rel=1e-15)
    selling = StableCurve("in", "out", FEE, weight, 0.5, units, into, out)
    buying = StableCurve("out", "in", FEE, weight, 0.5, units, out, into)
    assert near(selling.proceeds(amount / UNITS[into]) * UNITS[out], paid)
    assert near(buying.bought(amount / UNITS[into]) * UNITS[out], paid)


def test_a_pool_that_is_sold_out_falls_off_the_cliff_as_the_contract_did() -> None:
    terms = StableSwapTerms("USDC", "ETH", 1e6, more_coins=("BTC",), amplification=2000.0, fee=FEE, admin_share=0.5)
    market = small_market(1, venues={"three": terms})
    give(market, 0, "USDC", 8 * 300_000.0)
    for expected in CLIFF:
        before = held(market, 0, "ETH")
        order = Swap(account=0, venue="three", asset_in="USDC", asset_out="ETH", amount_in=300_000.0)
        assert refusals(market, order) == []
        assert held(market, 0, "ETH") - before == pytest.approx(expected, abs=2e-6)
    market.check()
    market.audit()


def test_eight_orders_at_once_fall_off_it_alike() -> None:
    curve = StableCurve("a", "b", FEE, 6000.0, 0.5, (1e6, 1e6, 1e6), 0, 1)
    assert curve.sell(np.full(8, 300_000.0)).amount_out == pytest.approx(CLIFF, abs=2e-6)


def test_the_mainnet_pool_of_three_coins_has_the_virtual_price_of_its_snapshot() -> None:
    """Balances in millions of DAI, USDC and USDT, rounded to ten thousand units; 849.74 million shares; 1.0220388 then."""
    level = invariant((295.95e6, 284.32e6, 288.20e6), 6000.0)
    assert level / 849.74e6 == pytest.approx(1.0220388, rel=3e-5)
    assert StableSwap.kind == "stable_swap"
