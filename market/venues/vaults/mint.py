"""The mint: creates the coins that are borrowed, destroys those that are repaid, and keeps the protocol's surplus."""

from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from firesale.market.actions import Accounts
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import InterestAccrued
from firesale.market.ledger import TOLERANCE
from firesale.market.oracles.feed import Feed
from firesale.market.rates.accrual import debt_growth
from firesale.market.risk import utilisation
from firesale.market.venues.base import Site
from firesale.market.venues.funds import Funds
from firesale.market.venues.vaults.own_rates import OwnRates
from firesale.market.venues.vaults.stability_fund import StabilityFund
from firesale.market.venues.vaults.terms import VaultsTerms

if TYPE_CHECKING:
    from firesale.market.venues.vaults.loss_desk import LossDesk

COIN = 0
PEG = 0
"""Column of the ledger of what the coin is pegged to: the numeraire."""


class Mint(Funds):
    """Identity: supply = debt + debt on sale + deficit + founded. Coins that no vault owes existed before the start, each backed by one unit of the
    peg asset.

    `account` holds the protocol's surplus; `losses` is set once there are vaults.
    Source: Maker, `vat.debt = art * rate + vice`; `Vow` for the surplus.
    """

    losses: "LossDesk"

    def __init__(self, pool: str, site: Site, terms: VaultsTerms, book: Book, stability: StabilityFund) -> None:
        super().__init__(pool, site, terms, book)
        self.vaults, self.stability = terms, stability
        self.gas_account, self.backing_account = site.open_account(), site.open_account()
        self.column = self.columns[COIN]
        self.own = OwnRates(pool, site, terms, book)
        self.gas: FloatArray = np.zeros(site.players)  # coins kept for whoever liquidates each player's vault
        opened_with = self.supply  # what exchanges hold that opened before
        self.founded: FloatArray = np.array([opened_with])
        site.ledger.mint(PEG, self.backing_account, opened_with)

    @property
    def supply(self) -> float:
        """Coins that there are."""
        return float(self.site.ledger.supply[self.column])

    @override
    def surplus(self, place: int = COIN) -> float:
        return self.site.ledger.balance(self.account, self.column)

    @override
    def prices(self, feed: Feed) -> FloatArray:
        return np.ones(1)

    @override
    def cash(self, place: int) -> float:
        return max(0.0, float(self.terms.borrow_cap[place]) - self.debt(place))

    @override
    def deposits(self, place: int) -> float:
        return self.supply

    @override
    def claims(self, place: int) -> float:
        return self.supply

    @override
    def lend(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        self.site.ledger.mint(self.column, accounts, amount)

    @override
    def collect(self, place: int, accounts: Accounts, amount: FloatArray) -> None:
        self.site.ledger.burn(self.column, accounts, amount)

    @override
    def collect_with_fee(self, place: int, accounts: Accounts, amount: FloatArray, fee: FloatArray) -> None:
        self.collect(place, accounts, amount)
        self.site.ledger.transfer(self.column, accounts, self.account, fee)

    @override
    def rates(self, place: int) -> tuple[float, float]:
        usual = self.usual_rate()
        return self.own.mean(usual) if self.vaults.own_rates else usual, 0.0

    def usual_rate(self) -> float:
        """Rate per year of vaults whose owners have chosen none."""
        used = utilisation(self.debt(COIN), self.cash(COIN))
        return float(self.at_price(self.rate_models[COIN], COIN).borrow_rate(used))

    def rates_of(self, rows: IntArray) -> FloatArray:
        """Rate per year of rows of the book (n,)."""
        return self.own.of(rows, self.usual_rate())

    def mint_reserve(self, accounts: IntArray, fee: FloatArray, gas: FloatArray) -> None:
        """Mint the protocol's fee and the gas reserve of new debts (n,)."""
        ledger = self.site.ledger
        ledger.mint(self.column, self.account, fee)
        ledger.mint(self.column, self.gas_account, gas)
        self.site.journal.write(self, "gas", accounts, self.gas[accounts] + gas)

    def burn_reserve(self, accounts: IntArray) -> None:
        """Destroy the gas reserves of vaults that are closed by their owners or by a redemption."""
        self.site.ledger.burn(self.column, self.gas_account, float(self.gas[accounts].sum()))
        self.site.journal.write(self, "gas", accounts, 0.0)

    def pay_reserve(self, accounts: IntArray, liquidator: Accounts) -> FloatArray:
        """Pay the gas reserves of liquidated vaults to whoever triggered it; the coins paid (n,)."""
        gas: FloatArray = self.gas[accounts].copy()
        self.site.ledger.transfer(self.column, self.gas_account, liquidator, gas)
        self.site.journal.write(self, "gas", accounts, 0.0)
        return gas

    @override
    def accrue(self, seconds: float) -> None:
        """Stability fees: debts grow, and as many coins are minted for the protocol and the stability pool. Source: Maker, `jug.drip`
        (with the interest that is `effective`).
        """
        debt, model = self.debt(COIN), self.rate_models[COIN]
        if seconds <= 0.0:
            return
        used = utilisation(debt, self.cash(COIN))
        self.rate_models[COIN] = model.after(used, seconds)
        if debt <= 0.0:
            return
        growth = debt_growth(self.terms.interest, float(self.at_price(model, COIN).mean_rate(used, seconds)), seconds)
        fees = debt * (growth - 1.0)
        self.site.journal.write(self, "borrow_index", COIN, float(self.borrow_index[COIN]) * growth)
        if self.vaults.own_rates:
            self.own.grow_apart(growth, seconds)
            fees = self.debt(COIN) - debt
        if fees <= 0.0:
            return
        shared = fees * (1.0 - float(self.terms.reserve_factor[COIN])) if self.stability.total > 0.0 else 0.0
        self.site.ledger.mint(self.column, self.account, fees - shared)
        if shared > 0.0:
            self.site.ledger.mint(self.column, self.stability.account, shared)
            self.stability.gain_coins(shared)
        index = float(self.borrow_index[COIN])
        self.site.log.add(InterestAccrued(self.pool, self.vaults.coin, fees, index, 1.0))

    @override
    def absorb(self, prices: FloatArray) -> None:
        self.losses.absorb()

    def found(self, accounts: Accounts, amount: FloatArray) -> None:
        """At set-up: coins that players hold at the start, backed by the peg asset until vaults are found that minted them."""
        self.site.ledger.mint(self.column, accounts, amount)
        self.site.ledger.mint(PEG, self.backing_account, float(np.sum(amount)))
        self.founded[0] += float(np.sum(amount))

    def settle_founding(self) -> None:
        """At the end of set-up: what vaults minted and sold is what others hold; only coins that no vault owes stay backed by the peg asset."""
        sold = min(self.site.ledger.balance(self.site.world, self.column), float(self.founded[0]))
        self.site.ledger.burn(self.column, self.site.world, sold)
        self.site.ledger.burn(PEG, self.backing_account, sold)
        self.founded[0] -= sold

    @override
    def check(self) -> None:
        """Raise BrokenInvariantError if there are more or fewer coins than are owed."""
        owed = self.debt(COIN) + float(self.on_sale[COIN] + self.deficit[COIN] + self.founded[0])
        largest = float(self.site.ledger.largest_supply[self.column])
        if not abs(self.supply - owed) <= TOLERANCE * max(1.0, largest):
            raise BrokenInvariantError(f"{self.pool}: {self.supply} {self.vaults.coin} issued, {owed} owed")
