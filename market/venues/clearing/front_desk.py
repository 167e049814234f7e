"""What a clearing house shows: to everybody its contracts, values and resources, to each account its own membership."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.clearing_quote import ClearingQuote, OwnMembership
from firesale.market.venues.clearing.loss_desk import CASH, LossDesk
from firesale.market.venues.clearing.members import Members
from firesale.market.venues.clearing.settlement import Settlement


class FrontDesk:
    """Reads, and changes nothing."""

    def __init__(self, house: str, site: Site, members: Members, settlement: Settlement, losses: LossDesk) -> None:
        self.house, self.site, self.members, self.settlement, self.losses = house, site, members, settlement, losses
        self.appraisal = settlement.appraisal
        self.terms = settlement.appraisal.terms

    def quote(self) -> ClearingQuote:
        """The clearing house as anybody can see it now."""
        members, ledger, listing = self.members, self.site.ledger, self.appraisal.listing()
        return ClearingQuote(
            name=self.house,
            contracts=tuple(contract.name for contract in self.terms.contracts),
            underlyings=tuple(contract.underlying for contract in self.terms.contracts),
            expiry=self.appraisal.expiry,
            alive=self.settlement.alive,
            values=listing.values(),
            settled=self.settlement.settled.copy(),
            bids=members.bids.sum(axis=0),
            asks=members.asks.sum(axis=0),
            collaterals=self.terms.collateral,
            collateral_price=self.appraisal.collateral_prices(),
            haircuts=self.appraisal.haircuts(),
            default_fund=ledger.balance(self.losses.fund, CASH),
            capital=ledger.balance(self.losses.capital, CASH),
            deficit=float(self.losses.deficit[0]),
            margin=self.terms.margin,
            listing=listing,
        )

    def membership(self, accounts: IntArray) -> OwnMembership:
        """What some accounts (n,) have here; nothing for those that are no members."""
        members, rows = self.members, self.members.row_of[accounts]
        known = rows >= 0
        held = np.where(known, rows, 0)

        def own(column: FloatArray) -> FloatArray:
            shape = (-1,) + (1,) * (column.ndim - 1)
            return np.where(known.reshape(shape), column[held], 0.0)

        positions, called = own(members.positions), own(members.called)
        collateral, cash = own(members.collateral), own(members.cash)
        counts = self.appraisal.collateral_prices() * (1.0 - self.appraisal.haircuts())
        listing = self.appraisal.listing()
        return OwnMembership(
            cash=cash,
            collateral=collateral,
            positions=positions,
            required=self.terms.margin.requirement(positions, listing),
            counted=cash + collateral @ counts,
            called=called,
            due=np.where(called > 0.0, own(members.called_at) + self.terms.deadline, np.inf),
            unsettled=positions @ (listing.values() - self.settlement.settled),
            contribution=own(members.contribution),
            defaulted=own(members.defaulted) > 0.0,
        )
