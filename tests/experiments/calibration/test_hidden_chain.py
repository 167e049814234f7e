import itertools

import numpy as np
import pytest

from firesale.experiments.calibration.hidden_chain import backward, forward, long_run

TRANSITION = np.array([[0.9, 0.1], [0.4, 0.6]])
DENSITY = np.array([[0.5, 0.1], [0.2, 0.7], [0.9, 0.3], [0.1, 0.1]])


def test_the_long_run_is_what_a_step_does_not_change() -> None:
    assert long_run(TRANSITION) == pytest.approx([0.8, 0.2])


def test_filter_and_smoother_agree_with_the_sum_over_all_paths() -> None:
    initial = long_run(TRANSITION)
    filtered = forward(np.log(DENSITY), TRANSITION, initial)
    smoothed, counted = backward(filtered, TRANSITION)
    total, states, switches = 0.0, np.zeros((4, 2)), np.zeros((2, 2))
    for path in itertools.product((0, 1), repeat=4):
        weight = initial[path[0]] * np.prod([DENSITY[step, state] for step, state in enumerate(path)])
        weight *= np.prod([TRANSITION[a, b] for a, b in itertools.pairwise(path)])
        total += weight
        for step, state in enumerate(path):
            states[step, state] += weight
        for a, b in itertools.pairwise(path):
            switches[a, b] += weight
    assert filtered.log_densities.sum() == pytest.approx(np.log(total))
    assert smoothed == pytest.approx(states / total)
    assert counted == pytest.approx(switches / total)
