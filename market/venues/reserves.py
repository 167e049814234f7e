"""The lent assets of a pool: cash, indexes of interest, claims on them, and losses that nobody has borne yet."""

from functools import partial

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.backstops.base import Absorption, Bearer, Resources, waterfall
from firesale.market.book import Book
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import BadDebtRealised, InterestAccrued, LossAbsorbed, ReserveRecorded
from firesale.market.ledger import TOLERANCE
from firesale.market.rates.accrual import compounded_growth, linear_growth, supply_rate
from firesale.market.risk import utilisation
from firesale.market.venues.base import Site
from firesale.market.venues.lending_terms import LendingTerms, receipt_name


class Reserves:
    """One reserve per debt asset. Identity: cash + debt + deficit = claims + surplus, with surplus >= 0.

    Claims are receipt tokens and the protocol's own part, both worth `supply_index` units. The surplus is interest that was paid by compounding
    and credited linearly; it takes a loss before anybody else. Source: Aave v3, `ReserveLogic`.
    """

    def __init__(self, pool: str, site: Site, terms: LendingTerms, book: Book) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, book
        self.account = site.open_account()
        d = len(terms.debt)
        self.columns = [site.assets.column[asset] for asset in terms.debt]
        self.receipt_columns = [site.assets.column[receipt_name(pool, asset)] for asset in terms.debt]
        self.borrow_index: FloatArray = np.ones(d)
        self.supply_index: FloatArray = np.ones(d)
        self.loss_free_index: FloatArray = np.ones(d)  # what the supply index would be if no lender had ever lost
        self.protocol_claims: FloatArray = np.zeros(d)  # receipt tokens that the protocol would hold
        self.deficit: FloatArray = np.zeros(d)  # units
        self.rate_models = list(terms.rates)  # in force now; they change only as time passes, never within a bundle
        for place, asset in enumerate(terms.debt):
            founded = float(site.ledger.supply[self.receipt_columns[place]])  # what an exchange opened with is backed
            site.ledger.mint(self.columns[place], self.account, founded)
            site.redemption[receipt_name(pool, asset)] = partial(self._index, place)
            site.loss_free_index[receipt_name(pool, asset)] = partial(self._loss_free_index, place)

    def _index(self, place: int) -> float:
        return float(self.supply_index[place])

    def _loss_free_index(self, place: int) -> float:
        return float(self.loss_free_index[place])

    def cash(self, place: int) -> float:
        """Units that lie in the pool."""
        return self.site.ledger.balance(self.account, self.columns[place])

    def debt(self, place: int) -> float:
        """Units owed, interest included."""
        return float(self.book.debt_total[place] * self.borrow_index[place])

    def deposits(self, place: int) -> float:
        """Units that receipt tokens can claim."""
        return float(self.site.ledger.supply[self.receipt_columns[place]] * self.supply_index[place])

    def claims(self, place: int) -> float:
        """Units that receipt tokens and the protocol can claim."""
        return self.deposits(place) + float(self.protocol_claims[place] * self.supply_index[place])

    def surplus(self, place: int) -> float:
        """Units that nobody claims."""
        return self.cash(place) + self.debt(place) + float(self.deficit[place]) - self.claims(place)

    def rates(self, place: int) -> tuple[float, float]:
        """Borrow and supply rate per year."""
        debt, cash = self.debt(place), self.cash(place)
        borrow = float(self.rate_models[place].borrow_rate(utilisation(debt, cash)))
        return borrow, self._supply_rate(place, borrow)

    def _supply_rate(self, place: int, borrow: float) -> float:
        debt, cash = self.debt(place), self.cash(place)
        earning = utilisation(debt, cash + float(self.deficit[place]))  # a deficit is claimed and earns nothing
        return supply_rate(borrow, earning, float(self.terms.reserve_factor[place]))

    def accrue(self, seconds: float) -> None:
        """Grow debts and claims by the interest of the time passed."""
        for place, asset in enumerate(self.terms.debt):
            debt, model = self.debt(place), self.rate_models[place]
            if seconds <= 0.0:
                continue
            lent_out = utilisation(debt, self.cash(place))
            self.rate_models[place] = model.after(lent_out, seconds)
            if debt <= 0.0:
                continue
            borrow = float(model.mean_rate(lent_out, seconds))
            supply = self._supply_rate(place, borrow)
            growth = compounded_growth(borrow, seconds)
            interest = debt * (growth - 1.0)
            kept = interest * float(self.terms.reserve_factor[place])
            borrow_index = float(self.borrow_index[place]) * growth
            earned = linear_growth(supply, seconds)
            supply_index = float(self.supply_index[place]) * earned
            write = self.site.journal.write
            write(self, "borrow_index", place, borrow_index)
            write(self, "supply_index", place, supply_index)
            write(self, "loss_free_index", place, self.loss_free_index[place] * earned)
            if supply_index > 0.0:
                write(self, "protocol_claims", place, self.protocol_claims[place] + kept / supply_index)
            if interest > 0.0:
                self.site.log.add(InterestAccrued(self.pool, asset, interest, borrow_index, supply_index))

    def realise_bad_debt(self, place: int, borrowers: IntArray, amount: FloatArray, price: float) -> None:
        """Book debt that was written off as deficit. `amount` (n,) units."""
        self.site.journal.write(self, "deficit", place, self.deficit[place] + amount.sum())
        self.site.log.add(BadDebtRealised(self.pool, borrowers, self.terms.debt[place], amount, price))

    def absorb(self, prices: FloatArray) -> None:
        """Meet each deficit with the surplus, then with the waterfall of backstops; the rest stays, borne by nobody."""
        for place, asset in enumerate(self.terms.debt):
            if self.deficit[place] <= 0.0:
                continue
            surplus = min(float(self.deficit[place]), max(0.0, self.surplus(place)))
            taken = [Absorption("surplus", Bearer.RESERVES, surplus)] if surplus > 0.0 else []
            protocol = float(self.protocol_claims[place] * self.supply_index[place])
            resources = Resources(reserves=protocol, lenders=self.deposits(place))
            taken += waterfall(self.terms.backstops, float(self.deficit[place]) - surplus, resources)
            for absorption in taken:
                if absorption.amount <= 0.0:
                    continue
                self._bear(place, absorption)
                self.site.log.add(
                    LossAbsorbed(
                        self.pool,
                        absorption.backstop,
                        absorption.bearer,
                        asset,
                        absorption.amount,
                        float(prices[place]),
                        float(self.supply_index[place]),
                    )
                )

    def _bear(self, place: int, absorption: Absorption) -> None:
        write, amount = self.site.journal.write, absorption.amount
        index = float(self.supply_index[place])
        if absorption.backstop != "surplus" and absorption.bearer is Bearer.RESERVES and index > 0.0:
            write(self, "protocol_claims", place, max(0.0, float(self.protocol_claims[place]) - amount / index))
        if absorption.bearer is Bearer.LENDERS:
            left = max(0.0, self.deposits(place) - amount)
            share = left / self.deposits(place)
            write(self, "protocol_claims", place, self.protocol_claims[place] / share if share > 0.0 else 0.0)
            write(self, "supply_index", place, index * share)
        write(self, "deficit", place, max(0.0, float(self.deficit[place]) - amount))

    def rounding(self, place: int) -> float:
        """Cash that may be missing by rounding alone when the last lender wants it, units."""
        return self.site.ledger.rounding(self.receipt_columns[place]) * float(self.supply_index[place])

    def _largest(self, place: int) -> float:
        """What the reserve's sums have been at most, units."""
        deposits = self.site.ledger.largest_supply[self.receipt_columns[place]] * self.supply_index[place]
        debt = self.book.largest_debt[place] * self.borrow_index[place]
        return float(self.cash(place) + deposits + debt)

    def check(self) -> None:
        """Raise BrokenInvariantError if claims exceed what there is."""
        for place, asset in enumerate(self.terms.debt):
            if not self.surplus(place) >= -TOLERANCE * max(1.0, self._largest(place)):
                raise BrokenInvariantError(
                    f"{self.pool}: claims on {asset} exceed its assets by {-self.surplus(place)}"
                )

    def record(self, prices: FloatArray) -> None:
        """Write the state of each reserve to the event log."""
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
