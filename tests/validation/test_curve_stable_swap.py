"""Swaps of Curve stable swap pools of three coins, executed on the real contract.

Source: ../shared/facts/MECHANISMS.md 1.3 (curvesim, test/fixtures/curve/basepool.vy). The contract keeps at least one unit of what it pays: one
unit of the last place, or 1e-9 of the number where the coin has eighteen decimals.
"""

import numpy as np
import pytest

from firesale.market.actions import Swap
from firesale.market.venues.stable_curve import StableCurve
from firesale.market.venues.stable_liquidity import of_one_coin, shares_for
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


# --- two to eight coins, in the contract's integers -----------------------------------------------------------------------
# fmt: off
MANY = [  # A, balances, coin in, coin out, amount; bought, shares for the amount alone (supply: the invariant), coin out for that many shares
    (100, (2275823934546548436762624, 4778781329365213326082048),
     1, 0, 37202442795193221120, 36848925451212808813, 37061277480322102511, 36989286636570639581),
    (10000, (5783017234012022494986240, 358080797067884491702272),
     1, 0, 7032522107038937, 7055435130781674, 7052842697531919, 7035107133078858),
    (2000, (813212017378119087292416, 187073216066743424778240, 26849339294740149298003968),
     2, 0, 228522282176717225984, 117983465276058076999, 210285664410678256003, 128227511959942728978),
    (1, (1543405094255384250548224, 2285517740768889258639360, 16472049565046358883172352, 8916879992443839268782080),
     0, 2, 3702408041340797, 18791352287692450, 9655413701859607, 7205706271530710),
    (100, (127925858856676005773312, 43520604352954205353279488, 6292949619496918485827584, 21593608322952801101545472),
     2, 1, 208273967999797362688, 453069607815048972284, 300143214050633226240, 314403835300104150519),
    (10, (385446523129682370494464, 502269622822534083772416, 762877334459093536997376, 103224150267077790269440, 179873126760043090280448),
     2, 3, 952589530739056916299776, 98368868200853534766942, 739105654598021301297236, 103062430088051251306415),
    (200, (97067741515165045851422720, 33162453076232839821787136, 13287059031795366564462592, 882737651615783169556480,
     488649776900759680450560, 736410279129969091149824, 162431591180271003631616, 19900484926064728972722176),
     6, 0, 41615258525095497302016, 9965833952621252013724515, 1814999914086362749653977, 243917178822233080492558),
    (2000, (1443911565758407089586176000, 74838857685843688097316864, 34828062882191453844406272),
     0, 2, 77171462818238304, 61230326989055846, 75847655840881880, 62304248199166638),
]
# fmt: on


@pytest.mark.parametrize(("amplification", "balances", "into", "out", "amount", "bought", "shares", "paid"), MANY)
def test_pools_of_two_to_eight_coins(
    amplification: int, balances: tuple[int, ...], into: int, out: int, amount: int, bought: int, shares: int, paid: int
) -> None:
    """`get_D`, `get_y`, `add_liquidity` and `_calc_withdraw_one_coin` worked out in integers of 1e-18, fee 4e-4.

    The contract's invariant is known to one or two units, its shares to as many times the number of shares over it: 1e-9 or 1000 units.
    The last pool has a thousand times of one coin, as in tests/pools/common/integration/test_heavily_imbalanced.py of curve-contract.
    """
    units, weight = np.array([balance / 1e18 for balance in balances]), float(amplification * len(balances))
    curve = StableCurve("in", "out", FEE, weight, 0.5, tuple(units.tolist()), into, out)
    assert curve.proceeds(amount / 1e18) * 1e18 == pytest.approx(bought, rel=CLOSE, abs=2.0)
    supply, change = invariant(units.tolist(), weight), np.where(np.arange(len(units)) == into, amount / 1e18, 0.0)
    assert shares_for(units, change, weight, FEE)[0] * supply * 1e18 == pytest.approx(shares, rel=CLOSE, abs=1000.0)
    found, _ = of_one_coin(units, amount / 1e18 / supply, out, weight, FEE)
    assert found * 1e18 == pytest.approx(paid, rel=CLOSE, abs=1000.0)


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-9, 1e-12])
def test_a_deposit_is_worth_the_same_to_the_last_digits_however_small_it_is(size: float) -> None:
    """Without a fee shares are the gradient of the invariant; a billionth of the pool used to be known to 1e-7 of itself."""
    units, weight = np.array([1e8, 2e8, 5e7]), 6000.0
    one, half = (shares_for(units, np.array([part * 1e8, 0.0, 0.0]), weight, 0.0)[0] for part in (size, size / 2.0))
    assert one / half == pytest.approx(2.0, abs=1e-12 + 10.0 * size)
    back, _ = of_one_coin(units, one / (1.0 + one), 0, weight, 0.0)
    assert back == pytest.approx(size * 1e8, rel=2.0 * size + 1e-12)
