"""What every price process must do: one is covered, with its default parameters, once it is registered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.path import Path
from firesale.market.streams import Streams

NAMES = ["USD", "ETH", "BTC", "SOL", "DAI", "wstETH"]
WITHOUT_CHANCE = {"constant", "path"}
STARTS_ELSEWHERE = {"waypoints"}

EXAMPLES: dict[str, PriceProcess] = {kind: PRICES[kind]() for kind in PRICES} | {
    "waypoints": Path({"ETH": ((0.0, 2100.0), (7200.0, 1400.0)), "BTC": ((600.0, 9000.0),)}),
    "correlated": GeometricBrownian(
        drift={"ETH": 0.1}, volatility={"ETH": 0.8, "BTC": 0.6}, correlation={"ETH,BTC": 0.8}
    ),
    "all correlated": GeometricBrownian(drift=-0.5, volatility=0.8, correlation=0.7),
    "crashes": MertonJumpDiffusion(volatility=0.6, correlation=0.5, intensity=500.0, common_jumps=0.5),
}
RANDOM = sorted(set(EXAMPLES) - WITHOUT_CHANCE - STARTS_ELSEWHERE)

every_process = pytest.mark.parametrize("name", sorted(EXAMPLES))
seeds = st.integers(0, 2**32)
counts = st.integers(3, len(NAMES))  # with ETH and BTC, which the examples name
initial_prices = st.lists(st.floats(1e-6, 1e6), min_size=len(NAMES) - 1, max_size=len(NAMES) - 1)
steps = st.lists(st.floats(1.0, 86_400.0), min_size=1, max_size=50)
few = settings(max_examples=25, deadline=None)


def paths_of(name: str, assets: int, initial: list[float], gaps: list[float], seed: int) -> FloatArray:
    """Paths of the first assets of NAMES, over times that begin at zero and are `gaps` apart."""
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    prices = np.array([1.0, *initial])[:assets]
    return EXAMPLES[name].paths(NAMES[:assets], prices, times, Streams(seed))


@every_process
@few
@given(assets=counts, initial=initial_prices, gaps=steps, seed=seeds)
def test_there_is_one_positive_price_for_each_time_and_asset(
    name: str, assets: int, initial: list[float], gaps: list[float], seed: int
) -> None:
    paths = paths_of(name, assets, initial, gaps, seed)
    assert paths.shape == (len(gaps) + 1, assets)
    assert paths.dtype == np.float64
    assert np.all(np.isfinite(paths))
    assert np.all(paths > 0.0)


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - STARTS_ELSEWHERE))
@few
@given(assets=counts, initial=initial_prices, seed=seeds)
def test_the_first_row_is_the_initial_prices(name: str, assets: int, initial: list[float], seed: int) -> None:
    assert paths_of(name, assets, initial, [60.0], seed)[0].tolist() == [1.0, *initial][:assets]


@every_process
@few
@given(initial=initial_prices, gaps=steps, seed=seeds)
def test_the_numeraire_stays_at_one(name: str, initial: list[float], gaps: list[float], seed: int) -> None:
    assert np.all(paths_of(name, len(NAMES), initial, gaps, seed)[:, 0] == 1.0)


@every_process
@few
@given(assets=counts, initial=initial_prices, gaps=steps, seed=seeds)
def test_the_same_seed_gives_the_same_paths(
    name: str, assets: int, initial: list[float], gaps: list[float], seed: int
) -> None:
    assert np.array_equal(paths_of(name, assets, initial, gaps, seed), paths_of(name, assets, initial, gaps, seed))


@pytest.mark.parametrize("name", RANDOM)
@few
@given(initial=initial_prices, gaps=steps, seed=seeds)
def test_another_seed_gives_other_paths(name: str, initial: list[float], gaps: list[float], seed: int) -> None:
    one, other = (paths_of(name, len(NAMES), initial, gaps, number) for number in (seed, seed + 1))
    assert np.all(one[1:, 1] != other[1:, 1])


@every_process
@few
@given(fewer=st.integers(3, len(NAMES) - 1), initial=initial_prices, gaps=steps, seed=seeds)
def test_an_asset_added_at_the_end_changes_nothing_before_it(
    name: str, fewer: int, initial: list[float], gaps: list[float], seed: int
) -> None:
    all_of_them = paths_of(name, len(NAMES), initial, gaps, seed)
    assert np.array_equal(paths_of(name, fewer, initial, gaps, seed), all_of_them[:, :fewer])


@every_process
@few
@given(initial=initial_prices, gaps=steps, more=steps, seed=seeds)
def test_a_longer_run_begins_as_the_shorter_one(
    name: str, initial: list[float], gaps: list[float], more: list[float], seed: int
) -> None:
    longer = paths_of(name, len(NAMES), initial, [*gaps, *more], seed)
    assert np.array_equal(paths_of(name, len(NAMES), initial, gaps, seed), longer[: len(gaps) + 1])
