"""What the market, its view, bundles and the opening need of a venue where one lends and owes, whatever its rules."""

from abc import abstractmethod
from typing import Protocol

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.oracles.feed import Feed
from firesale.market.venues.base import Venue
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.flash_desk import FlashDesk
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms


class CreditPositions(Protocol):
    """The positions of a credit venue, by their rows in its book."""

    @property
    def margin(self) -> MarginRule:
        """The rule in force."""

    def collateral_prices(self) -> FloatArray:
        """Numeraire per unit of each collateral (k,), as the oracle reports now."""

    def debt_prices(self) -> FloatArray:
        """Numeraire per unit of each debt asset (d,), as the oracle reports now."""

    def at(self, rows: IntArray) -> Positions:
        """The positions in these rows, at prices now."""

    def health(self, rows: IntArray) -> FloatArray:
        """Health of these rows: below 1 they may be liquidated."""

    def equity_of(self, account: int, values: FloatArray) -> float:
        """What one player's position is worth at fair values (m,), numeraire."""


class Credit(Venue):
    """Reserves that are lent, a book of who owes, and what the positions are worth."""

    terms: LendingTerms
    feed: Feed
    book: Book
    reserves: Funds
    flash: FlashDesk
    positions: CreditPositions

    @abstractmethod
    def public_quote(self) -> CreditQuote:
        """The venue as anybody can see it now."""

    @abstractmethod
    def loss_seen(self, asset: str) -> float:
        """Part of the claims on a reserve that its lenders can see is lost."""

    @abstractmethod
    def most_debt(self, collateral: FloatArray, bands: int | None) -> FloatArray:
        """Most units of debt (n,) that collateral (n, k) may open with; infinite where the margin rule is all there is to ask."""

    @abstractmethod
    def open_positions(
        self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str, bands: int | None
    ) -> FloatArray:
        """Place positions at set-up: collateral (n, k) and debt (n, d) in units, which accounts and reserves have; units handed out (n, d)."""

    @abstractmethod
    def arrange(self) -> None:
        """Put the book in order after the last position is placed."""
