import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from firesale.analysis.contagion.models.clearing import Clearing, Which, clear
from firesale.analysis.contagion.models.obligations import Seniority
from firesale.market.arrays import FloatArray
from tests.analysis.contagion.models.networks import Banks, chain, few, fractions, networks

CLOSE = 1e-9
PAIR = np.array([[0.0, 1.0], [1.0, 0.0]])
seniorities = st.sampled_from(["pari_passu", "external_first"])
ends = st.sampled_from(["greatest", "least"])


def cleared(
    banks: Banks,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    seniority: Seniority = "pari_passu",
    which: Which = "greatest",
) -> Clearing:
    return clear(banks.liabilities, banks.assets, banks.debts, alpha=alpha, beta=beta, seniority=seniority, which=which)


def owed(banks: Banks) -> FloatArray:
    return np.asarray(banks.liabilities.sum(axis=1) + banks.debts)


def worth(banks: Banks, found: Clearing, alpha: float, beta: float) -> FloatArray:
    """Assets of each bank after costs of default, from what the others pay."""
    received = banks.liabilities.T @ found.recovery_rates
    return np.where(found.defaults, alpha * banks.assets + beta * received, banks.assets + received)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_chain_of_defaults_by_hand() -> None:
    """The third owes 4 and has 1; so the second owes 4, has 1 and gets 1; so the first gets 2 and owes nobody."""
    found = clear(chain(4.0, 4.0), [0.0, 1.0, 1.0])
    assert found.payments.tolist() == [0.0, 2.0, 1.0]
    assert found.recovery_rates.tolist() == [1.0, 0.5, 0.25]
    assert found.defaults.tolist() == [False, True, True]
    assert found.waves.tolist() == [0, 2, 1]
    assert found.equities.tolist() == [2.0, -2.0, -3.0]


def test_a_default_although_all_others_pay_is_fundamental_and_any_later_one_is_contagion() -> None:
    assert clear(chain(4.0, 4.0), [0.0, 1.0, 1.0]).fundamental_defaults.tolist() == [False, False, True]
    assert clear(chain(4.0, 4.0), [0.0, 1.0, 3.0]).defaults.tolist() == [False, False, True]
    assert clear(chain(4.0, 1.0), [0.0, 1.0, 0.0]).waves.tolist() == [0, 1, 1]


def test_external_creditors_share_a_loss_or_come_first() -> None:
    """The second has 3 and owes the first 2 and outsiders 2."""
    shared = clear(chain(2.0), [0.0, 3.0], [0.0, 2.0])
    assert shared.recovery_rates.tolist() == [1.0, 0.75]
    first = clear(chain(2.0), [0.0, 3.0], [0.0, 2.0], seniority="external_first")
    assert first.recovery_rates.tolist() == [1.0, 0.5]
    assert first.payments.tolist() == shared.payments.tolist() == [0.0, 3.0]
    assert first.equities.tolist() == [1.0, -1.0]


def test_external_creditors_who_come_first_may_not_be_paid_in_full_either() -> None:
    found = clear(chain(2.0), [0.0, 3.0], [0.0, 4.0], seniority="external_first")
    assert found.payments.tolist() == [0.0, 3.0]
    assert found.recovery_rates.tolist() == [1.0, 0.0]
    assert found.equities.tolist() == [0.0, -3.0]


def test_costs_of_default_are_taken_off_external_and_interbank_assets() -> None:
    """The second has 2 and gets 1 of the third, who has 1 and owes 1; it owes 4."""
    found = clear(chain(4.0, 1.0), [0.0, 2.0, 1.0], alpha=0.5, beta=0.25)
    assert found.payments.tolist() == [0.0, 1.25, 1.0]
    assert found.equities.tolist() == [1.25, -2.75, 0.0]


def test_a_default_by_a_hair_costs_as_much_as_any() -> None:
    just = clear(chain(1.0), [0.0, 1.0], alpha=0.5)
    short = clear(chain(1.0), [0.0, 1.0 - 1e-9], alpha=0.5)
    assert just.payments.tolist() == [0.0, 1.0]
    assert short.payments[1] == pytest.approx(0.5)


def test_whoever_owes_nothing_pays_nothing_and_recovers_in_full() -> None:
    for seniority in ("pari_passu", "external_first"):
        found = clear(np.zeros((2, 2)), [0.0, 1.0], seniority=seniority)
        assert found.payments.tolist() == [0.0, 0.0]
        assert found.recovery_rates.tolist() == [1.0, 1.0]
        assert not found.defaults.any()


def test_one_bank_alone() -> None:
    found = clear([[0]], 1, 4)
    assert found.payments.tolist() == [1.0]
    assert found.recovery_rates.tolist() == [0.25]
    assert found.equities.tolist() == [-3.0]


def test_parts_that_are_not_connected_do_not_touch_each_other() -> None:
    both = np.zeros((5, 5))
    both[:3, :3], both[3:, 3:] = chain(4.0, 4.0), 2.0 * PAIR
    assets = np.array([0.0, 1.0, 1.0, 0.5, 0.0])
    for which in ("greatest", "least"):
        whole = clear(both, assets, alpha=0.9, beta=0.8, which=which)
        left = clear(both[:3, :3], assets[:3], alpha=0.9, beta=0.8, which=which)
        right = clear(both[3:, 3:], assets[3:], alpha=0.9, beta=0.8, which=which)
        assert whole.payments == pytest.approx([*left.payments, *right.payments])


def test_what_goes_in_a_circle_is_paid_in_the_greatest_and_not_in_the_least() -> None:
    """Two owe each other and have nothing; the second owes a third as well."""
    circle = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert clear(circle, 0.0).payments.tolist() == [1.0, 1.0, 0.0]
    assert clear(circle, 0.0, which="least").payments.tolist() == [0.0, 0.0, 0.0]
    leaking = circle.copy()
    leaking[1, 2] = 1.0
    assert clear(leaking, 0.0).payments == pytest.approx([0.0, 0.0, 0.0], abs=CLOSE)


def test_rounding_in_a_balanced_circle_is_no_default() -> None:
    circle = np.array([[0.0, 0.3, 0.0], [0.0, 0.0, 0.1], [0.1, 0.0, 0.0]])
    found = clear(circle, [0.2, 0.0, 0.0], [0.0, 0.2, 0.0])
    assert not found.defaults.any()


def test_there_is_no_wave_in_the_least_vector() -> None:
    assert clear(PAIR, 0.0, which="least").waves.tolist() == [0, 0]
    assert clear(PAIR, 0.0, which="least").defaults.tolist() == [True, True]


# --- laws -------------------------------------------------------------------------------------------------------------


@few
@given(networks(), fractions, fractions, seniorities, ends)
def test_what_is_paid_is_at_most_what_is_owed_and_what_there_is(
    banks: Banks, alpha: float, beta: float, seniority: Seniority, which: Which
) -> None:
    found = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which=which)
    there = worth(banks, found, alpha, beta)
    assert (found.payments >= -CLOSE).all()
    assert (found.payments <= owed(banks) + CLOSE).all()
    assert (found.payments <= there + CLOSE).all()


@few
@given(networks(), fractions, fractions, seniorities, ends)
def test_a_bank_pays_all_that_it_owes_or_all_that_is_left(
    banks: Banks, alpha: float, beta: float, seniority: Seniority, which: Which
) -> None:
    found = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which=which)
    there, failed = worth(banks, found, alpha, beta), found.defaults
    before_costs = banks.assets + banks.liabilities.T @ found.recovery_rates
    assert np.allclose(found.payments[~failed], owed(banks)[~failed], atol=CLOSE)
    assert np.allclose(found.payments[failed], there[failed], atol=CLOSE)
    assert (failed == (before_costs < owed(banks) - CLOSE)).all()
    assert np.allclose(found.equities, there - owed(banks), atol=CLOSE)


@few
@given(networks(), fractions, fractions, seniorities)
def test_the_greatest_is_where_iteration_from_full_payment_ends(
    banks: Banks, alpha: float, beta: float, seniority: Seniority
) -> None:
    found = cleared(banks, alpha=alpha, beta=beta, seniority=seniority)
    debts = banks.liabilities.sum(axis=1)
    first, rank = (banks.debts, 0.0) if seniority == "external_first" else (0.0 * debts, banks.debts)
    rates, total = np.ones_like(debts), debts + rank
    before = np.zeros_like(debts)
    while np.abs(rates - before).max() > 1e-12:
        before = rates
        received = banks.liabilities.T @ rates
        solvent = banks.assets + received >= owed(banks) - 1e-11
        left = np.clip(alpha * banks.assets + beta * received - first, 0.0, total)
        rates = np.where(solvent, 1.0, np.divide(left, total, out=np.ones_like(total), where=total > 0.0))
    owing = debts > 0.0
    assert np.allclose(found.recovery_rates[owing], rates[owing], atol=1e-8)


@few
@given(networks())
def test_without_costs_the_greatest_is_the_linear_programme_of_eisenberg_and_noe(banks: Banks) -> None:
    total = owed(banks)
    shares = np.divide(
        banks.liabilities, total[:, None], out=np.zeros_like(banks.liabilities), where=total[:, None] > 0.0
    )
    best = linprog(
        -np.ones_like(total),
        A_ub=np.eye(len(total)) - shares.T,
        b_ub=banks.assets,
        bounds=[(0.0, one) for one in total],
    )
    assert cleared(banks).payments == pytest.approx(best.x, abs=1e-7)


@few
@given(networks(), fractions, fractions, seniorities)
def test_the_greatest_is_at_least_the_least(banks: Banks, alpha: float, beta: float, seniority: Seniority) -> None:
    most = cleared(banks, alpha=alpha, beta=beta, seniority=seniority)
    least = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which="least")
    assert (most.payments >= least.payments - CLOSE).all()
    assert (most.equities >= least.equities - CLOSE).all()


@few
@given(networks())
def test_without_costs_every_clearing_vector_leaves_owners_the_same(banks: Banks) -> None:
    """Eisenberg and Noe, theorem 1."""
    most, least = cleared(banks), cleared(banks, which="least")
    assert np.allclose(np.maximum(most.equities, 0.0), np.maximum(least.equities, 0.0), atol=CLOSE)


@few
@given(networks(), st.data(), fractions, fractions, seniorities, ends)
def test_more_external_assets_never_lower_a_payment(
    banks: Banks, data: st.DataObject, alpha: float, beta: float, seniority: Seniority, which: Which
) -> None:
    lucky = data.draw(st.integers(0, len(banks.assets) - 1))
    richer = Banks(banks.liabilities, banks.assets + 0.7 * (np.arange(len(banks.assets)) == lucky), banks.debts)
    before = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which=which)
    after = cleared(richer, alpha=alpha, beta=beta, seniority=seniority, which=which)
    assert (after.payments >= before.payments - CLOSE).all()


@few
@given(networks(), fractions, fractions, seniorities, ends)
def test_costs_of_default_never_raise_a_payment(
    banks: Banks, alpha: float, beta: float, seniority: Seniority, which: Which
) -> None:
    without = cleared(banks, seniority=seniority, which=which)
    costly = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which=which)
    assert (costly.payments <= without.payments + CLOSE).all()


@few
@given(networks(), fractions, fractions, seniorities, ends)
def test_names_and_units_do_not_matter(
    banks: Banks, alpha: float, beta: float, seniority: Seniority, which: Which
) -> None:
    found = cleared(banks, alpha=alpha, beta=beta, seniority=seniority, which=which)
    turned = Banks(1e6 * banks.liabilities[::-1, ::-1], 1e6 * banks.assets[::-1], 1e6 * banks.debts[::-1])
    other = cleared(turned, alpha=alpha, beta=beta, seniority=seniority, which=which)
    assert np.allclose(other.payments[::-1], 1e6 * found.payments, atol=1e-3)
    assert other.waves[::-1].tolist() == found.waves.tolist()


@few
@given(networks(), fractions, fractions, seniorities)
def test_the_first_wave_defaults_although_all_others_pay(
    banks: Banks, alpha: float, beta: float, seniority: Seniority
) -> None:
    found = cleared(banks, alpha=alpha, beta=beta, seniority=seniority)
    alone = banks.assets + banks.liabilities.sum(axis=0) < owed(banks) - CLOSE
    assert (found.fundamental_defaults == alone).all()
    assert (found.defaults == (found.waves > 0)).all()
