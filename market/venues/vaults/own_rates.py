"""Rates that owners choose for their own vaults."""

import numpy as np

from firesale.market.actions import ChooseRate
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.events import RateChosen, Refusal
from firesale.market.orders import Outcome, refused_where
from firesale.market.rates.accrual import debt_growth
from firesale.market.venues.base import Site
from firesale.market.venues.vaults.terms import VaultsTerms

COIN = 0
NOT_CHOSEN = -1.0


class OwnRates:
    """`chosen` (players,): rate per year, below 0 for those who have chosen none: they pay what the venue's rate model asks for.

    They grow by the venue's `interest`, as debts at the usual rate do; with "simple" as a vault of Liquity v2 does that nobody touches in between.
    A choice costs nothing; version 2 of Liquity charges for one within seven days of the last (by recollection, unverified).
    Source: Liquity v2, user-set rates.
    """

    def __init__(self, venue: str, site: Site, terms: VaultsTerms, book: Book) -> None:
        self.venue, self.site, self.terms, self.book = venue, site, terms, book
        self.chosen: FloatArray = np.full(site.players, NOT_CHOSEN)

    def choose(self, order: ChooseRate) -> Outcome:
        """Before a vault is opened, too. Of several choices of one account the last one counts."""
        accounts, rate = np.broadcast_arrays(np.asarray(order.account), np.asarray(order.rate, dtype=np.float64))
        outcome = refused_where(~self.allowed(rate), Refusal.BEYOND_RATES)
        if outcome is None:
            self.set(accounts, rate, order.motive)
        return outcome

    def allowed(self, rate: FloatArray) -> BoolArray:
        """Which rates (n,) may be chosen."""
        inside: BoolArray = (rate >= self.terms.least_rate) & (rate <= self.terms.most_rate)
        return inside

    def set(self, accounts: IntArray, rate: FloatArray, motive: str) -> None:
        """From now on these accounts pay these rates (n,)."""
        self.site.journal.write(self, "chosen", accounts, rate)
        self.site.log.add(RateChosen(self.venue, accounts, rate, motive))

    def of(self, rows: IntArray, usual: float) -> FloatArray:
        """Rate per year of rows of the book (n,), where `usual` is that of the model."""
        chosen = self.chosen[self.book.account[rows]]
        return np.where(chosen < 0.0, usual, chosen)

    def mean(self, usual: float) -> float:
        """Mean rate of all debts; the usual one if there is none."""
        rows = self._owing()
        debts = self.book.debt[rows, COIN]
        return float((debts * self.of(rows, usual)).sum() / debts.sum()) if len(rows) else usual

    def upfront_fees(self, rows: IntArray, amount: FloatArray, usual: float, index: float) -> FloatArray:
        """Fractions (n,) that are added to new debts of so many coins (n,) in these rows: some days of the mean rate with them in it.

        One after the other; fees are left out of the mean. Source: Liquity v2, `ActivePool.getNewApproxAvgInterestRateFromTroveChange`.
        """
        owing = self._owing()
        debts = self.book.debt[owing, COIN] * index
        weighted = float(debts @ self.of(owing, usual)) + np.cumsum(amount * self.of(rows, usual))
        mean = weighted / (float(debts.sum()) + np.cumsum(amount))
        return np.asarray(mean * self.terms.upfront_fee / SECONDS_PER_YEAR)

    def upfront_fee(self, usual: float) -> float:
        """Fraction that is added to a new debt that is small beside all others: some days of mean interest."""
        return self.mean(usual) * self.terms.upfront_fee / SECONDS_PER_YEAR

    def grow_apart(self, growth: float, seconds: float) -> None:
        """Scaled debts of those who chose a rate, corrected for an index that grew by the factor `growth`; called after it did."""
        rows = self._owing()
        rows = rows[self.chosen[self.book.account[rows]] >= 0.0]
        if len(rows):
            rates, which = np.unique(self.chosen[self.book.account[rows]], return_inverse=True)
            own = np.array([debt_growth(self.terms.interest, rate, seconds) for rate in rates.tolist()])[which]
            self.book.set_debt(rows, COIN, self.book.debt[rows, COIN] * own / growth)

    def _owing(self) -> IntArray:
        return np.flatnonzero(self.book.debt[: self.book.rows, COIN] > 0.0)
