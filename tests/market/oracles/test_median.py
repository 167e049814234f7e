import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from tests.market.oracles.by_hand import moving, observed, reports, states

EACH = tuple(Spot(sources=(name,)) for name in "abcd")
prices = st.floats(1.0, 1000.0)
LATE = Push(deviation=10.0, heartbeat=1e9)
"""It reports once, at the start."""


def test_the_report_in_the_middle_is_taken() -> None:
    assert reports(Median(EACH[:3]), [observed(0.0, a=99.0, b=150.0, c=101.0)]) == [101.0]


def test_one_of_three_that_lies_moves_nothing_beyond_the_other_two() -> None:
    assert reports(Median(EACH[:3]), [observed(0.0, a=99.0, b=101.0, c=lie) for lie in (0.01, 1e6)]) == [99.0, 101.0]


def test_of_an_even_number_it_is_the_higher_of_the_two_in_the_middle() -> None:
    """Maker takes `val_[val_.length >> 1]` of the sorted prices: of four the third."""
    assert reports(Median(EACH), [observed(0.0, a=104.0, b=101.0, c=103.0, d=102.0)]) == [103.0]
    assert reports(Median(EACH[:2]), [observed(0.0, a=104.0, b=101.0)]) == [104.0]


def test_the_median_says_of_each_asset_whose_report_it_is() -> None:
    """A mean of 120 s beside the price now: ETH has fallen, stETH not, so that the mean is the higher one of ETH only."""
    seen = [observed(60.0 * i, 100.0 - 10.0 * i, 100.0 + i, moment=7 * i) for i in range(3)]
    last = states(Median((Spot(), Twap(window=120.0))), seen)[-1]
    assert last.prices.tolist() == pytest.approx([1.0, 85.0, 102.0])
    assert last.window[1:].tolist() == [120.0, 0.0]
    assert last.moment.tolist() == [14, 14, 14]


def test_the_moment_is_that_of_the_oracle_chosen() -> None:
    """ETH is at 90 for whoever looks and at 100 for who reported only at the start."""
    assert states(Median((LATE, Spot(), Spot())), moving(100.0, 90.0))[-1].moment[1] == 10
    assert states(Median((LATE, LATE, Spot())), moving(100.0, 90.0))[-1].moment[1] == 0


def test_reports_that_are_too_old_do_not_count() -> None:
    oracle = Median((LATE, LATE, Spot()), oldest=60.0)
    assert reports(oracle, moving(100.0, 90.0, 80.0)) == [100.0, 100.0, 80.0]


def test_without_a_quorum_the_last_median_stays_with_where_it_came_from() -> None:
    oracle = Median((LATE, LATE, Spot()), quorum=2, oldest=60.0)
    found = states(oracle, moving(100.0, 90.0, 80.0))
    assert [state.prices[1] for state in found] == [100.0, 100.0, 100.0]
    assert found[-1].seen_at.tolist() == [0.0, 0.0, 0.0]


def test_it_is_live_if_one_of_them_is_and_only_that_one_is_read_anew() -> None:
    assert Median((Spot(), Push())).live
    assert not Median((Twap(), Push())).live
    oracle = Median((Push(deviation=0.0), Push(deviation=0.0), Spot()))
    state = oracle.start(observed(0.0))
    assert oracle.look(state, observed(0.0, 50.0)).prices[1] == 100.0
    assert Median((Spot(), Spot(), Push())).look(state, observed(0.0, 50.0)).prices[1] == 50.0


@pytest.mark.parametrize(
    ("of", "quorum", "key"), [((), 1, "of"), (EACH, 0, "quorum"), (EACH, 5, "quorum"), (EACH[:1], 2, "quorum")]
)
def test_a_median_that_can_never_be_is_refused(of: tuple[Oracle, ...], quorum: int, key: str) -> None:
    with pytest.raises(BadValueError, match=f"Median.{key}: received"):
        Median(of, quorum=quorum)


@given(shown=st.lists(prices, min_size=1, max_size=4), count=st.integers(1, 5))
def test_equal_oracles_report_what_one_of_them_does(shown: list[float], count: int) -> None:
    for inner in (Spot(), Push(deviation=0.3), Twap(window=100.0)):
        assert reports(Median((inner,) * count), moving(*shown)) == reports(inner, moving(*shown))


@given(a=prices, b=prices, c=prices)
def test_it_lies_between_the_lowest_and_the_highest_and_agrees_with_numpy(a: float, b: float, c: float) -> None:
    (found,) = reports(Median(EACH[:3]), [observed(0.0, a=a, b=b, c=c)])
    assert found == np.median([a, b, c])


@given(a=prices, b=prices, c=prices)
def test_the_order_of_the_oracles_does_not_matter(a: float, b: float, c: float) -> None:
    seen = [observed(0.0, a=a, b=b, c=c)]
    assert reports(Median(EACH[:3]), seen) == reports(Median(tuple(reversed(EACH[:3]))), seen)
