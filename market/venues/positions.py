"""The positions of a pool: what they are worth, which of them are unsafe, and how healthy they are as a whole."""

from dataclasses import replace

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import PositionsRecorded
from firesale.market.ledger import tolerance
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.oracles.feed import Feed
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.liquidation_gate import LiquidationGate
from firesale.market.venues.loss_free import LossFree
from firesale.market.watch import BLOCK, rows_of

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class PositionDesk:
    """Reads the book at oracle prices; the custody account holds what is pledged."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, book: Book, reserves: Funds, feed: Feed) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, book
        self.reserves, self.feed = reserves, feed
        self._in_force = np.array([terms.margin], dtype=object)
        self.standing: FloatArray | None = None  # (players,), multiple of the haircut; none: all 1
        self.loss_free = LossFree(pool, site, terms, feed)
        self.custody = site.open_account()
        self.gate = LiquidationGate(site, terms, book, feed)
        self.columns = [site.assets.column[asset] for asset in terms.collateral]

    @property
    def margin(self) -> MarginRule:
        """The rule in force."""
        rule: MarginRule = self._in_force[0]
        return rule

    @margin.setter
    def margin(self, rule: MarginRule) -> None:
        """A new rule may make any position unsafe."""
        self.site.journal.write(self, "_in_force", 0, rule)
        self.book.watch.touch(np.arange(self.book.rows))

    def set_standing(self, standing: FloatArray) -> None:
        """What multiple of the haircut each player (players,) bears from now on."""
        if self.standing is None:
            self.standing = np.ones(len(standing))
        changed = np.flatnonzero(standing != self.standing)
        self.site.journal.write(self, "standing", changed, standing[changed])
        rows = self.book.row_of[changed]
        self.book.watch.touch(rows[rows >= 0])

    def standing_of(self, rows: IntArray) -> FloatArray | None:
        """The same of some rows, (n,)."""
        return None if self.standing is None else self.standing[self.book.account[rows]]

    def collateral_prices(self) -> FloatArray:
        """Numeraire per unit of each collateral (k,), as the oracle reports now; of loss-free claims as if nobody had lost."""
        return self.loss_free.prices(self.feed.prices_of(self.terms.collateral))

    def debt_prices(self) -> FloatArray:
        """Numeraire per unit of each debt asset (d,), as the oracle reports now; of a coin that the venue mints, its peg."""
        return self.reserves.prices(self.feed)

    def at(self, rows: IntArray) -> Positions:
        """The positions in these rows, at prices now."""
        debt = self.book.debt[rows] * self.reserves.borrow_index
        prices = self.collateral_prices(), self.debt_prices()
        return Positions(self.book.collateral[rows], debt, *prices, self.standing_of(rows))

    def health(self, rows: IntArray) -> FloatArray:
        """Health of these rows, exactly."""
        return self.margin.health(self.at(rows))

    def may_open(self, after: Positions) -> BoolArray:
        """Which positions satisfy the requirement for new debt, collateral taken at its bid and debt at its ask."""
        half = self.terms.opening_spread
        if half > 0.0:
            bid, ask = after.collateral_price * (1.0 - half), after.debt_price * (1.0 + half)
            after = replace(after, collateral_price=bid, debt_price=ask)
        return self.margin.may_open(after)

    def has_debt(self, rows: IntArray) -> BoolArray:
        """Which rows owe anything."""
        owing: BoolArray = np.any(self.book.debt[rows] > 0.0, axis=1)
        return owing

    def unsafe_rows(self) -> tuple[IntArray, FloatArray]:
        """Rows with health below 1 and their health, worst first. Looks only at blocks that may hold one."""
        book, collateral_price, debt_price = self.book, self.collateral_prices(), self.debt_prices()
        indexed = debt_price * self.reserves.borrow_index
        blocks = book.watch.candidates(collateral_price, indexed) if self.margin.watched else book.watch.everything
        if len(blocks) == 0:
            return _NOBODY, _NOTHING
        rows = rows_of(blocks)
        standing = self.standing_of(rows)
        at = Positions(book.collateral[rows], book.debt[rows], collateral_price, indexed, standing)
        health = self.margin.health(at)
        book.watch.renew(blocks, health.reshape(-1, BLOCK), collateral_price, indexed)
        unsafe = np.flatnonzero(health < 1.0)
        unsafe = unsafe[np.argsort(health[unsafe], kind="stable")]
        return rows[unsafe], health[unsafe]

    def closable(self) -> tuple[IntArray, FloatArray]:
        """The unsafe rows that may be liquidated now, and their health, worst first."""
        rows, health = self.unsafe_rows()
        if len(rows) == 0:
            return rows, health
        allowed = self.gate.open_to(rows)
        return rows[allowed], health[allowed]

    def equity(self, values: FloatArray) -> FloatArray:
        """What each player's position is worth at fair values (m,), shape (players,).

        Not less than nothing: a loan is without recourse, and what collateral does not cover is the lenders' loss.
        """
        equity = np.zeros(self.site.players)
        equity[self.book.account[: self.book.rows]] = np.maximum(0.0, self._net(values))
        return equity

    def equity_of(self, account: int, values: FloatArray) -> float:
        """The same for one player."""
        row = int(self.book.row_of[account])
        if row < 0:
            return 0.0
        worth = self.book.collateral[row] @ values[self.columns]
        owed = (self.book.debt[row] * self.reserves.borrow_index) @ values[self.reserves.columns]
        return max(0.0, float(worth - owed))

    def uncovered(self, values: FloatArray) -> float:
        """Debt above collateral over all positions at fair values (m,), numeraire."""
        return float(np.maximum(0.0, -self._net(values)).sum())

    def _net(self, values: FloatArray) -> FloatArray:
        """Collateral less debt of each row at fair values (m,)."""
        book, rows = self.book, slice(0, self.book.rows)
        worth = weighted_sum(book.collateral[rows], values[self.columns])
        return worth - weighted_sum(book.debt[rows], values[self.reserves.columns] * self.reserves.borrow_index)

    def record(self) -> None:
        """Write the distribution of health and the totals to the event log."""
        book, rows = self.book, slice(0, self.book.rows)
        collateral_price, debt_price = self.collateral_prices(), self.debt_prices()
        indexed = debt_price * self.reserves.borrow_index
        collateral, debt = book.collateral[rows], book.debt[rows]
        worth, owed = weighted_sum(collateral, collateral_price), weighted_sum(debt, indexed)
        owing = owed > 0.0
        at = Positions(collateral, debt, collateral_price, indexed, self.standing_of(np.arange(book.rows)))
        health = self.margin.health(at)[owing]
        shortfall = np.maximum(0.0, owed - worth).sum()
        unsafe = int((health < 1.0).sum())
        totals = (float(worth[owing].sum()), float(owed.sum()), float(shortfall))
        self.site.log.add(PositionsRecorded(self.pool, len(health), unsafe, *totals, *quantiles(health).tolist()))

    def check(self) -> None:
        """Raise BrokenInvariantError if custody does not hold what is pledged."""
        allowed = tolerance(self.book.largest_collateral)
        for place, column in enumerate(self.columns):
            held, pledged = self.site.ledger.balance(self.custody, column), float(self.book.collateral_total[place])
            if not abs(held - pledged) <= allowed[place]:
                raise BrokenInvariantError(
                    f"{self.pool}: custody holds {held} {self.terms.collateral[place]}, pledged {pledged}"
                )

    def audit(self) -> None:
        """Raise BrokenInvariantError if the rows do not add up to the totals, or one is negative or undefined."""
        book = self.book
        for columns, total, largest, what in (
            (book.collateral, book.collateral_total, book.largest_collateral, "collateral"),
            (book.debt, book.debt_total, book.largest_debt, "debt"),
        ):
            found = columns.sum(axis=0)
            wrong = ~(np.abs(found - total) <= tolerance(largest))
            if wrong.any() or not bool(np.all(columns >= 0.0)):
                raise BrokenInvariantError(f"{self.pool}: {what} of positions {found}, total {total}")


_NOBODY: IntArray = np.zeros(0, dtype=np.int64)
_NOTHING: FloatArray = np.zeros(0)


def quantiles(values: FloatArray) -> FloatArray:
    """The QUANTILES of a sample, between neighbours where they fall between two; NaN of nothing."""
    if len(values) == 0:
        return np.full(len(QUANTILES), np.nan)
    ordered = np.sort(np.minimum(values, np.finfo(np.float64).max))  # health is infinite for a crumb of debt
    place = np.multiply(QUANTILES, len(values) - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, len(values) - 1)
    return np.asarray(ordered[below] + (place - below) * (ordered[above] - ordered[below]), dtype=np.float64)
