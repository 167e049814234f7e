"""Seeds are fixed, so a test passes always or never; bounds are three standard errors, or a p-value of 1 %."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import kstest

from firesale.market.arrays import FloatArray
from firesale.market.streams import Draws, Streams, entity_keys, mix, name_key

COUNT = 100_000
ROOT = math.sqrt(COUNT)


def draws(count: int = COUNT, step: int = 0, seed: int = 1, purpose: str = "leverage") -> Draws:
    fresh = Streams(seed).draws(entity_keys("borrowers", count), purpose)
    fresh.step = step
    return fresh


def correlation(one: FloatArray, other: FloatArray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


# --- keys -------------------------------------------------------------------------------------------------------------


def test_a_name_has_one_key_and_another_name_another() -> None:
    assert name_key("prices", "ETH") == name_key("prices", "ETH")
    assert len({int(name_key("prices", asset)) for asset in ("ETH", "BTC", "eth", "")}) == 4


def test_mixing_loses_no_key() -> None:
    assert len(np.unique(mix(np.arange(COUNT, dtype=np.uint64)))) == COUNT


def test_mixing_is_the_finaliser_of_splitmix64() -> None:
    # first output of SplitMix64 with state 0: the increment, mixed; a published test value of many implementations
    assert int(mix(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))[0]) == 0xE220A8397B1DCDAF


def test_entities_of_a_group_keep_their_keys_when_more_follow() -> None:
    assert np.array_equal(entity_keys("borrowers", 10), entity_keys("borrowers", 1000)[:10])


def test_entities_have_keys_of_their_own_within_and_across_groups() -> None:
    keys = np.concatenate([entity_keys("borrowers", COUNT), entity_keys("lenders", COUNT)])
    assert len(np.unique(keys)) == 2 * COUNT


# --- draws ------------------------------------------------------------------------------------------------------------


def test_uniform_draws_are_uniform_over_entities() -> None:
    assert kstest(draws().uniform(), "uniform").pvalue > 0.01


def test_uniform_draws_of_one_entity_are_uniform_over_steps() -> None:
    over_time = np.concatenate([draws(1, step).uniform() for step in range(5000)])
    assert kstest(over_time, "uniform").pvalue > 0.01


def test_uniform_draws_of_one_entity_are_uniform_over_seeds() -> None:
    over_seeds = np.concatenate([draws(1, seed=seed).uniform() for seed in range(5000)])
    assert kstest(over_seeds, "uniform").pvalue > 0.01


def test_uniform_draws_lie_between_the_limits_that_may_differ_by_entity() -> None:
    low, high = np.array([0.0, 10.0, -1.0]), np.array([1.0, 20.0, 0.0])
    drawn = draws(3).uniform(low, high)
    assert np.all((low <= drawn) & (drawn < high))
    assert drawn == pytest.approx(low + (high - low) * draws(3).uniform())


def test_normal_draws_have_the_mean_and_deviation_asked_for() -> None:
    drawn = draws().normal(2.0, 3.0)
    assert drawn.mean() == pytest.approx(2.0, abs=3 * 3.0 / ROOT)
    assert drawn.var() == pytest.approx(9.0, abs=3 * 9.0 * math.sqrt(2.0) / ROOT)
    assert kstest((drawn - 2.0) / 3.0, "norm").pvalue > 0.01


def test_exponential_draws_have_the_mean_asked_for() -> None:
    drawn = draws().exponential(4.0)
    assert drawn.mean() == pytest.approx(4.0, abs=3 * 4.0 / ROOT)
    assert kstest(drawn / 4.0, "expon").pvalue > 0.01


def test_neighbouring_entities_draw_independently() -> None:
    drawn = draws().uniform()
    assert correlation(drawn[1:], drawn[:-1]) == pytest.approx(0.0, abs=3 / ROOT)


@pytest.mark.parametrize(
    "other",
    [draws(step=1), draws(seed=2), draws(purpose="patience")],
    ids=["next step", "next seed", "another purpose"],
)
def test_neighbouring_draws_are_independent(other: Draws) -> None:
    assert correlation(draws().uniform(), other.uniform()) == pytest.approx(0.0, abs=3 / ROOT)


def test_successive_draws_of_a_step_are_independent() -> None:
    same = draws()
    assert correlation(same.uniform(), same.uniform()) == pytest.approx(0.0, abs=3 / ROOT)


def test_entities_keep_their_draws_when_more_follow() -> None:
    few, many = draws(10, step=7), draws(1000, step=7)
    assert np.array_equal(few.uniform(), many.uniform()[:10])
    assert np.array_equal(few.normal(), many.normal()[:10])


def test_an_entity_taken_alone_draws_what_it_draws_in_its_group() -> None:
    group = draws(10, step=3)
    alone = group.one(4)
    whole = group.uniform()
    assert alone.uniform()[0] == whole[4]


def test_a_draw_depends_on_seed_and_names_only_not_on_what_was_drawn_elsewhere() -> None:
    first = draws(5, step=2).uniform()
    draws(1000, purpose="patience").normal()
    Streams(1).generator("prices", "ETH").standard_normal(10)
    assert np.array_equal(draws(5, step=2).uniform(), first)


# --- generators -------------------------------------------------------------------------------------------------------


def test_the_generator_of_a_purpose_starts_again_each_time_it_is_asked_for() -> None:
    streams = Streams(1)
    one, again = (streams.generator("prices", "ETH").standard_normal(5) for _ in range(2))
    assert np.array_equal(one, again)


def test_generators_of_two_purposes_are_independent() -> None:
    eth, btc = (Streams(1).generator("prices", asset).standard_normal(COUNT) for asset in ("ETH", "BTC"))
    assert correlation(eth, btc) == pytest.approx(0.0, abs=3 / ROOT)


SAMPLE = """
from firesale.market.streams import Streams, entity_keys
streams = Streams(42)
drawn = streams.draws(entity_keys("borrowers", 4), "leverage")
print([number.hex() for number in [*drawn.uniform().tolist(), *streams.generator("prices", "ETH").random(2).tolist()]])
"""


def sample_in_another_process(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", SAMPLE]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_another_process_draws_the_same() -> None:
    drawn = Streams(42).draws(entity_keys("borrowers", 4), "leverage").uniform().tolist()
    generated = Streams(42).generator("prices", "ETH").random(2).tolist()
    here = str([number.hex() for number in [*drawn, *generated]])
    assert sample_in_another_process("1") == sample_in_another_process("2") == here
