import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.fixed_point import least_fixed_point
from firesale.market.arrays import FloatArray
from tests.analysis.contagion.models.networks import few, matrices, vectors

starts = st.sampled_from([-1.0, -0.5, 0.0, 0.0, 0.25, 1.0])
caps = st.sampled_from([0.0, 0.5, 1.0, 2.0])


def iterated(start: FloatArray, spread: FloatArray, cap: FloatArray, rounds: int) -> FloatArray:
    reached = np.zeros_like(start)
    for _ in range(rounds):
        before, reached = reached, np.clip(start + spread @ reached, 0.0, cap)
        if np.array_equal(before, reached):
            break
    return reached


@few
@given(st.data(), st.integers(1, 6))
def test_it_is_where_iteration_from_nothing_ends(data: st.DataObject, size: int) -> None:
    start, cap = data.draw(vectors(size, starts)), data.draw(vectors(size, caps))
    spread = data.draw(matrices(size, size))
    limit, just_before = (iterated(start, spread, cap, rounds) for rounds in (3000, 2990))
    assume(np.abs(limit - just_before).max() < 1e-14)
    assert np.allclose(least_fixed_point(start, spread, cap), limit, rtol=0.0, atol=1e-10)


def test_a_circle_that_nobody_starts_stays_empty() -> None:
    circle = np.roll(np.eye(3), 1, axis=0)
    assert least_fixed_point(np.zeros(3), circle, np.ones(3)).tolist() == [0.0, 0.0, 0.0]


def test_a_circle_that_loses_nothing_goes_to_its_caps_however_small_the_start() -> None:
    circle = np.roll(np.eye(3), 1, axis=0)
    assert least_fixed_point(np.array([1e-9, 0.0, 0.0]), circle, np.array([1.0, 2.0, 3.0])).tolist() == [1.0, 1.0, 1.0]


def test_what_may_be_rounding_is_no_start() -> None:
    circle, start = np.roll(np.eye(3), 1, axis=0), np.array([1e-16, 0.0, 0.0])
    assert least_fixed_point(start, circle, np.ones(3)).tolist() == [1.0, 1.0, 1.0]
    assert least_fixed_point(start, circle, np.ones(3), noise=1e-12).tolist() == [0.0, 0.0, 0.0]


def test_a_buffer_is_used_up_before_anything_goes_on() -> None:
    spread = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert least_fixed_point(np.array([0.75, -0.5]), spread, np.ones(2)).tolist() == [0.75, 0.25]


def test_a_long_chain_that_grows_is_solved_at_once() -> None:
    size = 200
    spread = np.diag(np.full(size - 1, 1.1), k=-1)
    start = np.zeros(size)
    start[0] = 1e-3
    expected = np.minimum(1.0, 1e-3 * 1.1 ** np.arange(size))
    assert np.allclose(least_fixed_point(start, spread, np.ones(size)), expected, rtol=1e-9)
