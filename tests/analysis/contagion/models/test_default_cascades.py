import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.default_cascades import (
    AtEquality,
    cascade_sizes,
    neighbour_shares,
    sequential_defaults,
    threshold_cascade,
)
from firesale.market.errors import BadValueError
from tests.analysis.contagion.models.networks import Banks, chain, few, fractions, networks

CHAIN = chain(2.0, 2.0, 2.0).T  # each has lent 2 to the next
ties = st.sampled_from(["survives", "fails"])


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_defaults_follow_each_other_round_by_round() -> None:
    found = sequential_defaults(CHAIN, [3.0, 1.0, 1.0, 5.0], 3)
    assert found.rounds.tolist() == [-1, 2, 1, 0]
    assert found.losses.tolist() == [2.0, 2.0, 2.0, 0.0]
    assert found.size == 3
    assert found.per_round.tolist() == [1, 1, 1]
    assert found.defaults.tolist() == [False, True, True, True]


def test_losses_on_several_banks_add_up() -> None:
    exposures = [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert sequential_defaults(exposures, [1.5, 1, 1], 1).size == 1
    assert sequential_defaults(exposures, [1.5, 1, 1], [1, 2]).rounds.tolist() == [1, 0, 0]


def test_what_is_recovered_is_not_lost() -> None:
    assert sequential_defaults(CHAIN, 1.0, 3, loss_given_default=0.4).size == 1
    assert sequential_defaults(CHAIN, 1.0, 3, loss_given_default=[1.0, 0.4, 1.0, 1.0]).size == 3


def test_a_loss_of_just_the_equity_is_survived_or_not() -> None:
    assert sequential_defaults(CHAIN, 2.0, 3).size == 1
    assert sequential_defaults(CHAIN, 2.0, 3, at_equality="fails").size == 4
    assert sequential_defaults(np.array([[0.0, 0.1, 0.2], [0.0] * 3, [0.0] * 3]), [0.3, 1, 1], [1, 2]).size == 2


def test_a_bank_without_equity_fails_at_the_start() -> None:
    found = sequential_defaults(CHAIN, [5.0, 5.0, 1.0, -0.1], [])
    assert found.rounds.tolist() == [-1, -1, 1, 0]


def test_nobody_fails_if_nobody_starts() -> None:
    found = sequential_defaults(CHAIN, 1.0, [])
    assert found.size == 0
    assert found.per_round.tolist() == []


def test_each_alone() -> None:
    assert cascade_sizes(CHAIN, [3.0, 1.0, 1.0, 5.0]).tolist() == [1, 1, 2, 3]
    assert cascade_sizes(CHAIN, 2.0, at_equality="fails").tolist() == [1, 2, 3, 4]


def test_a_ring_where_one_neighbour_is_enough_and_one_where_it_is_not() -> None:
    """Watts: each of two neighbours is a half."""
    ring = nx.to_numpy_array(nx.cycle_graph(7))
    shares = neighbour_shares(ring)
    assert shares[0].tolist() == [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5]
    assert threshold_cascade(shares, 0.5, 0).rounds.tolist() == [0, 1, 2, 3, 3, 2, 1]
    assert threshold_cascade(shares, 0.51, 0).size == 1


def test_banks_whose_buffer_is_below_a_share_of_their_claims_are_vulnerable() -> None:
    """Gai and Kapadia: claims of 20 % of assets, spread evenly over j borrowers, and a buffer of 4 %: j of at most 5 fails."""
    for borrowers in range(1, 9):
        influence = np.zeros((9, 9))
        influence[0, 1 : borrowers + 1] = 0.2 / borrowers
        assert threshold_cascade(influence, 0.04, 1).defaults[0] == (borrowers <= 5)


def test_shares_of_nobody_are_none() -> None:
    assert neighbour_shares([[0, 3, 1], [0, 0, 0], [1, 0, 0]]).tolist() == [[0, 0.75, 0.25], [0, 0, 0], [1, 0, 0]]


def test_bad_values_are_refused_by_name() -> None:
    with pytest.raises(BadValueError, match=r"thresholds\[0\]: received 0.0"):
        threshold_cascade(CHAIN, 0.0, 0)
    with pytest.raises(BadValueError, match=r"loss_given_default\[0\]: received 1.1"):
        sequential_defaults(CHAIN, 1.0, 0, loss_given_default=1.1)
    with pytest.raises(BadValueError, match="at_equality: received 'both'"):
        cascade_sizes(CHAIN, 1.0, at_equality="both")  # type: ignore[arg-type]
    with pytest.raises(BadValueError, match=r"equities\[1\]: received nan"):
        cascade_sizes(CHAIN, [1.0, np.nan, 1.0, 1.0])
    with pytest.raises(BadValueError, match="influence: shape"):
        threshold_cascade([[0.0, 1.0]], 1.0, 0)


# --- laws -------------------------------------------------------------------------------------------------------------


@few
@given(networks(), fractions, ties)
def test_the_end_is_the_smallest_set_that_nobody_else_joins(banks: Banks, lost: float, tie: AtEquality) -> None:
    equities = banks.assets + 0.25
    found = sequential_defaults(banks.liabilities.T, equities, 0, loss_given_default=lost, at_equality=tie)
    failed = {0}
    while True:
        losses = lost * banks.liabilities[sorted(failed)].sum(axis=0)
        beyond = losses >= equities - 1e-9 if tie == "fails" else losses > equities + 1e-9
        if set(np.flatnonzero(beyond)) <= failed:
            break
        failed |= set(np.flatnonzero(beyond).tolist())
    assert set(np.flatnonzero(found.defaults)) == failed
    assert found.losses == pytest.approx(lost * banks.liabilities[sorted(failed)].sum(axis=0))


@few
@given(networks(), fractions, ties)
def test_more_first_defaults_or_less_equity_never_save_anybody(banks: Banks, lost: float, tie: AtEquality) -> None:
    equities = banks.assets + 0.25
    one = sequential_defaults(banks.liabilities.T, equities, 0, loss_given_default=lost, at_equality=tie)
    last = len(equities) - 1
    two = sequential_defaults(banks.liabilities.T, equities, [0, last], loss_given_default=lost, at_equality=tie)
    poor = sequential_defaults(banks.liabilities.T, 0.5 * equities, 0, loss_given_default=lost, at_equality=tie)
    assert (two.defaults >= one.defaults).all()
    assert (poor.defaults >= one.defaults).all()


@few
@given(networks())
def test_thresholds_are_sequential_defaults_that_fail_at_equality(banks: Banks) -> None:
    limits = banks.assets + 0.25
    sizes = [threshold_cascade(banks.liabilities.T, limits, bank).size for bank in range(len(limits))]
    assert cascade_sizes(banks.liabilities.T, limits, at_equality="fails").tolist() == sizes
