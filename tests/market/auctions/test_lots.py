"""The columns of lots: numbers for ever, and nothing after a bundle that failed."""

import numpy as np

from firesale.market.auctions.lots import NOBODY, LotBook
from firesale.market.journal import Journal


def added(book: LotBook, n: int) -> list[int]:
    ones = np.ones(n)
    return [int(lot) for lot in book.add(np.arange(n), ones, ones, ones, ones, 5.0)]


def test_lots_keep_their_numbers_when_there_are_many() -> None:
    book = LotBook(Journal())
    assert added(book, 10) == list(range(10))
    assert added(book, 30) == list(range(10, 40))
    book.set("open", 3, 0.0)
    assert added(book, 1) == [40]
    assert book.on_sale().tolist() == [0, 1, 2, *range(4, 41)]
    assert book.bidder[40] == NOBODY


def test_only_numbers_that_were_given_are_open() -> None:
    book = LotBook(Journal())
    added(book, 2)
    assert [book.is_open(lot) for lot in (-1, 0, 1, 2, 99)] == [False, True, True, False, False]
