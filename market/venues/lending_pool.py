"""Lending pool: many collaterals, many debts, receipt tokens that are ordinary assets. A composition of parts; it acts on what they decide."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.actions import (
    Action,
    Borrow,
    PostCollateral,
    Repay,
    SetParameters,
    Supply,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import AssetListed, VenueOpened
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.auction import Auction
from firesale.market.margin.base import Positions
from firesale.market.venues.auction_house import AuctionHouse
from firesale.market.venues.base import Handler, Site
from firesale.market.venues.borrower_desk import BorrowerDesk
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.credit import Credit
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.flash_desk import FlashDesk
from firesale.market.venues.funds import Funds
from firesale.market.venues.lender_desk import LenderDesk
from firesale.market.venues.lending_terms import LendingTerms, receipt_name
from firesale.market.venues.liquidation_desk import LiquidationDesk
from firesale.market.venues.margin_desk import MarginDesk
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.reserves import Reserves
from firesale.market.venues.storefront import Storefront


class LendingPool(Credit):
    """`reserves`: what is lent; `positions`: who pledged and owes what; desks act on them: for lenders, borrowers, liquidators, flash loans."""

    kind = "lending_pool"
    positions: PositionDesk

    def __init__(self, name: str, site: Site, terms: LendingTerms) -> None:
        super().__init__(name, site)
        self.terms = terms
        self.issued = tuple(claim.name for claim in terms.claims(name))
        self.feed = site.feeds[terms.oracle]
        self.book = Book(site.players, len(terms.collateral), len(terms.debt), site.journal)
        self.reserves = self._open_funds()
        self.positions = PositionDesk(name, site, terms, self.book, self.reserves, self.feed)
        self.margins = MarginDesk(name, site, terms, self.positions)
        self.flash = FlashDesk(name, site, terms, self.reserves)
        self.borrowers = self._open_borrowers()
        self.liquidators = self._open_closing_house()
        self.handlers = {
            **self._lender_handlers(),
            PostCollateral: self.borrowers.post_collateral,
            WithdrawCollateral: self.borrowers.withdraw_collateral,
            Borrow: self.borrowers.borrow,
            Repay: self.borrowers.repay,
            **self.liquidators.handlers,
            SetParameters: self.margins.set_parameters,
        }
        self.handlers = {kind: self.positions.gate.unless_paused(one) for kind, one in self.handlers.items()}
        self._introduce()

    def _open_funds(self) -> Funds:
        """What it lends from: deposits."""
        return Reserves(self.name, self.site, self.terms, self.book)

    def _open_borrowers(self) -> BorrowerDesk:
        return BorrowerDesk(self.name, self.site, self.terms, self.book, self.reserves, self.positions)

    def _open_closing_house(self) -> ClosingHouse:
        """What the liquidation mechanism needs."""
        name, site, mechanism = self.name, self.site, self.terms.liquidation
        if isinstance(mechanism, Auction):
            return AuctionHouse(name, site, mechanism, self.positions)
        if isinstance(mechanism, Absorb):
            return Storefront(name, site, mechanism, self.positions)
        return LiquidationDesk(name, site, self.terms, self.book, self.reserves, self.positions)

    def _lender_handlers(self) -> dict[type[Action], Handler]:
        """Actions of those whose assets are lent."""
        assert isinstance(self.reserves, Reserves)
        desk = LenderDesk(self.name, self.site, self.terms, self.reserves)
        return {Supply: desk.supply, Withdraw: desk.withdraw}

    @override
    def most_debt(self, collateral: FloatArray, bands: int | None) -> FloatArray:
        return np.full(len(collateral), np.inf)

    @override
    def open_positions(
        self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str, bands: int | None
    ) -> FloatArray:
        return self.borrowers.place(accounts, collateral, debt, motive)

    @override
    def arrange(self) -> None:
        """Sort positions by health, so that the watch list's blocks are tight."""
        rows = np.arange(self.book.rows)
        self.book.arrange(np.argsort(self.positions.health(rows), kind="stable"))

    @override
    def accrue(self, seconds: float) -> None:
        self.reserves.accrue(seconds)

    @override
    def set_margins(self) -> None:
        self.margins.look()

    @override
    def absorb(self) -> None:
        self.positions.gate.watch()
        self.liquidators.absorb()
        if self.reserves.deficit.any():
            self.reserves.absorb(self.positions.debt_prices())

    @override
    def check(self) -> None:
        self.reserves.check()
        self.positions.check()
        self.liquidators.check()

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
        equity = self.positions.equity(values)
        self.liquidators.add_equity(equity, values)
        return equity

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        return self.positions.equity_of(account, values) + self.liquidators.equity_of(account, values)

    @override
    def health_of(self, account: int) -> float:
        row = int(self.book.row_of[account])
        return float(self.positions.health(np.array([row]))[0]) if row >= 0 else float("inf")

    def loss_share(self, asset: str) -> float:
        """Part of the claims on a reserve that is lost at fundamental prices: its deficit, and its part of debt above collateral."""
        return self._lost(asset, self.site.assets.values)

    @override
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

    @override
    def public_quote(self) -> CreditQuote:
        return CreditQuote(self.name, self.terms, self.reserves, self.positions, self.feed, self.liquidators)

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
            self._introduce_claims(asset)

    def _introduce_claims(self, asset: str) -> None:
        """Say in the event log what it issues against a debt asset."""
        self.site.log.add(AssetListed(self.name, receipt_name(self.name, asset), "receipt", asset, "", 0.0))


@dataclass(frozen=True)
class LendingPoolTerms(LendingTerms):
    """Terms that open as a lending pool."""

    @override
    def open(self, name: str, site: Site) -> LendingPool:
        return LendingPool(name, site, self)
