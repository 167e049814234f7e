"""The lent assets of a pool: cash, indexes of interest, claims on them, and losses that nobody has borne yet."""

from dataclasses import replace
from functools import partial

from typing_extensions import override

from firesale.market.actions import Accounts
from firesale.market.arrays import FloatArray
from firesale.market.backstops.base import Absorption, Bearer, Resources, waterfall
from firesale.market.book import Book
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import InterestAccrued, InterestShortfall, LossAbsorbed
from firesale.market.ledger import TOLERANCE
from firesale.market.rates.accrual import debt_growth, linear_growth, nominal_rate, supply_rate
from firesale.market.risk import utilisation
from firesale.market.venues.base import Site
from firesale.market.venues.capital import outlets, raise_capital
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms, receipt_name


class Reserves(Funds):
    """One reserve per debt asset. Identity: cash + debt + debt on sale + deficit = claims + surplus, with surplus >= 0.

    Claims are receipt tokens and the protocol's own part, both worth `supply_index` units. The surplus is interest that was paid by compounding
    and credited linearly; it takes a loss before anybody else. Source: Aave v3, `ReserveLogic`.
    """

    def __init__(self, pool: str, site: Site, terms: LendingTerms, book: Book) -> None:
        super().__init__(pool, site, terms, book)
        self.receipt_columns = [site.assets.column[receipt_name(pool, asset)] for asset in terms.debt]
        for place, asset in enumerate(terms.debt):
            founded = float(site.ledger.supply[self.receipt_columns[place]])  # what an exchange opened with is backed
            site.ledger.mint(self.columns[place], self.account, founded)
            site.redemption[receipt_name(pool, asset)] = partial(self._index, place)
            site.loss_free_index[receipt_name(pool, asset)] = partial(self._loss_free_index, place)

    def _index(self, place: int) -> float:
        return float(self.supply_index[place])

    def _loss_free_index(self, place: int) -> float:
        return float(self.loss_free_index[place])

    @override
    def cash(self, place: int) -> float:
        return self.site.ledger.balance(self.account, self.columns[place])

    @override
    def deposits(self, place: int) -> float:
        return self.site.ledger.supply.item(self.receipt_columns[place]) * self.supply_index.item(place)

    @override
    def claims(self, place: int) -> float:
        return self.deposits(place) + self.protocol_claims.item(place) * self.supply_index.item(place)

    @override
    def credit(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        self.site.ledger.mint(self.receipt_columns[place], accounts, amount / float(self.supply_index[place]))

    @override
    def surplus(self, place: int) -> float:
        return self.cash(place) + self.debt(place) + self.unpaid(place) - self.claims(place)

    def unpaid(self, place: int) -> float:
        """Units that lenders claim and nobody owes: debt on sale, and deficit."""
        return self.on_sale.item(place) + self.deficit.item(place)

    @override
    def lend(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        self.site.ledger.transfer(self.columns[place], self.account, accounts, amount)

    @override
    def collect(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        self.site.ledger.transfer(self.columns[place], accounts, self.account, amount)

    @override
    def rates(self, place: int) -> tuple[float, float]:
        model = self.at_price(self.rate_models[place], place)
        lent_out = self.utilisation(place)
        borrow = float(model.borrow_rate(lent_out))
        return borrow, self._supply_rate(place, borrow, lent_out)

    @override
    def utilisation(self, place: int) -> float:
        """With rates of its own for lenders, debt over deposits, which may exceed 1. Source: Compound v3, `Comet.getUtilization`."""
        if not self.terms.supply_rates:
            return self._lent_out(place, 0.0)
        deposits = self.deposits(place)
        return self.debt(place) / deposits if deposits > 0.0 else 0.0

    def _lent_out(self, place: int, unpaid: float) -> float:
        """Debt over what lenders claim, `unpaid` of which nobody owes: 1 at most.

        Where the protocol's part lies apart, it is not lent, though it may be once lenders have taken their cash. Source: Compound v2,
        `JumpRateModel.utilizationRate(cash, borrows, reserves)`, without rates beyond full utilisation.
        """
        idle = self.cash(place) + unpaid
        if self.terms.reserves_apart:
            idle = max(0.0, idle - self.protocol_claims.item(place) * self.supply_index.item(place))
        return utilisation(self.debt(place), idle)

    def _supply_rate(self, place: int, borrow: float, lent_out: float) -> float:
        """What lenders earn while this part is lent out; nobody pays interest on what is unpaid."""
        if self.terms.supply_rates:
            model = self.at_price(self.terms.supply_rates[place], place)
            return float(model.borrow_rate(lent_out))
        unpaid = self.unpaid(place)
        earning = self._lent_out(place, unpaid) if unpaid else lent_out
        borrow = nominal_rate(self.terms.interest, borrow)
        return supply_rate(borrow, earning, self.terms.reserve_factor.item(place))

    @override
    def accrue(self, seconds: float) -> None:
        if seconds <= 0.0:
            return
        for place, asset in enumerate(self.terms.debt):
            debt, model = self.debt(place), self.rate_models[place]
            lent_out = self.utilisation(place)
            self.rate_models[place] = model.after(lent_out, seconds)
            if debt <= 0.0:
                continue
            borrow = float(self.at_price(model, place).mean_rate(lent_out, seconds))
            supply = self._supply_rate(place, borrow, lent_out)
            growth = debt_growth(self.terms.interest, borrow, seconds)
            interest = debt * (growth - 1.0)
            kept = self._kept(place, interest, supply, seconds)
            borrow_index = self.borrow_index.item(place) * growth
            earned = self._earned(place, interest - kept, supply, seconds)
            supply_index = self.supply_index.item(place) * earned
            write = self.site.journal.write
            write(self, "borrow_index", place, borrow_index)
            write(self, "supply_index", place, supply_index)
            write(self, "loss_free_index", place, self.loss_free_index.item(place) * earned)
            if supply_index > 0.0:
                self._keep(place, kept, supply_index, earned)
            if interest > 0.0 or earned > 1.0:
                self.site.log.add(InterestAccrued(self.pool, asset, interest, borrow_index, supply_index))

    def _earned(self, place: int, paid: float, supply: float, seconds: float) -> float:
        """Factor by which claims grow: by simple interest at the rate of lenders, or by all that is left of what borrowers pay."""
        if not self.terms.paid_out:
            return linear_growth(supply, seconds)
        claims = self.deposits(place) if self.terms.reserves_apart else self.claims(place)
        return 1.0 + paid / claims if claims > 0.0 else linear_growth(supply, seconds)

    def _kept(self, place: int, interest: float, supply: float, seconds: float) -> float:
        """The protocol's part of the interest, units; negative where lenders earn more than borrowers pay."""
        if not self.terms.supply_rates:
            return interest * self.terms.reserve_factor.item(place)
        return interest - self.claims(place) * (linear_growth(supply, seconds) - 1.0)

    def _keep(self, place: int, kept: float, supply_index: float, earned: float) -> None:
        """What lenders earn beyond what borrowers pay is the protocol's loss, and deficit where it has nothing.

        Its claims grow with the index as lenders' do, unless they lie apart.
        """
        before = self.protocol_claims.item(place) / (earned if self.terms.reserves_apart else 1.0)
        claims = before + kept / supply_index
        write = self.site.journal.write
        write(self, "protocol_claims", place, max(0.0, claims))
        if claims < 0.0:
            write(self, "deficit", place, float(self.deficit[place]) - claims * supply_index)
            self.site.log.add(InterestShortfall(self.pool, self.terms.debt[place], -claims * supply_index))

    @override
    def absorb(self, prices: FloatArray) -> None:
        """Meet each deficit with the surplus, then with the waterfall of backstops; the rest stays, borne by nobody."""
        for place, asset in enumerate(self.terms.debt):
            if self.deficit[place] <= 0.0:
                continue
            surplus = min(float(self.deficit[place]), max(0.0, self.surplus(place)))
            taken = [Absorption("surplus", Bearer.RESERVES, surplus)] if surplus > 0.0 else []
            protocol = float(self.protocol_claims[place] * self.supply_index[place])
            selling = outlets(self.site, self.terms.backstops, asset)
            resources = Resources(reserves=protocol, lenders=self.deposits(place), outlets=selling)
            taken += waterfall(self.terms.backstops, float(self.deficit[place]) - surplus, resources)
            for decided in taken:
                absorption = self._raised(decided) if decided.bearer is Bearer.TOKEN_HOLDERS else decided
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

    def _raised(self, decided: Absorption) -> Absorption:
        """The same with what a sale of new tokens brings into the reserve."""
        if decided.amount <= 0.0:
            return decided
        raised = raise_capital(self.site, self.pool, self.account, decided)
        return replace(decided, amount=min(raised, decided.amount))

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

    @override
    def check(self) -> None:
        """Raise BrokenInvariantError if claims exceed what there is."""
        for place, asset in enumerate(self.terms.debt):
            if not self.surplus(place) >= -TOLERANCE * max(1.0, self._largest(place)):
                raise BrokenInvariantError(
                    f"{self.pool}: claims on {asset} exceed its assets by {-self.surplus(place)}"
                )
