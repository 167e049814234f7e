"""The positions with which a run of firesale begins, so that the twin can begin with the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from firesale.experiments.model import MarketModel
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.credit import Credit


@dataclass(frozen=True)
class OpenPositions:
    """Positions of one pool, in the order of the accounts."""

    account: IntArray  # (n,)
    collateral: FloatArray  # (n, k), units
    debt: FloatArray  # (n,), units of the only debt asset

    def rows(self) -> Iterator[tuple[int, float, *tuple[float, ...]]]:
        """Account, debt and the units of each collateral."""
        yield from zip(self.account.tolist(), self.debt.tolist(), *self.collateral.T.tolist(), strict=True)


def open_positions(model: MarketModel) -> dict[str, OpenPositions]:
    """What every pool of a model that has not stepped yet holds."""
    return {name: _of(venue) for name, venue in model.market.venues.items() if isinstance(venue, Credit)}


def _of(pool: Credit) -> OpenPositions:
    book = pool.book
    accounts: IntArray = (book.row_of >= 0).nonzero()[0]
    rows = book.row_of[accounts]
    return OpenPositions(accounts, book.collateral[rows], book.debt[rows, 0] * pool.reserves.borrow_index[0])
