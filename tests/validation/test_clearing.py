"""VALIDATION V11: clearing vectors with and without costs of default, and both ranks of external creditors.

Sources: Eisenberg and Noe 2001, appendix 2; Rogers and Veraart 2013, example 3.3; help page and `default_cascade` of the R package systemicrisk; the
networks of the package neva (marcobardoscia/neva, data/shock_*.json), whose equities may fall below 0. What is published to six digits is
compared to 5e-7, exact fractions to 1e-12.
"""

import numpy as np
import pytest

from firesale.analysis.contagion.models.clearing import clear
from firesale.analysis.contagion.models.default_cascades import sequential_defaults
from firesale.analysis.contagion.models.obligations import Seniority
from firesale.market.arrays import FloatArray

PRINTED, EXACT = 5e-7, 1e-12

# --- systemicrisk: three banks that owe each other 1/2 ----------------------------------------------------------------

HALVES = 0.5 * (np.ones((3, 3)) - np.eye(3))
ASSETS, DEBTS = np.array([1 / 2, 5 / 8, 3 / 4]), np.array([3 / 2, 1 / 2, 1 / 2])


@pytest.mark.parametrize("which", ["greatest", "least"])
def test_three_banks_without_costs(which: str) -> None:
    found = clear(HALVES, ASSETS, DEBTS, which=which)  # type: ignore[arg-type]
    assert found.payments == pytest.approx([1.473214, 1.419643, 1.5], abs=PRINTED)
    assert found.recovery_rates == pytest.approx([0.589286, 0.946429, 1.0], abs=PRINTED)
    assert found.defaults.tolist() == [True, True, False]


def test_three_banks_without_costs_by_hand() -> None:
    """p1 = 1/2 + p2/3 + 1/2 and p2 = 5/8 + p1/5 + 1/2, the third paying in full."""
    paid = clear(HALVES, ASSETS, DEBTS).payments
    assert paid[0] == pytest.approx(0.5 + paid[1] / 3 + 0.5, abs=EXACT)
    assert paid[1] == pytest.approx(0.625 + paid[0] / 5 + 0.5, abs=EXACT)
    assert paid[0] == pytest.approx(165 / 112, abs=EXACT)


def test_three_banks_with_costs_all_default() -> None:
    found = clear(HALVES, ASSETS, DEBTS, alpha=0.5, beta=0.7)
    assert found.payments == pytest.approx([0.502020, 0.514705, 0.565381], abs=PRINTED)
    assert found.defaults.all()


def test_three_banks_whose_claims_are_worth_nothing_in_default_fall_one_after_the_other() -> None:
    """`default_cascade` of systemicrisk: net worth -1, 1/8, 1/4; the rule is a net worth below the loss."""
    net_worth = HALVES.sum(axis=0) + ASSETS - HALVES.sum(axis=1) - DEBTS
    assert net_worth.tolist() == [-1.0, 0.125, 0.25]
    assert sequential_defaults(HALVES.T, net_worth, []).defaults.all()
    assert sequential_defaults(HALVES.T, net_worth, [], loss_given_default=0.2).defaults.tolist() == [
        True,
        False,
        False,
    ]


# --- two banks: more than one vector clears ---------------------------------------------------------------------------

PAIR = np.array([[0.0, 1.0], [1.0, 0.0]])


def test_two_banks_that_owe_each_other_and_have_nothing() -> None:
    assert clear(PAIR, [0, 0]).payments.tolist() == [1.0, 1.0]
    assert clear(PAIR, [0, 0], which="least").payments.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_every_equal_payment_of_the_two_clears(share: float) -> None:
    assert np.minimum(1.0, PAIR.T @ np.full(2, share)).tolist() == [share, share]


def test_a_cent_from_outside_makes_the_vector_unique() -> None:
    assert clear(PAIR, [0.01, 0]).payments.tolist() == [1.0, 1.0]
    assert clear(PAIR, [0.01, 0], which="least").payments == pytest.approx([1.0, 1.0], abs=EXACT)


def test_with_costs_two_vectors_clear() -> None:
    greatest = clear(2.2 * PAIR, 1.0, alpha=0.5, beta=0.5)
    least = clear(2.2 * PAIR, 1.0, alpha=0.5, beta=0.5, which="least")
    assert greatest.payments == pytest.approx([2.2, 2.2], abs=EXACT)
    assert not greatest.defaults.any()
    assert least.payments == pytest.approx([1.0, 1.0], abs=EXACT)
    assert least.defaults.all()


def test_without_costs_only_full_payment_clears() -> None:
    assert clear(2.2 * PAIR, 1.0, which="least").payments == pytest.approx([2.2, 2.2], abs=EXACT)


# --- neva: chain, circle and tree -------------------------------------------------------------------------------------


def owes(*pairs: tuple[int, int]) -> FloatArray:
    """Each pair: the first bank owes the second 1/2."""
    found = np.zeros((3, 3))
    found[tuple(zip(*pairs, strict=True))] = 0.5
    return found


CHAIN, CIRCLE, TREE = owes((1, 0), (2, 1)), owes((1, 0), (2, 1), (0, 2)), owes((1, 0), (2, 0))
OUTSIDE, OWED = np.array([10.0, 5.0, 3.0]), np.array([9.0, 4.0, 2.0])


@pytest.mark.parametrize(
    ("liabilities", "loss", "equities"),
    [
        (CHAIN, 0.0, [1.5, 1.0, 0.5]),
        (CHAIN, 1.2, [1.5, 0.86, -0.7]),
        (CHAIN, 2.0, [1.5, 0.7, -1.5]),
        (CIRCLE, 0.0, [1.0, 1.0, 1.0]),
        (CIRCLE, 1.2, [1.0, 0.96, -0.2]),
        (CIRCLE, 2.0, [1.0, 0.8, -1.0]),
        (TREE, 0.0, [2.0, 0.5, 0.5]),
        (TREE, 1.2, [1.86, 0.5, -0.7]),
        (TREE, 2.0, [1.7, 0.5, -1.5]),
    ],
)
def test_equities_if_the_third_loses_and_external_creditors_rank_with_banks(
    liabilities: FloatArray, loss: float, equities: list[float]
) -> None:
    found = clear(liabilities, OUTSIDE - [0.0, 0.0, loss], OWED)
    assert found.equities == pytest.approx(equities, abs=EXACT)


@pytest.mark.parametrize(("liabilities", "second"), [(CHAIN, 0.5), (CIRCLE, 0.8)])
@pytest.mark.parametrize("seniority", ["external_first"])
def test_equity_of_the_second_if_external_creditors_come_first(
    liabilities: FloatArray, second: float, seniority: Seniority
) -> None:
    found = clear(liabilities, OUTSIDE - [0.0, 0.0, 1.2], OWED, seniority=seniority)
    assert found.equities[1] == pytest.approx(second, abs=EXACT)
