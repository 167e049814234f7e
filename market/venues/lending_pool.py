"""Lending pool: many collaterals, many debts, receipt tokens that are ordinary assets. A composition of parts; it acts on what they decide."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.actions import Borrow, Liquidate, PostCollateral, Repay, Supply, Withdraw, WithdrawCollateral
from firesale.market.arrays import FloatArray
from firesale.market.book import Book
from firesale.market.events import AssetListed, VenueOpened
from firesale.market.margin.base import Positions
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.borrower_desk import BorrowerDesk
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.lender_desk import LenderDesk
from firesale.market.venues.lending_terms import LendingTerms, receipt_name
from firesale.market.venues.liquidation_desk import LiquidationDesk
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.reserves import Reserves


class LendingPool(Venue):
    """`reserves`: what is lent; `positions`: who pledged and owes what; three desks act on them: lenders, borrowers, liquidators."""

    kind = "lending_pool"

    def __init__(self, name: str, site: Site, terms: LendingTerms) -> None:
        super().__init__(name, site)
        self.terms = terms
        self.issued = tuple(receipt_name(name, asset) for asset in terms.debt)
        self.feed = site.feeds[terms.oracle]
        self.book = Book(site.players, len(terms.collateral), len(terms.debt), site.journal)
        self.reserves = Reserves(name, site, terms, self.book)
        self.positions = PositionDesk(name, site, terms, self.book, self.reserves, self.feed)
        self.lenders = LenderDesk(name, site, terms, self.reserves)
        self.borrowers = BorrowerDesk(name, site, terms, self.book, self.reserves, self.positions)
        self.liquidators = LiquidationDesk(name, site, terms, self.book, self.reserves, self.positions)
        self.handlers = {
            Supply: self.lenders.supply,
            Withdraw: self.lenders.withdraw,
            PostCollateral: self.borrowers.post_collateral,
            WithdrawCollateral: self.borrowers.withdraw_collateral,
            Borrow: self.borrowers.borrow,
            Repay: self.borrowers.repay,
            Liquidate: self.liquidators.liquidate,
        }
        self._introduce()

    def arrange(self) -> None:
        """Sort positions by health, so that the watch list's blocks are tight."""
        rows = np.arange(self.book.rows)
        self.book.arrange(np.argsort(self.positions.health(rows), kind="stable"))

    @override
    def accrue(self, seconds: float) -> None:
        self.reserves.accrue(seconds)

    @override
    def absorb(self) -> None:
        if self.reserves.deficit.any():
            self.reserves.absorb(self.positions.debt_prices())

    @override
    def check(self) -> None:
        self.reserves.check()
        self.positions.check()

    @override
    def audit(self) -> None:
        self.positions.audit()

    @override
    def record(self) -> None:
        self.reserves.record(self.positions.debt_prices())
        self.positions.record()

    @override
    def claim_value(self, asset: str) -> float:
        place = self.issued.index(asset)
        value = float(self.reserves.supply_index[place] * self.site.assets.values[self.reserves.columns[place]])
        return value * (1.0 - self.loss_share(self.terms.debt[place]))

    @override
    def equity(self, values: FloatArray) -> FloatArray | None:
        return self.positions.equity(values)

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        return self.positions.equity_of(account, values)

    @override
    def health_of(self, account: int) -> float:
        row = int(self.book.row_of[account])
        return float(self.positions.health(np.array([row]))[0]) if row >= 0 else float("inf")

    def loss_share(self, asset: str) -> float:
        """Part of the claims on a reserve that is lost at fundamental prices: its deficit, and its part of debt above collateral."""
        return self._lost(asset, self.site.assets.values)

    def loss_seen(self, asset: str) -> float:
        """The same with collateral at what the pool takes it for: what its lenders see of a loss that is knocked out, nothing."""
        return self._lost(asset, self.positions.loss_free.values(self.site.assets.values))

    def _lost(self, asset: str, values: FloatArray) -> float:
        reserves, place = self.reserves, self.terms.debt.index(asset)
        claims = reserves.claims(place)
        if claims <= 0.0:
            return 0.0
        owed = sum(reserves.debt(d) * float(values[column]) for d, column in enumerate(reserves.columns))
        uncovered = self.positions.uncovered(values) * reserves.debt(place) / owed if owed > 0.0 else 0.0
        return min(1.0, (float(reserves.deficit[place]) + uncovered) / claims)

    def quote(self) -> CreditQuote:
        """The pool as anybody can see it now."""
        return CreditQuote(self.name, self.terms, self.reserves, self.positions, self.feed)

    def _introduce(self) -> None:
        """Say in the event log what the pool is."""
        log, terms = self.site.log, self.terms
        log.add(VenueOpened(self.name, self.kind))
        k, d = len(terms.collateral), len(terms.debt)
        one_unit_each = Positions(np.eye(k), np.ones((k, d)), np.ones(k), np.ones(d) / d)
        for asset, threshold in zip(terms.collateral, self.positions.margin.health(one_unit_each), strict=True):
            underlying = self.site.assets.underlying.get(asset, "")
            log.add(AssetListed(self.name, asset, "collateral", underlying, terms.oracle, float(threshold)))
        for asset in self.positions.loss_free.places.values():
            log.add(AssetListed(self.name, asset, "loss-free", self.site.assets.underlying[asset], terms.oracle, 0.0))
        for asset in terms.debt:
            log.add(AssetListed(self.name, asset, "debt", "", terms.oracle, 0.0))
            log.add(AssetListed(self.name, receipt_name(self.name, asset), "receipt", asset, "", 0.0))


@dataclass(frozen=True)
class LendingPoolTerms(LendingTerms):
    """Terms that open as a lending pool."""

    @override
    def open(self, name: str, site: Site) -> LendingPool:
        return LendingPool(name, site, self)
