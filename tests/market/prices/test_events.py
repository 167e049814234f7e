import numpy as np
import pytest

from firesale.market.prices.events import event_times, steps_of, summed
from firesale.market.streams import Streams

YEAR = 365 * 86_400.0


def test_there_are_as_many_events_as_the_rate_says() -> None:
    counts = [
        len(event_times(40.0, np.array([0.0, YEAR / 2.0]), Streams(seed).generator("events"))) for seed in range(2000)
    ]
    assert np.mean(counts) == pytest.approx(20.0, abs=3 * np.sqrt(20.0 / 2000))
    assert np.var(counts) == pytest.approx(20.0, abs=3 * 20.0 * np.sqrt(2.0 / 2000))


def test_a_longer_stretch_has_the_same_events_first() -> None:
    short = event_times(500.0, np.array([0.0, YEAR / 3.0]), Streams(1).generator("events"))
    longer = event_times(500.0, np.array([0.0, 1.0, YEAR]), Streams(1).generator("events"))
    assert np.array_equal(short, longer[: len(short)])
    assert len(longer) > len(short)


def test_without_a_rate_or_without_time_nothing_happens() -> None:
    assert len(event_times(0.0, np.array([0.0, YEAR]), Streams(1).generator("events"))) == 0
    assert len(event_times(5.0, np.array([7.0]), Streams(1).generator("events"))) == 0


def test_an_event_belongs_to_the_step_that_it_ends_in() -> None:
    times = np.array([0.0, 10.0, 20.0])
    assert steps_of(np.array([0.5, 10.0, 10.5, 20.0]), times).tolist() == [0, 0, 1, 1]


def test_values_of_one_step_are_summed() -> None:
    values = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    assert summed(values, np.array([0, 2, 2]), 3).tolist() == [[1.0, 10.0], [0.0, 0.0], [6.0, 60.0]]
