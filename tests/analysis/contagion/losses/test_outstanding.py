import numpy as np
import pytest

from firesale.analysis.contagion.losses.outstanding import Outstanding


def lump(stock: Outstanding, **units: float) -> None:
    numbers = np.array([int(name[1:]) for name in units])
    stock.add(numbers, np.array(list(units.values())))


def test_each_debt_of_a_lump_loses_the_same_part() -> None:
    stock = Outstanding()
    lump(stock, d0=30.0, d1=10.0)
    assert stock.take(20.0) == ([(0, 15.0), (1, 5.0)], 0.0)
    assert stock.left() == [(0, 15.0), (1, 5.0)]


def test_newer_lumps_are_absorbed_first() -> None:
    stock = Outstanding()
    lump(stock, d0=30.0)
    lump(stock, d1=10.0)
    assert stock.take(15.0) == ([(1, 10.0), (0, 5.0)], 0.0)


def test_what_is_more_than_there_is_comes_back() -> None:
    stock = Outstanding()
    lump(stock, d0=30.0)
    taken, more = stock.take(40.0)
    assert taken == [(0, 30.0)]
    assert more == pytest.approx(10.0)
    assert stock.left() == []


def test_rounding_leaves_nothing() -> None:
    stock = Outstanding()
    lump(stock, d0=0.1, d1=0.2)
    assert stock.take(0.1 + 0.2 - 1e-16)[1] == 0.0
    assert stock.left() == []
    lump(stock, d0=0.3)
    assert stock.take(0.3 + 1e-16)[1] == 0.0
