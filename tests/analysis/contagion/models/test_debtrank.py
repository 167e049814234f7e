import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.debtrank import debtrank, linear_debtrank
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from tests.analysis.contagion.models.networks import Banks, chain, few, networks, vectors

CLOSE = 1e-10
CHAIN = chain(1.0, 1.0).T  # the first has lent to the second, the second to the third
CIRCLE = np.roll(np.eye(3), 1, axis=1)
shocks = st.sampled_from([0.0, 0.0, 0.1, 0.5, 1.0])


def capital(banks: Banks) -> FloatArray:
    return banks.assets + 0.5


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_loss_goes_up_the_chain_of_lenders_in_proportion_to_what_is_lent_over_equity() -> None:
    found = linear_debtrank(CHAIN, [4.0, 2.0, 1.0], [0.0, 0.0, 0.8])
    assert found.rounds.tolist() == [[0.0, 0.0, 0.8], [0.0, 0.4, 0.8], [0.1, 0.4, 0.8]]
    assert found.losses.tolist() == pytest.approx([0.1, 0.4, 0.8])
    assert found.weights.tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert found.debtrank == pytest.approx((4 * 0.1 + 2 * 0.4) / 7)
    assert not found.defaults.any()


def test_in_a_circle_the_original_stops_after_one_turn_and_the_linear_one_does_not() -> None:
    """Each has lent half its equity to the next: the loss of the first comes back as an eighth of itself."""
    original = debtrank(CIRCLE, 2.0, [0.8, 0.0, 0.0])
    assert original.losses == pytest.approx([0.9, 0.2, 0.4])
    linear = linear_debtrank(CIRCLE, 2.0, [0.8, 0.0, 0.0])
    assert linear.losses == pytest.approx(np.array([0.8, 0.2, 0.4]) / (1 - 1 / 8), abs=1e-15)


def test_the_original_passes_on_only_what_was_lost_when_first_distressed() -> None:
    """The third is hit by the second in round 1 and by the first in round 2; the fourth hears only of the former."""
    exposures = np.zeros((4, 4))
    exposures[1, 0] = exposures[2, 1] = exposures[3, 2] = 0.5
    exposures[2, 0] = 0.25
    assert debtrank(exposures, 1.0, [1.0, 0.0, 0.0, 0.0]).losses.tolist() == [1.0, 0.5, 0.5, 0.125]
    assert linear_debtrank(exposures, 1.0, [1.0, 0.0, 0.0, 0.0]).losses.tolist() == [1.0, 0.5, 0.5, 0.25]


def test_the_original_weighs_banks_by_what_they_have_lent() -> None:
    found = debtrank([[0, 3, 0], [0, 0, 1], [0, 0, 0]], [10, 10, 1], [0.0, 0.0, 1.0])
    assert found.weights.tolist() == [0.75, 0.25, 0.0]
    assert found.debtrank == pytest.approx(0.75 * 0.03 + 0.25 * 0.1)


def test_weights_may_be_given_and_are_made_to_add_up_to_one() -> None:
    found = linear_debtrank(CHAIN, [4.0, 2.0, 1.0], [0.0, 0.0, 0.8], weights=[2.0, 2.0, 0.0])
    assert found.debtrank == pytest.approx(0.5 * 0.1 + 0.5 * 0.4)
    with pytest.raises(BadValueError, match=r"weights: received 0\.0; allowed: at least one above 0"):
        linear_debtrank(CHAIN, 1.0, 0.0, weights=0.0)


def test_what_is_recovered_does_not_spread() -> None:
    found = linear_debtrank(CHAIN, [4.0, 2.0, 1.0], [0.0, 0.0, 0.8], loss_given_default=[1.0, 1.0, 0.5])
    assert found.losses.tolist() == pytest.approx([0.05, 0.2, 0.8])


def test_nobody_loses_more_than_its_equity() -> None:
    found = linear_debtrank(10.0 * CHAIN, 1.0, [0.0, 0.0, 0.5])
    assert found.losses.tolist() == [1.0, 1.0, 0.5]
    assert found.defaults.tolist() == [True, True, False]


@pytest.mark.parametrize("shock", [1e-3, 1e-9, 1e-13])
def test_in_a_circle_that_amplifies_any_shock_ends_in_default(shock: float) -> None:
    assert linear_debtrank(1.001 * CIRCLE, 1.0, [shock, 0.0, 0.0]).losses.tolist() == [1.0, 1.0, 1.0]


def test_the_limit_does_not_depend_on_how_many_rounds_are_recorded() -> None:
    short = linear_debtrank(0.999 * CIRCLE, 1.0, [1e-4, 0.0, 0.0], most_rounds=2)
    assert short.rounds.shape == (3, 3)
    assert short.losses == pytest.approx(1e-4 * np.array([1.0, 0.999**2, 0.999]) / (1 - 0.999**3), rel=1e-9)


@pytest.mark.parametrize("model", [debtrank, linear_debtrank])
def test_without_exposures_nothing_is_added(model: type) -> None:
    found = debtrank(np.zeros((2, 2)), 1.0, [0.5, 0.0])
    assert found.rounds.tolist() == [[0.5, 0.0]]
    assert found.debtrank == 0.0
    assert model(np.zeros((2, 2)), 1.0, [0.5, 0.0]).losses.tolist() == [0.5, 0.0]


# --- laws -------------------------------------------------------------------------------------------------------------


@few
@given(networks(), st.data())
def test_losses_lie_between_the_shock_and_one_and_only_grow(banks: Banks, data: st.DataObject) -> None:
    shock = data.draw(vectors(len(banks.assets), shocks))
    for found in (model(banks.liabilities.T, capital(banks), shock) for model in (debtrank, linear_debtrank)):
        assert (found.losses >= shock).all()
        assert (found.losses <= 1.0).all()
        assert (np.diff(found.rounds, axis=0) >= 0.0).all()
        assert (found.rounds[-1] <= found.losses + CLOSE).all()
        assert -CLOSE <= found.debtrank <= 1.0


@few
@given(networks(), st.data())
def test_a_larger_shock_never_lowers_a_loss_of_the_linear_one(banks: Banks, data: st.DataObject) -> None:
    shock, more = (data.draw(vectors(len(banks.assets), shocks)) for _ in range(2))
    small = linear_debtrank(banks.liabilities.T, capital(banks), shock)
    large = linear_debtrank(banks.liabilities.T, capital(banks), np.minimum(1.0, shock + more))
    assert (large.losses >= small.losses - CLOSE).all()


@few
@given(networks(), st.data())
def test_the_original_loses_at_most_what_the_linear_one_does(banks: Banks, data: st.DataObject) -> None:
    shock = data.draw(vectors(len(banks.assets), shocks))
    once = debtrank(banks.liabilities.T, capital(banks), shock)
    always = linear_debtrank(banks.liabilities.T, capital(banks), shock)
    assert (once.losses <= always.losses + CLOSE).all()


@few
@given(networks(), st.data())
def test_the_limit_solves_the_equation(banks: Banks, data: st.DataObject) -> None:
    shock, equities = data.draw(vectors(len(banks.assets), shocks)), capital(banks)
    found = linear_debtrank(banks.liabilities.T, equities, shock)
    again = np.minimum(1.0, shock + banks.liabilities.T / equities[:, None] @ found.losses)
    assert np.allclose(found.losses, again, atol=CLOSE)


@few
@given(networks(), st.data())
def test_a_shock_that_nobody_fails_from_spreads_by_the_leontief_inverse(banks: Banks, data: st.DataObject) -> None:
    shock, equities = data.draw(vectors(len(banks.assets), shocks)) * 1e-3, 10.0 * capital(banks)
    impact = banks.liabilities.T / equities[:, None]
    assume(max(abs(np.linalg.eigvals(impact))) < 0.95)
    expected = np.linalg.solve(np.eye(len(shock)) - impact, shock)
    assume(expected.max() < 1.0)
    assert linear_debtrank(banks.liabilities.T, equities, shock).losses == pytest.approx(expected, abs=CLOSE)
