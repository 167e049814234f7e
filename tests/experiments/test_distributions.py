import numpy as np
import pytest
from pydantic import TypeAdapter

from firesale.experiments.distributions import (
    LARGEST,
    AnyDistribution,
    Distribution,
    LogNormal,
    Normal,
    Pareto,
    Uniform,
    value_of,
)
from firesale.market.arrays import FloatArray
from firesale.market.streams import Streams, entity_keys

MANY = 200_000
EXAMPLES: list[AnyDistribution] = [
    Uniform(distribution="uniform", low=2.0, high=6.0),
    Normal(distribution="normal", mean=3.0, deviation=2.0),
    Normal(distribution="normal", mean=3.0, deviation=2.0, low=2.0, high=4.0),
    LogNormal(distribution="lognormal", median=50.0, log_deviation=0.5),
    Pareto(distribution="pareto", least=10.0, exponent=2.5),
    Pareto(distribution="pareto", least=10.0, exponent=1.2, most=100.0),
]
every_distribution = pytest.mark.parametrize("given", EXAMPLES, ids=str)


def drawn(given: AnyDistribution, count: int = MANY, seed: int = 1) -> FloatArray:
    """One value for each of many accounts."""
    return value_of(given, Streams(seed).draws(entity_keys("everyone", count), "test"))


def test_uniform_values_have_the_mean_and_spread_of_their_interval() -> None:
    values = drawn(EXAMPLES[0])
    assert values.mean() == pytest.approx(4.0, abs=0.01)
    assert values.std() == pytest.approx(4.0 / np.sqrt(12.0), rel=0.01)


def test_normal_values_have_their_mean_and_deviation() -> None:
    values = drawn(EXAMPLES[1])
    assert values.mean() == pytest.approx(3.0, abs=0.02)
    assert values.std() == pytest.approx(2.0, rel=0.01)


def test_normal_values_outside_the_bounds_move_to_the_nearest() -> None:
    values = drawn(EXAMPLES[2])
    outside = 0.3085375  # P(z > 0.5)
    assert np.mean(values == 2.0) == pytest.approx(outside, abs=0.005)
    assert np.mean(values == 4.0) == pytest.approx(outside, abs=0.005)


def test_lognormal_values_have_their_median_and_log_deviation() -> None:
    values = drawn(EXAMPLES[3])
    assert np.median(values) == pytest.approx(50.0, rel=0.01)
    assert np.log(values).std() == pytest.approx(0.5, rel=0.01)


def test_pareto_values_have_their_mean_and_tail() -> None:
    values = drawn(EXAMPLES[4])
    assert values.mean() == pytest.approx(2.5 / 1.5 * 10.0, rel=0.02)
    assert np.mean(values > 20.0) == pytest.approx(2.0**-2.5, rel=0.02)


def test_pareto_values_above_the_most_become_the_most() -> None:
    assert np.mean(drawn(EXAMPLES[5]) == 100.0) == pytest.approx(10.0**-1.2, rel=0.03)


@every_distribution
@pytest.mark.parametrize("seed", range(3))
def test_every_value_lies_within_the_bounds(given: AnyDistribution, seed: int) -> None:
    low, high = given.bounds()
    values = drawn(given, 20_000, seed)
    assert low <= values.min()
    assert values.max() <= high


@every_distribution
def test_an_account_draws_the_same_however_many_there_are(given: AnyDistribution) -> None:
    assert drawn(given, 5).tolist() == drawn(given, 500)[:5].tolist()


@every_distribution
def test_another_seed_draws_other_values(given: AnyDistribution) -> None:
    assert drawn(given, 500, 1).tolist() != drawn(given, 500, 2).tolist()


@every_distribution
def test_what_is_written_down_is_read_again(given: AnyDistribution) -> None:
    adapter: TypeAdapter[AnyDistribution] = TypeAdapter(Distribution)
    assert adapter.validate_python(given.model_dump(mode="json")) == given


def test_a_number_is_the_same_for_all() -> None:
    assert value_of(3, Streams(1).draws(entity_keys("everyone", 4), "test")).tolist() == [3.0] * 4


def test_one_value_is_a_uniform_distribution_too() -> None:
    assert set(drawn(Uniform(distribution="uniform", low=2.0, high=2.0), 10).tolist()) == {2.0}


def test_no_bound_is_the_largest_number_there_is_at_most() -> None:
    assert EXAMPLES[3].bounds()[1] == LARGEST
    assert EXAMPLES[3].bounds()[0] > 0.0
