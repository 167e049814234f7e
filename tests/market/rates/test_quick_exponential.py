"""Morpho's approximation of the exponential, against its integers and the true one."""

import math

import pytest

from firesale.market.rates.quick_exponential import quick_exponential


@pytest.mark.parametrize(
    ("x", "wad"),
    [
        (0.0, 1_000000000000000000),
        (0.3, 1_345000000000000000),
        (-0.3, 745000000000000000),
        (1.0, 2_707864291678420188),
    ],
)
def test_it_is_what_the_contract_computes(x: float, wad: int) -> None:
    """`ExpLib.wExp`: 1 + r + r^2 / 2, doubled q times. 1.0 = 1 ln 2 + .30685, so 2 (1 + .30685 + .04708) = 2.70786; e is 2.71828."""
    assert quick_exponential(x) == pytest.approx(wad / 1e18, rel=1e-12)


def test_it_is_less_than_one_per_cent_from_the_true_one() -> None:
    for tenth in range(-300, 600):
        assert quick_exponential(0.1 * tenth) == pytest.approx(math.exp(0.1 * tenth), rel=0.01)


def test_it_ends_in_both_directions() -> None:
    assert quick_exponential(-42.0) == 0.0
    assert quick_exponential(1e6) == quick_exponential(93.859467695000404319)
