import numpy as np
import pytest

from firesale.agents.leveraged_trader.hover import Hover
from firesale.market.errors import BadValueError
from tests.agents.playing import cohort_of, decide, lend, market_of, open_position, play, position_of
from tests.markets import set_price

PLAIN = Hover("pool", "ETH", "USDC", "deep", distance=0.1, lower=0.05, upper=0.2)


def test_between_its_bands_it_does_nothing() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_000.0)  # health 0.83 x 20,000 / 15,000 = 1.107
    cohort = cohort_of(PLAIN, 1)
    assert decide(market, cohort) == []
    for price in (1900.0, 2160.0):  # 1.0513 and 1.1952
        set_price(market, "ETH", price)
        assert decide(market, cohort) == []


def test_above_its_upper_band_it_borrows_until_its_distance() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(
        market, 0, 10.0, 13_000.0
    )  # health 1.277; 7,000 / (1 - 0.83 / 1.1) = 28,518.5 of collateral are wanted
    cohort = cohort_of(PLAIN, 1)
    for moment in (
        1,
        2,
    ):  # the pool lends 80 % of what is pledged: 3,000 first, and then health 1.193 is within the bands
        assert play(market, cohort, moment) == []
        assert position_of(market, 0) == pytest.approx((11.5, 16_000.0))
    open_position(market, 1, 10.0, 13_700.0)  # health 1.212
    other = cohort_of(Hover("pool", "ETH", "USDC", "deep", 0.18, 0.1, 0.2), 1, start=1)
    assert play(market, other, 3) == []  # 6,300 / (1 - 0.83 / 1.18) = 21,240 at once
    assert position_of(market, 1) == pytest.approx((10.62, 14_940.0))


def test_below_its_lower_band_it_sells_until_its_distance() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 15_900.0)  # health 1.044
    assert play(market, cohort_of(Hover("pool", "ETH", "USDC", "deep", 0.06, 0.05, 0.2), 1)) == []
    # l = 0.83 / 1.06 = 0.7830189; (15,900 - 15,660.38) / (1 - l) = 1,104.35 are sold, more than the 843 that are free: on a loan.
    fee = 0.0005 * 1_104.35 * 0.95 / 1.0005
    ether, owed = position_of(market, 0)
    assert (ether * 2000.0, owed) == pytest.approx((20_000.0 - 1_104.35, 14_795.65 + fee), rel=1e-6)


def test_a_debt_free_position_is_levered_up_and_an_account_without_one_is_left_alone() -> None:
    market = market_of()
    lend(market, 9, 1e6)
    open_position(market, 0, 10.0, 0.0)
    (purchase,) = decide(market, cohort_of(PLAIN, 2))
    assert np.asarray(purchase.account).tolist() == [0]


def test_it_asks_for_no_more_than_the_pool_has() -> None:
    market = market_of()
    lend(market, 9, 1_000.0)
    open_position(market, 0, 10.0, 0.0)
    cohort = cohort_of(PLAIN, 1)
    assert play(market, cohort) == []
    assert position_of(market, 0) == pytest.approx((10.5, 1_000.0))
    assert decide(market, cohort, 2) == []  # the pool is empty


def test_the_distance_lies_between_the_bands() -> None:
    with pytest.raises(BadValueError, match="between lower and upper"):
        Hover("pool", "ETH", "USDC", "deep", distance=np.array([0.06, 0.02]), lower=0.03)
