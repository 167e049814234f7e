"""Default: the portfolio is closed out, the collateral sold, and what margin does not cover is passed on."""

import numpy as np

from firesale.market.actions import Motive, Swap
from firesale.market.arrays import FloatArray
from firesale.market.events import DefaultLossRealised, MarginSeized, MemberDefaulted
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.close_out import CloseOut
from firesale.market.venues.clearing.loss_desk import LossDesk
from firesale.market.venues.clearing.members import Members, Rows
from firesale.market.venues.clearing.standing import Assessor
from firesale.market.venues.exchange import Exchange

CASH = 0
"""Column of the numeraire."""


class DefaultDesk:
    """Winds defaulters up."""

    def __init__(
        self, house: str, site: Site, members: Members, assessor: Assessor, close_out: CloseOut, losses: LossDesk
    ) -> None:
        self.house, self.site, self.members, self.assessor = house, site, members, assessor
        self.close_out, self.losses = close_out, losses

    def wind_up(self, rows: Rows) -> None:
        """One after the other: who takes the portfolio of one may be short of margin for the next."""
        self._declare(rows)
        for row in rows.tolist():
            cost = self.close_out.transfer(row)
            cash = float(self.members.cash[row])
            left, proceeds = cash - cost, 0.0
            if left < 0.0:
                proceeds = self._sell_collateral(row)
                left += proceeds
            self.members.write("cash", row, max(0.0, left))
            if left < 0.0:
                account = int(self.members.account[row])
                self.site.log.add(DefaultLossRealised(self.house, account, cash, cost, proceeds, -left))
                self.losses.absorb(row, -left)

    def _declare(self, rows: Rows) -> None:
        members = self.members
        exposure = self.assessor.exposures(members.positions[rows], self.assessor.appraisal.listing())
        self.site.log.add(
            MemberDefaulted(
                self.house,
                members.account[rows],
                members.called[rows],
                members.cash[rows],
                self.assessor.collateral_value(rows),
                self.assessor.required(members.positions[rows]),
                exposure,
            )
        )
        members.write("defaulted", rows, 1.0)
        for column in ("called", "bids", "asks", "variation"):
            members.write(column, rows, 0.0)

    def _sell_collateral(self, row: int) -> float:
        """Cash from selling all collateral of a row on the exchanges; what nobody buys stays with the clearing house."""
        proceeds = 0.0
        for place, asset in enumerate(self.assessor.terms.collateral):
            units = float(self.members.collateral[row, place])
            if units > 0.0:
                self.members.write("collateral", (row, place), 0.0)
                owner = int(self.members.account[row])
                self.site.log.add(MarginSeized(self.house, self.losses.custody, owner, asset, units))
                proceeds += self._sell(asset, units)
        return proceeds

    def _sell(self, asset: str, units: float) -> float:
        ledger, custody = self.site.ledger, self.losses.custody
        exchange = self._exchange_of(asset)
        before = ledger.balance(custody, CASH)
        if exchange is not None:
            column: FloatArray = np.array([units])
            nothing, account = np.zeros(1), np.array([custody])
            sale = Swap(
                account=account,
                venue=exchange.name,
                asset_in=asset,
                asset_out=self.site.assets.numeraire,
                amount_in=column,
                min_amount_out=nothing,
                priority_fee=nothing,
                motive=Motive.CLOSE_OUT,
            )
            if exchange.handlers[Swap](sale) is None:
                return ledger.balance(custody, CASH) - before
        ledger.transfer(self.site.assets.column[asset], custody, self.losses.capital, units)
        return 0.0

    def _exchange_of(self, asset: str) -> Exchange | None:
        """The first exchange that trades an asset against cash."""
        for venue in self.site.venues.values():
            if isinstance(venue, Exchange) and venue.base == asset and venue.quote == self.site.assets.numeraire:
                return venue
        return None
