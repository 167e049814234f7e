import numpy as np
import pytest

from firesale.market.book import Book
from firesale.market.journal import Journal


def book_of(players: int = 400) -> tuple[Book, Journal]:
    journal = Journal()
    return Book(players, 2, 1, journal), journal


def test_an_account_keeps_the_row_that_was_opened_for_it() -> None:
    book, _ = book_of()
    assert book.rows_for(np.array([7, 3])).tolist() == [0, 1]
    assert book.rows_for(np.array([3, 9, 7])).tolist() == [1, 2, 0]
    assert book.account[:3].tolist() == [7, 3, 9]
    assert book.row_of[[7, 3, 9, 0]].tolist() == [0, 1, 2, -1]


def test_a_book_grows_and_keeps_what_it_holds() -> None:
    book, _ = book_of()
    first = book.rows_for(np.arange(100))
    book.add_collateral(first, 1, np.arange(100.0))
    book.set_debt(first, 0, np.arange(100.0) * 2)
    rows = book.rows_for(np.arange(400))
    assert rows.tolist() == list(range(400))
    assert len(book.account) == len(book.collateral) == len(book.debt) == 512
    assert len(book.watch.least_health) == 4
    assert book.collateral[99].tolist() == [0.0, 99.0]
    assert book.debt[:, 0].sum() == 9900.0
    assert not book.debt[100:].any()


def test_totals_are_the_sums_of_the_rows() -> None:
    book, _ = book_of()
    rows = book.rows_for(np.array([5, 6, 8]))
    book.add_collateral(rows, 0, np.array([1.0, 2.0, 3.0]))
    book.add_collateral(rows[:2], 0, np.array([-1.0, -0.5]))
    book.set_debt(rows, 0, np.array([10.0, 20.0, 30.0]))
    book.set_debt(rows[1:], 0, np.array([0.0, 35.0]))
    assert book.collateral_total.tolist() == [4.5, 0.0] == book.collateral.sum(axis=0).tolist()
    assert book.debt_total.tolist() == [45.0] == book.debt.sum(axis=0).tolist()


def test_writes_are_undone_with_the_totals() -> None:
    book, journal = book_of()
    rows = book.rows_for(np.array([5, 6]))
    book.add_collateral(rows, 0, np.array([1.0, 2.0]))
    mark = journal.mark()
    book.add_collateral(rows, 0, np.array([-1.0, 5.0]))
    book.set_debt(rows, 0, np.array([10.0, 20.0]))
    journal.roll_back(mark)
    assert book.collateral[rows, 0].tolist() == [1.0, 2.0]
    assert book.collateral_total.tolist() == [3.0, 0.0]
    assert book.debt_total.tolist() == [0.0]
    assert not book.debt.any()


def test_rows_in_a_new_order_keep_their_accounts_and_amounts() -> None:
    book, _ = book_of()
    rows = book.rows_for(np.array([5, 6, 8]))
    book.add_collateral(rows, 0, np.array([1.0, 2.0, 3.0]))
    book.set_debt(rows, 0, np.array([10.0, 20.0, 30.0]))
    book.arrange(np.array([2, 0, 1]))
    assert book.account[:3].tolist() == [8, 5, 6]
    assert book.row_of[[5, 6, 8]].tolist() == [1, 2, 0]
    assert book.collateral[:3, 0].tolist() == [3.0, 1.0, 2.0]
    assert book.debt[:3, 0].tolist() == [30.0, 10.0, 20.0]


@pytest.mark.parametrize("what", ["collateral", "debt", "order"])
def test_a_row_that_was_written_to_is_looked_at_again(what: str) -> None:
    book, _ = book_of()
    rows = book.rows_for(np.arange(200))
    prices = np.array([1.0, 1.0]), np.array([1.0])
    book.watch.renew(np.array([0, 1]), np.full((2, 128), 5.0), *prices)
    assert book.watch.candidates(*prices).tolist() == []
    if what == "collateral":
        book.add_collateral(rows[150:151], 0, np.array([1.0]))
    elif what == "debt":
        book.set_debt(rows[150:151], 0, np.array([1.0]))
    else:
        book.arrange(np.arange(200)[::-1])
    assert book.watch.candidates(*prices).tolist() == ([0, 1] if what == "order" else [1])
