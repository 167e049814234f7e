"""Clearing house: the buyer to every seller of futures and options. A composition of desks; it acts on what its parts decide."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.actions import OfferContract, PostCollateral, TradeContract, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import ClearingRecorded, ContractListed, VenueOpened
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.clearing.appraisal import Appraisal
from firesale.market.venues.clearing.books import Books
from firesale.market.venues.clearing.call_desk import CallDesk
from firesale.market.venues.clearing.clearing_quote import ClearingQuote, OwnMembership
from firesale.market.venues.clearing.close_out import CloseOut
from firesale.market.venues.clearing.default_desk import DefaultDesk
from firesale.market.venues.clearing.front_desk import FrontDesk
from firesale.market.venues.clearing.loss_desk import CASH, LossDesk
from firesale.market.venues.clearing.margin_desk import MarginDesk
from firesale.market.venues.clearing.members import Members
from firesale.market.venues.clearing.settlement import Settlement
from firesale.market.venues.clearing.standing import Assessor
from firesale.market.venues.clearing.terms import ClearingTerms
from firesale.market.venues.clearing.trade_desk import TradeDesk


class ClearingHouse(Venue):
    """Accounts: `custody` of margin, its own `capital`, the default `fund`."""

    kind = "clearing_house"
    one_by_one: ClassVar[bool] = True  # members take each other's offers

    def __init__(self, name: str, site: Site, terms: ClearingTerms) -> None:
        """Raises BadValueError if cash is to be collateral besides cash, or an underlying."""
        terms.check_cash(name, site.assets.numeraire)
        super().__init__(name, site)
        self.terms = terms
        self.custody, self.capital, self.fund = site.open_account(), site.open_account(), site.open_account()
        self.members = Members(site.players, len(terms.collateral), len(terms.contracts), site.journal)
        self.appraisal = Appraisal(site, terms)
        self.assessor = Assessor(terms, self.members, self.appraisal)
        self._introduce()
        self.settlement = Settlement(name, site, self.members, self.appraisal)
        self.losses = LossDesk(name, site, terms, self.members, self.custody, self.capital, self.fund)
        self.books = Books(name, site, self.members, self.losses, terms.collateral)
        self.margin = MarginDesk(name, site, self.members, self.assessor, self.custody)
        self.trades = TradeDesk(name, site, self.members, self.assessor, self.settlement)
        self.calls = CallDesk(name, site, self.members, self.assessor)
        close_out = CloseOut(name, site, self.members, self.assessor, self.settlement)
        self.defaults = DefaultDesk(name, site, self.members, self.assessor, close_out, self.losses)
        self.front = FrontDesk(name, site, self.members, self.settlement, self.losses)
        self.handlers = {
            PostCollateral: self.margin.post,
            WithdrawCollateral: self.margin.withdraw,
            OfferContract: self.trades.offer,
            TradeContract: self.trades.trade,
        }
        if terms.capital > 0.0:
            site.ledger.mint(CASH, self.capital, terms.capital)

    @override
    def absorb(self) -> None:
        """Settle if it is time, wind up who has missed a call, call who is short.

        A default is settled for out of turn: what prices have done since the last settlement is the defaulter's loss, not that of who takes over.
        """
        settled = self.settlement.is_due()
        if settled:
            self.settlement.settle()
        overdue = self.calls.overdue()
        if len(overdue):
            if not settled:
                self.settlement.settle()
            members = self.members.all
            self.calls.state(members[~self.members.has_defaulted(members)], "settlement")
            self.defaults.wind_up(overdue)
        if settled or len(overdue):
            self.calls.call("default" if len(overdue) else "settlement")

    @override
    def check(self) -> None:
        self.books.check()

    @override
    def audit(self) -> None:
        self.books.check()

    @override
    def record(self) -> None:
        rows, site = self.members.all, self.site
        standing = self.assessor.at(rows)
        site.log.add(
            ClearingRecorded(
                self.name,
                int(np.count_nonzero(~self.members.has_defaulted(rows))),
                float(standing.required.sum()),
                float(standing.counted.sum()),
                float(self.members.called[rows].sum()),
                site.ledger.balance(self.fund, CASH),
                site.ledger.balance(self.capital, CASH),
                float(self.losses.deficit[0]),
                self.assessor.to_cover(rows),
            )
        )

    @override
    def equity(self, values: FloatArray) -> FloatArray | None:
        """Margin, contributions and unsettled gains. Not less than nothing: what a member cannot pay is the others' loss."""
        members, rows = self.members, self.members.all
        equity = np.zeros(self.site.players)
        gains = members.positions[rows] @ (self.appraisal.fair_listing(values).values() - self.settlement.settled)
        worth = members.collateral[rows] @ values[self._collateral_columns]
        cash = np.where(members.cash[rows] > 0.0, members.cash[rows] * self.books.covered(), members.cash[rows])
        equity[members.account[rows]] = np.maximum(0.0, cash + worth + gains) + members.contribution[rows]
        return equity

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        equity = self.equity(values)
        return 0.0 if equity is None else float(equity[account])

    @property
    def _collateral_columns(self) -> list[int]:
        return [self.site.assets.column[asset] for asset in self.terms.collateral]

    def quote(self) -> ClearingQuote:
        """The clearing house as anybody can see it now."""
        return self.front.quote()

    def membership(self, accounts: IntArray) -> OwnMembership:
        """What some accounts (n,) have here; nothing for those that are no members."""
        return self.front.membership(accounts)

    def _introduce(self) -> None:
        """Say in the event log what it is."""
        log, terms = self.site.log, self.terms
        log.add(VenueOpened(self.name, self.kind))
        for contract in terms.contracts:
            strike = contract.fixed_price if contract.is_option else 0.0
            kind = ("call" if contract.is_call else "put") if contract.is_option else "future"
            log.add(
                ContractListed(
                    self.name, contract.name, kind, contract.underlying, terms.oracle, strike, contract.expiry
                )
            )


@dataclass(frozen=True)
class ClearingHouseTerms(ClearingTerms):
    """Terms that open as a clearing house."""

    @override
    def open(self, name: str, site: Site) -> ClearingHouse:
        return ClearingHouse(name, site, self)
