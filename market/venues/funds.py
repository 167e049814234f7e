"""What a credit venue lends from: deposits, or a mint that creates what is borrowed and destroys what is repaid."""

from abc import ABC, abstractmethod

import numpy as np

from firesale.market.actions import Accounts
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import BadDebtRealised, ReserveRecorded
from firesale.market.oracles.feed import Feed
from firesale.market.rates.base import RateModel
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
        self.on_sale: FloatArray = np.zeros(len(terms.debt))  # debt that seized collateral is sold for

    def at_price(self, model: RateModel, place: int) -> RateModel:
        """A rate model at what the pool's oracle reports now for what is owed, if that matters to it."""
        if not model.reads_price:
            return model
        return model.at_price(float(self.site.feeds[self.terms.oracle].prices_of(self.terms.debt)[place]))

    def debt(self, place: int) -> float:
        """Units owed, interest included."""
        return self.book.debt_total.item(place) * self.borrow_index.item(place)

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

    def credit(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        """Give units that the accounts may withdraw: they are lenders of them where there are lenders."""
        self.lend(place, accounts, amount)

    def collect_with_fee(self, place: int, accounts: Accounts, amount: FloatArray, fee: FloatArray) -> None:
        """Take units back together with a fee that is the protocol's."""
        self.collect(place, accounts, amount + fee)

    def utilisation(self, place: int) -> float:
        """Share that is lent out, as the rate model counts it."""
        return utilisation(self.debt(place), self.cash(place))

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

    def put_on_sale(self, place: int, amount: float) -> None:
        """Debt that nobody owes any more: collateral was seized for it. What is raised for it may be more or less."""
        self.site.journal.write(self, "on_sale", place, self.on_sale[place] + amount)

    def raise_from(self, place: int, accounts: Accounts, amount: FloatArray, covered: float) -> None:
        """Take units (1,) that seized collateral was sold for: `covered` of debt on sale, the rest is the protocol's."""
        self.collect_with_fee(place, accounts, np.full_like(amount, covered), amount - covered)
        self.site.journal.write(self, "on_sale", place, max(0.0, float(self.on_sale[place]) - covered))

    def give_up(self, place: int, borrower: int, amount: float, price: float) -> None:
        """Nothing more will be raised for so much debt: it becomes deficit."""
        self.site.journal.write(self, "on_sale", place, max(0.0, float(self.on_sale[place]) - amount))
        self.realise_bad_debt(place, np.array([borrower]), np.array([amount]), price, of_lot=True)

    def realise_bad_debt(
        self, place: int, borrowers: IntArray, amount: FloatArray, price: float, of_lot: bool = False
    ) -> None:
        """Book debt that was written off as deficit. `amount` (n,) units; `of_lot`: the borrowers had been freed of it before."""
        self.site.journal.write(self, "deficit", place, self.deficit[place] + amount.sum())
        self.site.log.add(BadDebtRealised(self.pool, borrowers, self.terms.debt[place], amount, price, of_lot))

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
                    self.utilisation(place),
                    self.rates(place)[0],
                    float(prices[place]),
                )
            )
