"""What every price process must do: one is covered, with its default parameters, once it is registered."""

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.block_bootstrap import BlockBootstrap
from firesale.market.prices.common_jumps import CommonJumpDiffusion
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.heston import Heston
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.prices.path import Path
from firesale.market.prices.peg import Peg
from firesale.market.prices.regime_switching import RegimeSwitching
from firesale.market.streams import Streams

NAMES = ["USD", "ETH", "BTC", "SOL", "DAI", "wstETH"]
WITHOUT_CHANCE = {"constant", "path", "block_bootstrap"}  # as they are without waypoints and returns
STARTS_ELSEWHERE = {"waypoints"}
FEW_OUTCOMES = {"history"}  # two seeds may draw the same block
HISTORY = {
    "ETH": tuple(0.01 * math.sin(i**2) for i in range(97)),
    "BTC": tuple(0.02 * math.cos(i**3) for i in range(97)),
}

EXAMPLES: dict[str, PriceProcess] = {kind: PRICES[kind]() for kind in PRICES} | {
    "waypoints": Path({"ETH": ((0.0, 2100.0), (7200.0, 1400.0)), "BTC": ((600.0, 9000.0),)}),
    "correlated": GeometricBrownian(
        drift={"ETH": 0.1}, volatility={"ETH": 0.8, "BTC": 0.6}, correlation={"ETH,BTC": 0.8}
    ),
    "all correlated": GeometricBrownian(drift=-0.5, volatility=0.8, correlation=0.7),
    "history": BlockBootstrap(HISTORY, spacing=600.0, block_length=4.0, centred=True),
    "systemic": CommonJumpDiffusion(
        correlation=0.5,
        intensity=500.0,
        participation={"ETH": 0.9, "BTC": 0.5},
        jump_correlation={"ETH,BTC": -0.9},
        own_intensity={"BTC": 900.0, "ETH": 3.0},
    ),
    "wild variance": Heston(volatility=1.2, correlation=0.6, variance_deviation=8.0, leverage=-0.9, initial_ratio=2.0),
    "three regimes": RegimeSwitching(
        {"calm": 0.4, "storm": {"ETH": 1.5, "BTC": 0.9}, "end": 4.0},
        correlation={"calm": 0.3, "end": 0.95},
        switching={"calm,storm": 5000.0, "storm,end": 9000.0, "end,calm": 30_000.0},
    ),
    "pegs": Peg(
        reversion={"ETH": 900.0},
        volatility=0.3,
        correlation=0.5,
        target={"ETH": 1000.0},
        drift={"BTC": 0.5},
        intensity={"ETH": 3000.0},
    ),
    "crashes": MertonJumpDiffusion(volatility=0.6, correlation=0.5, intensity=500.0, common_jumps=0.5),
}
RANDOM = sorted(set(EXAMPLES) - WITHOUT_CHANCE - STARTS_ELSEWHERE - FEW_OUTCOMES)

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


# --- parameters at random ---------------------------------------------------------------------------------------------

REGIMES = st.fixed_dictionaries({"calm": st.floats(0.0, 3.0), "panic": st.floats(0.0, 10.0)})
WAYS = st.fixed_dictionaries({"calm,panic": st.floats(0.0, 1e4), "panic,calm": st.floats(0.0, 1e4)})
DRAWN: dict[str, st.SearchStrategy[Any]] = {
    "drift": st.floats(-10.0, 10.0),
    "volatility": st.floats(0.0, 5.0),
    "correlation": st.floats(0.0, 0.99),
    "intensity": st.floats(0.0, 1000.0),
    "mean_log_jump": st.floats(-0.5, 0.5),
    "log_jump_deviation": st.floats(0.0, 0.5),
    "common_jumps": st.floats(0.0, 1.0),
    "participation": st.floats(0.0, 1.0),
    "jump_correlation": st.floats(0.0, 0.99),
    "own_intensity": st.floats(0.0, 1000.0),
    "own_mean_log_jump": st.floats(-0.5, 0.5),
    "own_log_jump_deviation": st.floats(0.0, 0.5),
    "reversion": st.floats(0.0, 1e5),
    "variance_deviation": st.floats(0.0, 50.0),
    "leverage": st.floats(-1.0, 1.0),
    "initial_ratio": st.floats(0.0, 5.0),
    "block_length": st.floats(1.0, 500.0),
    "spacing": st.floats(1.0, 1e5),
    "centred": st.booleans(),
    "start": st.sampled_from(["", "calm", "panic"]),
    "switching": WAYS,
    "target": st.just({"ETH": 3.0}),
    "returns": st.just(HISTORY),
    "waypoints": st.just({"ETH": ((0.0, 3.0), (1e5, 0.01))}),
}
"""What the fields of price processes may be, by their names; for pegs and regimes see below."""
OTHERWISE: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("regime_switching", "volatility"): REGIMES,
    ("regime_switching", "drift"): REGIMES,
    ("regime_switching", "correlation"): st.just({"panic": 0.8}),
    ("peg", "reversion"): st.floats(1e-6, 1e5),
    ("peg", "volatility"): st.floats(1e-9, 5.0),
    ("peg", "drift"): st.just({}),
}


@pytest.mark.parametrize("kind", sorted(PRICES))
@settings(max_examples=50, deadline=None)
@given(given=st.data(), gaps=steps, seed=seeds)
def test_prices_are_positive_and_finite_whatever_the_parameters_are(
    kind: str, given: st.DataObject, gaps: list[float], seed: int
) -> None:
    names = [field.name for field in fields(PRICES[kind])]
    process = PRICES[kind](
        **{name: given.draw(OTHERWISE.get((kind, name), DRAWN.get(name, st.nothing())), name) for name in names}
    )
    times = np.concatenate([[0.0], np.cumsum(gaps)])
    paths = process.paths(NAMES[:4], np.array([1.0, 2.0, 3.0, 4.0]), times, Streams(seed))
    assert np.all(np.isfinite(paths))
    assert np.all(paths > 0.0)
