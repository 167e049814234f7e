"""A venue of bands: an exchange and a credit venue at once. Collateral lies in bands of prices and is traded as the price passes through them."""

from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from firesale.market.actions import Borrow, Liquidate, PostCollateral, Repay, Supply, Withdraw, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.bands.state import traded
from firesale.market.bands.trade import Pricing
from firesale.market.book import Book
from firesale.market.events import AssetListed
from firesale.market.venues.bands.account import BandAccount
from firesale.market.venues.bands.audit import check_bands, check_rows
from firesale.market.venues.bands.borrowers import BandBorrowers
from firesale.market.venues.bands.conversion import Conversion
from firesale.market.venues.bands.curve import BandsCurve
from firesale.market.venues.bands.followed import FollowedPrice
from firesale.market.venues.bands.holdings import Holdings
from firesale.market.venues.bands.liquidators import BandLiquidators
from firesale.market.venues.bands.placement import BandPlacement
from firesale.market.venues.bands.positions import BandPositions
from firesale.market.venues.bands.quote import BandsQuote
from firesale.market.venues.bands.statements import HealthStatements
from firesale.market.venues.base import Site
from firesale.market.venues.credit import Credit
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.flash_desk import FlashDesk
from firesale.market.venues.lender_desk import LenderDesk
from firesale.market.venues.lending_terms import LendingTerms, receipt_name
from firesale.market.venues.reserves import Reserves

if TYPE_CHECKING:
    from firesale.market.venues.bands.terms import BandsTerms


class Bands(Exchange, Credit):
    """Borrowers' collateral is its liquidity, lenders' deposits are what it lends; trades through the bands are the soft liquidation."""

    kind = "bands"
    positions: BandPositions
    reserves: Reserves

    def __init__(self, name: str, site: Site, lending: LendingTerms, bands: "BandsTerms") -> None:
        super().__init__(name, site, bands.base, bands.quote)
        self.terms, self.fee = lending, bands.fee
        self.issued = (receipt_name(name, bands.quote),)
        self.feed = site.feeds[bands.oracle]
        self.book = Book(site.players, 1, 1, site.journal)
        self.reserves = Reserves(name, site, lending, self.book)
        self.lenders = LenderDesk(name, site, lending, self.reserves)
        self.flash = FlashDesk(name, site, lending, self.reserves)
        self.holdings = Holdings(bands.grid, site.journal)
        self.followed = FollowedPrice(site, self.feed, bands.limiter, bands.base, bands.quote)
        base_price = self.followed.reported() if bands.base_price is None else bands.base_price
        self.positions = BandPositions(
            lending,
            self.book,
            self.reserves,
            self.feed,
            self.holdings,
            self.followed,
            base_price,
            (self.base_column, self.quote_column),
        )
        custody, pair = site.open_account(), (bands.base, bands.quote)
        self.at = BandAccount(
            name, site, *pair, self.account, custody, self.book, self.reserves, self.holdings, self.positions
        )
        self.usual_count = bands.bands
        self.placement = BandPlacement(self.at, bands.loan_discount, bands.bands)
        self.statements = HealthStatements(self.at)
        self.borrowers = BandBorrowers(self.at, self.placement, self.statements)
        self.liquidators = BandLiquidators(self.at, self.statements)
        self.conversion = Conversion(self.at)
        self._offer()
        self._introduce(bands)

    def _offer(self) -> None:
        """Actions of lenders, borrowers and liquidators beside those of traders."""
        self.handlers = {
            **self.handlers,
            Supply: self.lenders.supply,
            Withdraw: self.lenders.withdraw,
            PostCollateral: self.borrowers.post_collateral,
            WithdrawCollateral: self.borrowers.withdraw_collateral,
            Borrow: self.borrowers.borrow,
            Repay: self.borrowers.repay,
            Liquidate: self.liquidators.liquidate,
        }

    def _introduce(self, bands: "BandsTerms") -> None:
        """Say in the event log what is pledged, owed and issued."""
        for asset, use, underlying in (
            (bands.base, "collateral", ""),
            (bands.quote, "debt", ""),
            (self.issued[0], "receipt", bands.quote),
        ):
            threshold = 1.0 - bands.liquidation_discount if use == "collateral" else 0.0
            self.site.log.add(
                AssetListed(self.name, asset, use, underlying, "" if use == "receipt" else bands.oracle, threshold)
            )

    def pricing(self) -> Pricing:
        """The oracle price that is let through now, and the fee at it."""
        now = self.followed.now()
        return Pricing(self.holdings.grid, now.price, max(self.fee, now.fee))

    @override
    def curve(self) -> BandsCurve:
        state, pricing = self.holdings.state(self.positions.base_price), self.pricing()
        ways = state.way(pricing, False), state.way(pricing, True)
        return BandsCurve(self.base, self.quote, pricing.fee, state.price(pricing), *ways)

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        assert isinstance(curve, BandsCurve)
        self.holdings.trade(traded(curve.way(asset_in), amount_in))
        self.followed.remember()

    @override
    def accrue(self, seconds: float) -> None:
        self.reserves.accrue(seconds)

    @override
    def set_margins(self) -> None:
        self.statements.look()

    @override
    def absorb(self) -> None:
        self.conversion.report()
        self.liquidators.write_off()
        if self.reserves.deficit.any():
            self.reserves.absorb(self.positions.debt_prices())

    @override
    def check(self) -> None:
        self.reserves.check()
        check_bands(self.at)

    @override
    def audit(self) -> None:
        check_rows(self.at)

    @override
    def record(self) -> None:
        super().record()
        self.reserves.record(self.positions.debt_prices())
        self.site.log.add(self.positions.record(self.name))

    @override
    def claim_value(self, asset: str) -> float:
        value = float(self.reserves.supply_index[0] * self.site.assets.values[self.quote_column])
        return value * (1.0 - self.loss_seen(self.quote))

    @override
    def equity(self, values: FloatArray) -> FloatArray:
        equity, rows = np.zeros(self.site.players), self.positions.everybody()
        equity[self.book.account[rows]] = np.maximum(0.0, self.positions.net(rows, values))
        return equity

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        return self.positions.equity_of(account, values)

    @override
    def health_of(self, account: int) -> float:
        row: IntArray = self.book.row_of[[account]]
        return float(self.positions.health(row)[0]) if row[0] >= 0 else float("inf")

    @override
    def loss_seen(self, asset: str) -> float:
        claims = self.reserves.claims(0)
        if claims <= 0.0:
            return 0.0
        values = self.site.assets.values
        short = float(np.maximum(0.0, -self.positions.net(self.positions.everybody(), values)).sum())
        price = float(values[self.quote_column])
        uncovered = short / price if price > 0.0 else 0.0
        return min(1.0, (float(self.reserves.deficit[0]) + uncovered) / claims)

    @override
    def public_quote(self) -> BandsQuote:
        return BandsQuote(self.name, self.positions)

    @override
    def most_debt(self, collateral: FloatArray, bands: int | None) -> FloatArray:
        return self.placement.most_debt(collateral[:, 0], bands)

    @override
    def open_positions(
        self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str, bands: int | None
    ) -> FloatArray:
        self.borrowers.place(accounts, collateral[:, 0], debt[:, 0], motive, bands or self.usual_count)
        return debt

    @override
    def arrange(self) -> None:
        """Nothing: a look at positions in bands is a full pass in any order."""
