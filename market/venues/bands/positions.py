"""The positions of a venue of bands: what their bands bring, which of them may be closed, and how healthy they are."""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.bands.adiabatic import traded_down
from firesale.market.bands.health import full_health, health
from firesale.market.book import Book
from firesale.market.events import PositionsRecorded
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.oracles.feed import Feed
from firesale.market.venues.bands.followed import FollowedPrice
from firesale.market.venues.bands.holdings import CRUMBS, Holdings
from firesale.market.venues.bands.situation import Situation
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.positions import quantiles
from firesale.market.venues.reserves import Reserves


class BandPositions:
    """Health is one more than LLAMMA's full health, so that below 1 a position may be closed. A row of the book's collateral is what waits outside
    the bands: pledged without debt.
    """

    def __init__(
        self,
        terms: LendingTerms,
        book: Book,
        reserves: Reserves,
        feed: Feed,
        holdings: Holdings,
        followed: FollowedPrice,
        base_price: float,
        columns: tuple[int, int],
    ) -> None:
        """`base_price`: top of band 0 at the opening; `columns` of base and quote in the ledger."""
        self.terms, self.book, self.reserves, self.feed = terms, book, reserves, feed
        self.holdings, self.followed = holdings, followed
        self._base_price, self._columns = base_price, columns
        self._closable: tuple[IntArray, FloatArray] = np.zeros(0, dtype=np.int64), np.zeros(0)
        self._closable_at: tuple[float, ...] = ()

    @property
    def margin(self) -> MarginRule:
        """Counts what the bands bring, in base units at the oracle price."""
        return self.terms.margin

    @property
    def base_price(self) -> float:
        """Top of band 0, quote units per base unit: it grows as the debts do."""
        return self._base_price * float(self.reserves.borrow_index[0])

    def collateral_prices(self) -> FloatArray:
        """Numeraire per base unit (1,), as the oracle reports now."""
        return self.feed.prices_of(self.terms.collateral)

    def debt_prices(self) -> FloatArray:
        """Numeraire per quote unit (1,), as the oracle reports now."""
        return self.feed.prices_of(self.terms.debt)

    def everybody(self) -> IntArray:
        """All rows of the book."""
        return np.arange(self.book.rows)

    def situation(self) -> Situation:
        """All that positions depend on now; its columns are those in force, not copies."""
        own, index = self.holdings, float(self.reserves.borrow_index[0])
        prices = float(self.collateral_prices()[0]), float(self.debt_prices()[0])
        moment, followed = self.followed.site.log.mark(), self.followed.now().price
        return Situation(moment, own.x, own.y, own.total, int(own.active[0]), index, followed, *prices)

    def debt(self, rows: IntArray, at: Situation | None = None) -> FloatArray:
        """Quote units owed now or in a situation, interest included, (n,)."""
        index = self.reserves.borrow_index[0] if at is None else at.index
        owed: FloatArray = self.book.debt[rows, 0] * index
        return owed

    def down(self, rows: IntArray, at: Situation | None = None) -> FloatArray:
        """x_down, quote units (n,): what the bands of each position bring if the price falls slowly through them."""
        at = at or self.situation()
        own, tops = self.holdings, self.holdings.tops(self._base_price * at.index)
        held = np.flatnonzero((at.x > 0.0) | (at.y > 0.0))
        per_band = np.zeros(len(at.x))
        per_band[held] = traded_down(own.grid, at.followed, tops[held], at.x[held], at.y[held])
        return own.sums(rows, per_band, shares=at.total)[0]

    def in_bands_health(self, rows: IntArray, at: Situation | None = None) -> FloatArray:
        """LLAMMA's health of these rows, without the way to their bands, (n,)."""
        return health(self.down(rows, at), self.debt(rows, at), self._discount())

    def health(self, rows: IntArray, at: Situation | None = None) -> FloatArray:
        """1 + full health of these rows now, or with the shares that they have in a situation, (n,); infinite without debt."""
        at = at or self.situation()
        first, (y,) = self.holdings.first[rows], self.holdings.sums(rows, at.y, shares=at.total)
        top = self.holdings.tops(self._base_price * at.index)[first + self.holdings.edge]
        untouched, of_bands = first > at.active, self.in_bands_health(rows, at)
        return 1.0 + full_health(of_bands, at.followed, top, y, self.debt(rows, at), untouched)

    def under_water(self, rows: IntArray) -> BoolArray:
        """Positions in soft liquidation: their bands hold quote units, (n,)."""
        sold: BoolArray = self.holdings.held(rows)[0] > CRUMBS * self.debt(rows)
        return sold

    def at(self, rows: IntArray) -> Positions:
        """These rows as a margin rule sees them: collateral is what gives them their health, in base units at the oracle price."""
        debt, waiting = self.debt(rows), self.book.collateral[rows]
        prices, owed = self.collateral_prices(), self.debt_prices()
        owing = debt > 0.0
        counted = np.where(owing, self.health(rows), 0.0) * debt * owed[0] / (1.0 - self._discount()) / prices[0]
        return Positions(
            np.where(owing[:, None], np.maximum(0.0, counted)[:, None], waiting), debt[:, None], prices, owed
        )

    def closable(self) -> tuple[IntArray, FloatArray]:
        """Rows with health below 1 and their health, worst first. Looks at everybody who owes, for bands do not scale with the price; once while
        nothing has changed.
        """
        at = float(self.followed.site.journal.writes), self.followed.now().price, float(self.reserves.borrow_index[0])
        if at != self._closable_at:
            self._closable, self._closable_at = self._unsafe(), at
        return self._closable

    def _unsafe(self) -> tuple[IntArray, FloatArray]:
        rows = np.flatnonzero(self.book.debt[: self.book.rows, 0] > 0.0)
        found = self.health(rows)
        unsafe = np.flatnonzero(found < 1.0)
        unsafe = unsafe[np.argsort(found[unsafe], kind="stable")]
        return rows[unsafe], found[unsafe]

    def net(self, rows: IntArray, values: FloatArray) -> FloatArray:
        """All that positions have less what they owe at fair values (m,); (n,), numeraire."""
        base, quote = (float(values[column]) for column in self._columns)
        x, y = self.holdings.held(rows)
        worth: FloatArray = (self.book.collateral[rows, 0] + y) * base + (x - self.debt(rows)) * quote
        return worth

    def equity_of(self, account: int, values: FloatArray) -> float:
        """What one player's position is worth at fair values (m,), not less than nothing."""
        row: IntArray = self.book.row_of[[account]]
        return max(0.0, float(self.net(row, values)[0])) if row[0] >= 0 else 0.0

    def record(self, venue: str) -> PositionsRecorded:
        """The distribution of health and the totals: collateral value is that of both assets in the bands, at oracle prices."""
        rows = np.flatnonzero(self.book.debt[: self.book.rows, 0] > 0.0)
        x, y = self.holdings.held(rows)
        base, quote = float(self.collateral_prices()[0]), float(self.debt_prices()[0])
        worth, owed, found = y * base + x * quote, self.debt(rows) * quote, self.health(rows)
        shortfall = float(np.maximum(0.0, owed - worth).sum())
        totals = float(worth.sum()), float(owed.sum()), shortfall
        return PositionsRecorded(venue, len(rows), int((found < 1.0).sum()), *totals, *quantiles(found).tolist())

    def _discount(self) -> float:
        """The part of what the bands bring that health does not count."""
        return 1.0 - float(self.terms.margin.liquidation_threshold[0])  # type: ignore[attr-defined]
