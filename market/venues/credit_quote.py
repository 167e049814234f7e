"""What a credit venue shows to everyone: its reserves, prices, rules and unsafe positions."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.liquidation.base import LiquidationMechanism, Spread
from firesale.market.margin.base import MarginRule
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.feed import Feed
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms, receipt_name
from firesale.market.venues.lot_list import Counter, LotList, no_lots


@dataclass(frozen=True, slots=True)
class UnsafeList:
    """All unsafe positions (u of them), the worst health first."""

    account: IntArray  # (u,)
    collateral: FloatArray  # (u, k), units
    debt: FloatArray  # (u, d), units, interest included
    health: FloatArray  # (u,)


class Quoted(Protocol):
    """What a quote reads of positions."""

    book: Book

    @property
    def margin(self) -> MarginRule:
        """The rule in force."""

    def collateral_prices(self) -> FloatArray:
        """Numeraire per unit of each collateral (k,)."""

    def debt_prices(self) -> FloatArray:
        """Numeraire per unit of each debt asset (d,)."""

    def closable(self) -> tuple[IntArray, FloatArray]:
        """Rows that may be liquidated now, and their health, worst first."""


class CreditQuote:
    """A pool as anybody can see it. Arrays follow the order of `collaterals` (k) and `debts` (d).

    Each number is worked out when first asked for: nothing changes while players decide. `remember` works out all of them.
    """

    def __init__(
        self,
        name: str,
        terms: LendingTerms,
        reserves: Funds,
        positions: Quoted,
        feed: Feed,
        house: ClosingHouse | None = None,
    ) -> None:
        self.name = name
        self.collaterals = terms.collateral
        self.debts = terms.debt
        self.flash_fee = terms.flash_fee
        self.liquidation: LiquidationMechanism = terms.liquidation
        self.oracle: Oracle = feed.oracle  # the rule by which the pool learns prices: protocol parameters are public
        self._terms, self._reserves, self._positions, self._feed = terms, reserves, positions, feed
        self._house = house

    @cached_property
    def margin(self) -> MarginRule:
        """The rule in force now."""
        return self._positions.margin

    @property
    def spread(self) -> Spread:
        """The mechanism of a pool whose positions are closed at once by whoever repays debt."""
        assert isinstance(self.liquidation, Spread)
        return self.liquidation

    @cached_property
    def receipts(self) -> tuple[str, ...]:
        """The claim on each debt asset that the pool issues."""
        return tuple(receipt_name(self.name, asset) for asset in self.debts)

    @cached_property
    def oracle_sources(self) -> tuple[str, ...]:
        """Names of the exchanges that the pool's oracle reads."""
        return tuple(source.name for source in self._feed.sources)

    @cached_property
    def collateral_price(self) -> FloatArray:
        """Numeraire per unit (k,), as the pool's oracle reports."""
        return self._positions.collateral_prices()

    @cached_property
    def debt_price(self) -> FloatArray:
        """Numeraire per unit (d,), as the pool's oracle reports."""
        return self._positions.debt_prices()

    @cached_property
    def cash(self) -> FloatArray:
        """Units (d,) that can be withdrawn or borrowed now."""
        return np.array([self._reserves.cash(place) for place in range(len(self.debts))])

    @cached_property
    def borrowed(self) -> FloatArray:
        """Units (d,) owed, interest included."""
        return np.array([self._reserves.debt(place) for place in range(len(self.debts))])

    @cached_property
    def deficit(self) -> FloatArray:
        """Units (d,) of loss that nobody has borne yet."""
        return self._reserves.deficit.copy()

    @cached_property
    def supply_index(self) -> FloatArray:
        """Units (d,) per receipt token."""
        return self._reserves.supply_index.copy()

    @cached_property
    def _rates(self) -> FloatArray:
        return np.array([self._reserves.rates(place) for place in range(len(self.debts))])

    @property
    def borrow_rate(self) -> FloatArray:
        """Per year (d,)."""
        return self._rates[:, 0]

    @property
    def supply_rate(self) -> FloatArray:
        """Per year (d,)."""
        return self._rates[:, 1]

    @cached_property
    def borrow_room(self) -> FloatArray:
        """Units (d,) up to the borrow cap or the cash, whichever comes first."""
        return np.minimum(self.cash, np.maximum(0.0, self._terms.borrow_cap - self.borrowed))

    @cached_property
    def borrowing_fee(self) -> float:
        """Fraction that is added to a new debt: nothing where deposits are lent."""
        return 0.0

    @cached_property
    def utilisation(self) -> FloatArray:
        """Share of each reserve that is lent out, (d,)."""
        total = self.cash + self.borrowed
        return np.asarray(self.borrowed / (total + (total == 0.0)), dtype=np.float64)

    @cached_property
    def unsafe(self) -> UnsafeList:
        """The positions that may be liquidated now."""
        rows, health = self._positions.closable()
        book = self._positions.book
        if len(rows) == 0:
            return UnsafeList(rows, book.collateral[:0], book.debt[:0], health)
        debt = book.debt[rows] * self._reserves.borrow_index
        return UnsafeList(book.account[rows], book.collateral[rows], debt, health)

    @cached_property
    def lots(self) -> LotList:
        """What is auctioned now."""
        return no_lots() if self._house is None else self._house.on_sale()

    @cached_property
    def storefront(self) -> Counter | None:
        """What the pool sells of collateral that it absorbed; None if it does not."""
        return None if self._house is None else self._house.counter()

    def remember(self) -> None:
        """Work out everything now, so that it can be shown later, when things have changed."""
        for name, member in vars(CreditQuote).items():
            if isinstance(member, cached_property):
                getattr(self, name)
