"""What margin accounts are worth and need at the prices of this moment."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.journal import Journal
from firesale.market.oracles.feed import Feed
from firesale.market.perpetuals.accounts import equity, health
from firesale.market.requirements.base import Requirement
from firesale.market.risk import weighted_sum
from firesale.market.venues.exchange import ONE_PER_CENT
from firesale.market.venues.perpetuals.book import VAULT, PerpetualBook
from firesale.market.venues.perpetuals.terms import PerpetualTerms

LARGEST_LOG = 50.0
"""Log distance from the index beyond which the price of the curve moves no further, so that no number overflows."""


@dataclass(frozen=True, slots=True)
class Fill:
    """n changes of one position, one after the other, along the curve. All (n,), in margin units per unit."""

    price: FloatArray  # mean
    displacement: FloatArray  # log distance of the marginal price from the index afterwards


class PerpetualState:
    """Reads the book at index and mark prices.

    The vault quotes index * exp(impact * net), where net is what traders hold on balance: the price of a change is the integral, so a
    round trip at one index costs nothing but fees, and all that traders pay on balance the vault gets.
    """

    def __init__(self, terms: PerpetualTerms, book: PerpetualBook, feed: Feed, dust: Callable[[], float]) -> None:
        """`dust`: value in margin units up to which a position is rounding."""
        self.terms, self.book, self.feed, self.dust = terms, book, feed, dust
        self._in_force = np.array([terms.requirement], dtype=object)

    @property
    def in_force(self) -> Requirement:
        """The requirement that holds now."""
        requirement: Requirement = self._in_force[0]
        return requirement

    def put_in_force(self, requirement: Requirement, journal: Journal) -> Requirement:
        """Replace it; open positions are measured by the new one at once."""
        journal.write(self, "_in_force", 0, requirement)
        return requirement

    def index(self) -> FloatArray:
        """Index prices (m,), margin units per unit."""
        prices = self.feed.prices_of((*self.terms.markets, self.terms.margin_asset))
        return np.asarray(prices[:-1] / prices[-1], dtype=np.float64)

    def impact(self, index: FloatArray) -> FloatArray:
        """Log price per unit of net buying (m,)."""
        return ONE_PER_CENT * index / self.terms.depth

    def displacement(self, index: FloatArray) -> FloatArray:
        """Log distance of the vault's marginal price from the index (m,)."""
        pressure = -self.book.size[VAULT] * self.impact(index)
        return np.asarray(np.clip(pressure, -LARGEST_LOG, LARGEST_LOG), dtype=np.float64)

    def price(self, index: FloatArray) -> FloatArray:
        """The vault's marginal price (m,)."""
        return index * np.exp(self.displacement(index))

    def mark(self, index: FloatArray) -> FloatArray:
        """Mark prices (m,): the index, or with a part of the premium."""
        return index * np.exp(self.terms.premium_in_mark * self.displacement(index))

    def fill(self, market: int, change: FloatArray, index: FloatArray) -> Fill:
        """What the vault asks for changes (n,), one after the other."""
        impact = float(self.impact(index)[market])
        net = -float(self.book.size[VAULT, market])
        after = np.clip(impact * (net + np.cumsum(change)), -LARGEST_LOG, LARGEST_LOG)
        before = np.concatenate(([float(self.displacement(index)[market])], after[:-1]))
        step = after - before
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(np.abs(step) > 0.0, np.expm1(step) / step, 1.0)
        return Fill(float(index[market]) * np.exp(before) * mean, after)

    def value(self, rows: IntArray | slice, mark: FloatArray) -> FloatArray:
        """Account values (n,)."""
        return equity(self.book.balance[rows], self.book.size[rows], mark)

    def requirements(self, rows: IntArray | slice, mark: FloatArray) -> FloatArray:
        """Maintenance requirement of each position (n, m)."""
        return self.in_force.maintenance(np.abs(self.book.size[rows]) * mark)

    def requirement(self, rows: IntArray | slice, mark: FloatArray) -> FloatArray:
        """Maintenance requirement of each account (n,)."""
        needed = self.requirements(rows, mark)
        return weighted_sum(needed, np.ones(needed.shape[1]))

    def open_value(self, index: FloatArray) -> FloatArray:
        """Value of what is open (m,): the larger side of the traders, at the index."""
        return np.asarray(self.book.open.max(axis=0) * index, dtype=np.float64)

    def initial(self, size: FloatArray, mark: FloatArray, open_value: FloatArray) -> FloatArray:
        """Initial requirement (n,) of accounts with these sizes (n, m)."""
        needed = self.in_force.initial(np.abs(size) * mark, open_value)
        return weighted_sum(needed, np.ones(needed.shape[1]))

    def held(self, row: int, mark: FloatArray) -> IntArray:
        """Markets in which a row holds more than dust."""
        worth = np.abs(self.book.size[row]) * mark
        return np.flatnonzero(worth > self.dust())

    def healths(self, rows: IntArray | slice, mark: FloatArray) -> FloatArray:
        """Value over maintenance requirement (n,)."""
        return health(self.value(rows, mark), self.requirement(rows, mark))

    def unsafe_rows(self, mark: FloatArray) -> tuple[IntArray, FloatArray]:
        """Rows with health below 1, and their health, the worst first; the vault is not among them."""
        found = self.healths(slice(1, self.book.rows), mark)
        unsafe = np.flatnonzero(found < 1.0)
        unsafe = unsafe[np.argsort(found[unsafe], kind="stable")]
        return unsafe + 1, found[unsafe]

    def short_of(self, mark: FloatArray) -> float:
        """What bankrupt accounts and the vault owe on balance, margin units."""
        return float(np.maximum(0.0, -self.value(slice(0, self.book.rows), mark)).sum())
