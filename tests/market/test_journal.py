import numpy as np

from firesale.market.journal import Journal


class Owner:
    """Something with two arrays."""

    def __init__(self) -> None:
        self.numbers = np.arange(4.0)
        self.table = np.zeros((2, 3))


def test_writes_are_undone_last_first() -> None:
    journal, owner = Journal(), Owner()
    journal.write(owner, "numbers", 1, 10.0)
    journal.write(owner, "numbers", np.array([1, 2]), np.array([20.0, 30.0]))
    journal.write(owner, "numbers", slice(None), 0.0)
    assert owner.numbers.tolist() == [0.0, 0.0, 0.0, 0.0]
    journal.roll_back(0)
    assert owner.numbers.tolist() == [0.0, 1.0, 2.0, 3.0]


def test_only_what_came_after_the_mark_is_undone() -> None:
    journal, owner = Journal(), Owner()
    journal.write(owner, "numbers", 0, 5.0)
    mark = journal.mark()
    journal.write(owner, "numbers", 0, 6.0)
    journal.write(owner, "table", (np.array([0, 1]), 2), np.array([1.0, 2.0]))
    journal.roll_back(mark)
    assert owner.numbers[0] == 5.0
    assert not owner.table.any()
    assert journal.mark() == mark


def test_an_array_that_was_replaced_by_a_longer_one_is_restored_in_place() -> None:
    journal, owner = Journal(), Owner()
    journal.write(owner, "numbers", 3, 7.0)
    owner.numbers = np.concatenate((owner.numbers, [8.0, 9.0]))
    journal.roll_back(0)
    assert owner.numbers.tolist() == [0.0, 1.0, 2.0, 3.0, 8.0, 9.0]


def test_entries_are_those_of_one_array_of_one_owner_with_their_old_values() -> None:
    journal, owner, other = Journal(), Owner(), Owner()
    journal.write(owner, "numbers", 1, 10.0)
    journal.write(other, "numbers", 2, 20.0)
    journal.write(owner, "table", (0, 0), 5.0)
    journal.write(owner, "numbers", 1, 11.0)
    assert [(index, float(old)) for index, old in journal.entries_of(owner, "numbers")] == [(1, 1.0), (1, 10.0)]


def test_a_journal_that_was_cleared_undoes_nothing() -> None:
    journal, owner = Journal(), Owner()
    journal.write(owner, "numbers", 1, 10.0)
    journal.clear()
    journal.roll_back(0)
    assert owner.numbers[1] == 10.0
    assert journal.entries_of(owner, "numbers") == []
