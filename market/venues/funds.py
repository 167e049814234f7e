"""What a credit venue lends from: deposits, or a mint that creates what is borrowed and destroys what is repaid."""

from abc import ABC, abstractmethod

import numpy as np

from firesale.market.actions import Accounts
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import BadDebtRealised, ReserveRecorded
from firesale.market.oracles.feed import Feed
from firesale.market.risk import utilisation
from firesale.market.venues.base import Site
from firesale.market.venues.lending_terms import LendingTerms


class Funds(ABC):
    """One fund per debt asset. Debts grow with `borrow_index`; `deficit` is loss that nobody has borne yet. All in units of the asset."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, book: Book) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, book
        self.account = site.open_account()
        self.columns = [site.assets.column[asset] for asset in terms.debt]
        self.rate_models = list(terms.rates)  # in force now; they change only as time passes, never within a bundle
        self.borrow_index: FloatArray = np.ones(len(terms.debt))
        self.supply_index: FloatArray = np.ones(len(terms.debt))  # units per receipt token
        self.loss_free_index: FloatArray = np.ones(
            len(terms.debt)
        )  # what the supply index would be if no lender had ever lost
        self.protocol_claims: FloatArray = np.zeros(len(terms.debt))  # receipt tokens that the protocol would hold
        self.deficit: FloatArray = np.zeros(len(terms.debt))

    def debt(self, place: int) -> float:
        """Units owed, interest included."""
        return float(self.book.debt_total[place] * self.borrow_index[place])

    def prices(self, feed: Feed) -> FloatArray:
        """Numeraire per unit of each debt asset (d,), as the venue counts it: what its oracle reports now."""
        return feed.prices_of(self.terms.debt)

    @abstractmethod
    def cash(self, place: int) -> float:
        """Units that can be borrowed now."""

    @abstractmethod
    def deposits(self, place: int) -> float:
        """Units that holders of what the fund issues can claim."""

    @abstractmethod
    def claims(self, place: int) -> float:
        """Units that they and the protocol can claim."""

    @abstractmethod
    def surplus(self, place: int) -> float:
        """Units that nobody claims but the protocol."""

    @abstractmethod
    def lend(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        """Hand out units."""

    @abstractmethod
    def collect(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        """Take units back."""

    def collect_with_fee(self, place: int, accounts: Accounts, amount: FloatArray, fee: FloatArray) -> None:
        """Take units back together with a fee that is the protocol's."""
        self.collect(place, accounts, amount + fee)

    @abstractmethod
    def rates(self, place: int) -> tuple[float, float]:
        """Borrow and supply rate per year."""

    @abstractmethod
    def accrue(self, seconds: float) -> None:
        """Grow debts and claims by the interest of the time passed."""

    @abstractmethod
    def absorb(self, prices: FloatArray) -> None:
        """Meet each deficit with the waterfall of backstops; the rest stays, borne by nobody."""

    @abstractmethod
    def check(self) -> None:
        """Raise BrokenInvariantError if the fund does not add up."""

    def realise_bad_debt(self, place: int, borrowers: IntArray, amount: FloatArray, price: float) -> None:
        """Book debt that was written off as deficit. `amount` (n,) units."""
        self.site.journal.write(self, "deficit", place, self.deficit[place] + amount.sum())
        self.site.log.add(BadDebtRealised(self.pool, borrowers, self.terms.debt[place], amount, price))

    def record(self, prices: FloatArray) -> None:
        """Write the state of each fund to the event log."""
        for place, asset in enumerate(self.terms.debt):
            cash, debt = self.cash(place), self.debt(place)
            self.site.log.add(
                ReserveRecorded(
                    self.pool,
                    asset,
                    cash,
                    debt,
                    self.deposits(place),
                    float(self.deficit[place]),
                    utilisation(debt, cash),
                    self.rates(place)[0],
                    float(prices[place]),
                )
            )
