"""Aave's CAPO by hand, with the numbers of its first proposal (2024-02-27) and a ratio of 1.15."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.capped_growth import CappedGrowth
from firesale.market.oracles.spot import Spot
from tests.market.oracles.by_hand import observed, reports, states

DAY, YEAR = 86_400.0, 365 * 86_400.0
CAPO = CappedGrowth(Spot(), growth={"stETH": 0.0968}, ratio={"stETH": 1.15}, base="ETH")


def test_after_thirty_days_a_ratio_of_1_15_may_be_1_159149() -> None:
    first, later = reports(CAPO, [observed(0.0, 1.0, 2.0), observed(30 * DAY, 1.0, 2.0)], "stETH")
    assert first == pytest.approx(1.15)
    assert later == pytest.approx(1.159149, abs=1e-6)  # published without the further digits, 1.15914959


def test_the_cap_moves_with_the_price_of_the_base() -> None:
    assert reports(CAPO, [observed(0.0, 1000.0, 5000.0), observed(0.0, 2000.0, 5000.0)], "stETH") == pytest.approx(
        [1150.0, 2300.0]
    )


def test_it_is_only_an_upper_cap_a_fall_passes_through() -> None:
    assert reports(CAPO, [observed(0.0, 1000.0, 1150.0), observed(60.0, 1000.0, 600.0)], "stETH") == [1150.0, 600.0]


def test_the_age_of_the_snapshot_counts() -> None:
    """A snapshot of seven days before, as the delay that the contract asks for."""
    aged = CappedGrowth(Spot(), growth={"stETH": 0.0968}, ratio={"stETH": 1.15}, base="ETH", snapshot_age=7 * DAY)
    assert reports(aged, [observed(0.0, 1.0, 2.0)], "stETH") == pytest.approx([1.15 * (1.0 + 0.0968 * 7 / 365)])


def test_without_a_snapshot_the_first_ratio_is_it() -> None:
    oracle = CappedGrowth(Spot(), growth={"stETH": 0.1}, base="ETH")
    seen = [observed(0.0, 1000.0, 1100.0), observed(0.0, 1000.0, 1101.0), observed(YEAR, 1000.0, 9999.0)]
    assert reports(oracle, seen, "stETH") == pytest.approx([1100.0, 1100.0, 1210.0])


def test_a_stablecoin_has_a_fixed_cap_to_the_numeraire() -> None:
    oracle = CappedGrowth(Spot(), growth={"stETH": 0.0}, ratio={"stETH": 1.04})
    seen = [observed(0.0, steth=price) for price in (1.0, 1.039, 1.05, 0.65)] + [observed(YEAR, steth=1.2)]
    assert reports(oracle, seen, "stETH") == [1.0, 1.039, 1.04, 0.65, 1.04]


def test_other_assets_pass_and_everything_keeps_the_moment_of_what_was_looked_at() -> None:
    last = states(CAPO, [observed(0.0), observed(60.0, 1000.0, 5000.0, moment=9)])[-1]
    assert last.prices[:2].tolist() == [1.0, 1000.0]
    assert last.moment.tolist() == [9, 9, 9]


def test_it_is_live_over_a_live_oracle_and_caps_what_is_read_within_a_round() -> None:
    assert CAPO.live
    assert CAPO.look(CAPO.start(observed(0.0, 1.0, 1.0)), observed(0.0, 1.0, 7.0)).prices[2] == pytest.approx(1.15)


@given(ratio=st.floats(0.5, 2.0), growth=st.floats(0.0, 1.0), days=st.floats(0.0, 1000.0), price=st.floats(0.1, 1e4))
def test_the_cap_is_never_exceeded_and_nothing_below_it_is_changed(
    ratio: float, growth: float, days: float, price: float
) -> None:
    oracle = CappedGrowth(Spot(), growth={"stETH": growth}, ratio={"stETH": ratio}, base="ETH")
    cap = 100.0 * ratio * (1.0 + growth * days / 365.0)
    found = reports(oracle, [observed(0.0), observed(days * DAY, 100.0, price)], "stETH")[-1]
    assert found == pytest.approx(min(price, cap), rel=1e-12)


@given(tight=st.floats(0.5, 2.0), wide=st.floats(0.5, 2.0), price=st.floats(1.0, 1000.0))
def test_of_two_caps_inside_each_other_the_tighter_one_holds_in_either_order(
    tight: float, wide: float, price: float
) -> None:
    def capped(inner: Any, ratio: float) -> CappedGrowth:
        return CappedGrowth(inner, growth={"stETH": 0.0}, ratio={"stETH": ratio}, base="ETH")

    seen = [observed(0.0, 100.0, price)]
    one = reports(capped(capped(Spot(), tight), wide), seen, "stETH")
    assert one == reports(capped(capped(Spot(), wide), tight), seen, "stETH")
    assert one == reports(capped(Spot(), min(tight, wide)), seen, "stETH")


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"growth": {"stETH": -0.1}}, "growth.stETH"),
        ({"growth": {"stETH": 0.1}, "ratio": {"stETH": 0.0}}, "ratio.stETH"),
        ({"growth": {"stETH": 0.1}, "ratio": {"ETH": 1.0}}, "ratio.ETH"),
        ({"snapshot_age": -1.0}, "snapshot_age"),
    ],
)
def test_a_parameter_out_of_range_is_refused(fields: dict[str, Any], key: str) -> None:
    with pytest.raises(BadValueError, match=f"CappedGrowth.{key}: received"):
        CappedGrowth(Spot(), **fields)
