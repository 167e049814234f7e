"""VALIDATION V32: sizes of cascades that branch, at the branching ratios of 10 October 2025 and at rounder ones.

Source: Garcia Seuma, arXiv:2608.03616 (ratios of 0.195, 0.140 and 0.032 at nucleation, peak and late); sizes from the Borel
distribution. Compared to the digits given.
"""

import pytest

from firesale.analysis.contagion.models.branching import mean_size, size_probabilities, variance_of_size
from firesale.analysis.contagion.models.branching_ratio import ratio_from_counts

THREE_DIGITS, EXACT = 5.01e-4, 1e-12


@pytest.mark.parametrize(
    ("ratio", "mean", "alone"), [(0.195, 1.242, 0.823), (0.140, 1.163, 0.869), (0.032, 1.033, 0.969)]
)
def test_mean_and_chance_of_no_further_event(ratio: float, mean: float, alone: float) -> None:
    assert mean_size(ratio) == pytest.approx(mean, abs=THREE_DIGITS)
    assert size_probabilities([1], ratio) == pytest.approx([alone], abs=THREE_DIGITS)


def test_every_event_sets_off_half_of_one() -> None:
    assert mean_size(0.5) == pytest.approx(2.0, abs=EXACT)
    assert size_probabilities([1], 0.5) == pytest.approx([0.6065], abs=5e-5)


def test_near_one_the_variance_explodes() -> None:
    assert mean_size(0.9) == pytest.approx(10.0, abs=EXACT)
    assert variance_of_size(0.9) == pytest.approx(900.0, rel=EXACT)


@pytest.mark.parametrize(
    ("ratio", "roots", "total"), [(0.195, 161, 200), (0.14, 43, 50), (0.032, 121, 125), (0.9, 10, 100)]
)
def test_counts_give_the_ratio_back(ratio: float, roots: int, total: int) -> None:
    found = ratio_from_counts(roots, total)
    assert found.ratio == pytest.approx(ratio, abs=EXACT)
    assert found.low < ratio < found.high
