"""VALIDATION V12: linear DebtRank on a chain, a circle and a tree of three banks, each with claims of 1/2.

Source: closed form of Bardoscia, Battiston, Caccioli and Caldarelli 2015 on the networks of neva (marcobardoscia/neva,
data/shock_*.json). neva itself is not the measure: on the chain it prints (1.5, 0.5, 0), as if the loss of the second bank did not
reach the first, and elsewhere it stops when equities change by less than 1e-3.
"""

import numpy as np
import pytest

from firesale.analysis.contagion.models.debtrank import linear_debtrank
from firesale.market.arrays import FloatArray

EXACT = 1e-12


def lent(*pairs: tuple[int, int]) -> FloatArray:
    """Each pair: the first bank has lent the second 1/2."""
    found = np.zeros((3, 3))
    found[tuple(zip(*pairs, strict=True))] = 0.5
    return found


CHAIN, CIRCLE, TREE = lent((0, 1), (1, 2)), lent((0, 1), (1, 2), (2, 0)), lent((0, 1), (0, 2))
ON_CHAIN, ON_CIRCLE, ON_TREE = np.array([1.5, 1.0, 0.5]), np.ones(3), np.array([2.0, 0.5, 0.5])
LAST, HALF, ALL = np.array([0.0, 0.0, 0.5]), np.array([0.0, 0.0, 0.25]), np.full(3, 0.2)


@pytest.mark.parametrize(
    ("exposures", "equities", "loss", "left"),
    [
        (CHAIN, ON_CHAIN, LAST, [1.25, 0.5, 0.0]),
        (CHAIN, ON_CHAIN, HALF, [1.375, 0.75, 0.25]),
        (CHAIN, ON_CHAIN, ALL, [1.1, 0.6, 0.3]),
        (CIRCLE, ON_CIRCLE, LAST, [6 / 7, 5 / 7, 3 / 7]),
        (CIRCLE, ON_CIRCLE, HALF, [13 / 14, 6 / 7, 5 / 7]),
        (CIRCLE, ON_CIRCLE, ALL, [0.6, 0.6, 0.6]),
        (TREE, ON_TREE, LAST, [1.5, 0.5, 0.0]),
        (TREE, ON_TREE, ALL, [1.4, 0.3, 0.3]),
    ],
)
def test_equities_that_are_left(
    exposures: FloatArray, equities: FloatArray, loss: FloatArray, left: list[float]
) -> None:
    found = linear_debtrank(exposures, equities, loss / equities)
    assert equities * (1.0 - found.losses) == pytest.approx(left, abs=EXACT)


def test_loss_that_the_chain_adds() -> None:
    found = linear_debtrank(CHAIN, ON_CHAIN, LAST / ON_CHAIN)
    assert found.debtrank * ON_CHAIN.sum() == pytest.approx(0.75, abs=EXACT)
    assert found.rounds.shape == (3, 3)
