import numpy as np
import pytest

from firesale.analysis.contagion.figures.busy_time import (
    GENERATION,
    LONGEST_CALM,
    MOST_TICKS,
    busy_time,
    ranks_within_step,
    shares_of_step,
)


def test_a_step_is_as_wide_as_its_generations_need() -> None:
    axis = busy_time(np.array([1, 1, 2]), np.array([0, 2, 0]))
    assert axis.widths.tolist() == [1.0 + 2 * GENERATION, 1.0]
    assert axis.starts.tolist() == [0.0, 1.0 + 2 * GENERATION]


def test_long_calm_is_cut_short_and_said() -> None:
    axis = busy_time(np.array([1, 3, 100]), np.zeros(3, dtype=np.int64))
    assert axis.starts.tolist() == [0.0, 2.0, 3.0 + LONGEST_CALM]
    assert axis.cuts() == [(3.0 + LONGEST_CALM / 2, 96)]


def test_generations_of_a_step_are_evenly_apart() -> None:
    parent, step = np.array([-1, 0, 1, 2]), np.array([5, 5, 5, 6])
    rank = ranks_within_step(parent, step)
    assert rank.tolist() == [0, 1, 2, 0]
    assert shares_of_step(rank, step).tolist() == pytest.approx([1 / 6, 3 / 6, 5 / 6, 1 / 2])


def test_places_follow_time() -> None:
    step = np.array([1, 1, 2, 50])
    rank = np.array([0, 1, 0, 0])
    places = busy_time(step, rank).places(step, shares_of_step(rank, step))
    assert (np.diff(places) > 0).all()


def test_ticks_keep_apart() -> None:
    steps = np.arange(500)
    axis = busy_time(steps, np.zeros(500, dtype=np.int64))
    assert 2 <= len(axis.ticks()) <= MOST_TICKS + 1
    assert axis.ticks()[0] == 0
