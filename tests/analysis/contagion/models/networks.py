"""Networks of banks for the tests: drawn at random, with ties and gaps, and solved the slow way."""

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray

few = settings(max_examples=150, deadline=None, derandomize=True)
amounts = st.sampled_from([0.0, 0.0, 0.0, 0.1, 0.5, 1.0, 1.0, 2.0, 3.7])
fractions = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])


@dataclass(frozen=True)
class Banks:
    """Who owes whom, what each has outside, and what each owes outside."""

    liabilities: FloatArray  # (n, n)
    assets: FloatArray  # (n,)
    debts: FloatArray  # (n,)


@st.composite
def matrices(draw: st.DrawFn, rows: int, columns: int) -> FloatArray:
    drawn = draw(st.lists(amounts, min_size=rows * columns, max_size=rows * columns))
    return np.array(drawn).reshape(rows, columns)


@st.composite
def networks(draw: st.DrawFn) -> Banks:
    """Up to six banks; amounts are few, so that assets are often just what is owed."""
    size = draw(st.integers(1, 6))
    liabilities = draw(matrices(size, size))
    np.fill_diagonal(liabilities, 0.0)
    return Banks(liabilities, draw(matrices(1, size))[0], draw(matrices(1, size))[0])


def vectors(size: int, values: st.SearchStrategy[float]) -> st.SearchStrategy[FloatArray]:
    return st.lists(values, min_size=size, max_size=size).map(np.array)


def chain(*amounts: float) -> FloatArray:
    """The second owes the first, the third the second, and so on."""
    return np.diag(np.array(amounts), k=-1)
