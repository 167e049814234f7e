"""What a defaulter's margin does not cover goes down the waterfall."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.backstops.base import Absorption, Bearer, Resources, waterfall
from firesale.market.events import DefaultLossShared, LossAbsorbed
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.members import Members, Rows
from firesale.market.venues.clearing.terms import ClearingTerms

CASH = 0
"""Column of the numeraire."""


class LossDesk:
    """Asks the backstops and moves the ledger: from the capital and the fund into custody, and between members' cash. `deficit`: what is left."""

    def __init__(
        self, house: str, site: Site, terms: ClearingTerms, members: Members, custody: int, capital: int, fund: int
    ) -> None:
        self.house, self.site, self.terms, self.members = house, site, terms, members
        self.custody, self.capital, self.fund = custody, capital, fund
        self.deficit: FloatArray = np.zeros(1)

    def absorb(self, row: int, loss: float) -> None:
        """Meet a loss that the default of a row left; what no backstop takes is borne by nobody: cash that members cannot withdraw."""
        others = self.members.survivors(row)
        for absorption in waterfall(self.terms.backstops, loss, self._resources(row, others)):
            if absorption.amount <= 0.0:
                continue
            self._bear(row, others, absorption)
            loss = max(0.0, loss - absorption.amount)
            self._log(absorption)
        if loss > 0.0:
            self.site.journal.write(self, "deficit", 0, self.deficit[0] + loss)
            self._log(Absorption("nobody", Bearer.NOBODY, loss))

    def _resources(self, row: int, others: Rows) -> Resources:
        members = self.members
        return Resources(
            reserves=0.0,
            lenders=0.0,
            defaulter=float(members.contribution[row]),
            capital=self.site.ledger.balance(self.capital, CASH),
            default_fund=float(members.contribution[others].sum()),
            pledged=float(members.pledged[others].sum()),
            gains=float(np.maximum(0.0, members.variation[others]).sum()),
        )

    def _bear(self, row: int, others: Rows, absorption: Absorption) -> None:
        """Move what one bearer pays. Members pay in proportion."""
        members, amount, ledger = self.members, absorption.amount, self.site.ledger
        match absorption.bearer:
            case Bearer.CLEARING_HOUSE:
                ledger.transfer(CASH, self.capital, self.custody, amount)
            case Bearer.DEFAULTER:
                ledger.transfer(CASH, self.fund, self.custody, amount)
                self._pay("contribution", np.array([row]), np.ones(1), row, absorption)
            case Bearer.DEFAULT_FUND:
                ledger.transfer(CASH, self.fund, self.custody, amount)
                self._pay("contribution", others, members.contribution[others], row, absorption)
            case Bearer.MEMBERS:
                self._pay("cash", others, members.pledged[others], row, absorption)
            case Bearer.GAINERS:
                gains = np.maximum(0.0, members.variation[others])
                self._pay("cash", others, gains, row, absorption)
                members.write(
                    "variation",
                    others,
                    np.where(gains > 0.0, gains * (1.0 - amount / gains.sum()), members.variation[others]),
                )

    def _pay(self, column: str, payers: Rows, weight: FloatArray, row: int, absorption: Absorption) -> None:
        """Take the amount from a column of the payers, in proportion to a weight (payers,)."""
        part = absorption.amount * weight / weight.sum()
        left = getattr(self.members, column)[payers] - part
        self.members.write(column, payers, left if column == "cash" else np.maximum(0.0, left))
        paying = part > 0.0
        accounts, defaulter = self.members.account[payers[paying]], int(self.members.account[row])
        self.site.log.add(
            DefaultLossShared(self.house, accounts, defaulter, absorption.backstop, part[paying], column == "cash")
        )

    def _log(self, absorption: Absorption) -> None:
        numeraire = self.site.assets.numeraire
        self.site.log.add(
            LossAbsorbed(self.house, absorption.backstop, absorption.bearer, numeraire, absorption.amount, 1.0, 1.0)
        )
