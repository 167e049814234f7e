import numpy as np

from firesale.analysis.contagion.models.obligations import obligations

LIABILITIES = np.array([[0.0, 3.0, 1.0], [0.0, 0.0, 0.0], [2.0, 0.0, 0.0]])


def test_external_creditors_of_the_same_rank_share_in_what_is_paid() -> None:
    debts = obligations(LIABILITIES, 1.0, [4.0, 0.0, 0.0], 1.0, 1.0, "pari_passu")
    assert debts.owed.tolist() == [8.0, 0.0, 2.0]
    assert debts.senior.tolist() == [0.0, 0.0, 0.0]
    assert debts.shares.tolist() == [[0.0, 0.0, 1.0], [0.375, 0.0, 0.0], [0.125, 0.0, 0.0]]


def test_external_creditors_who_come_first_leave_the_shares_alone() -> None:
    debts = obligations(LIABILITIES, 1.0, [4.0, 0.0, 0.0], 1.0, 1.0, "external_first")
    assert debts.owed.tolist() == [4.0, 0.0, 2.0]
    assert debts.senior.tolist() == [4.0, 0.0, 0.0]
    assert debts.shares[:, 0].tolist() == [0.0, 0.75, 0.25]


def test_a_default_leaves_part_of_external_and_part_of_interbank_assets() -> None:
    debts = obligations(LIABILITIES, 10.0, 0.0, 0.5, 0.2, "pari_passu")
    worth = debts.worth(debts.owed, np.array([True, False, False]))
    assert worth.tolist() == [0.5 * 10.0 + 0.2 * 2.0, 13.0, 11.0]


def test_who_has_just_enough_is_solvent_and_rounding_does_not_matter() -> None:
    debts = obligations([[0.0, 0.3], [0.1, 0.0]], [0.2, 0.0], 0.0, 1.0, 1.0, "pari_passu")
    assert 0.1 + 0.2 > 0.3
    assert debts.solvent(debts.owed).tolist() == [True, True]
    assert debts.solvent(np.array([0.3, 0.1 - 1e-9])).tolist() == [False, True]
