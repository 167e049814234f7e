"""Close-out: a defaulter's portfolio goes to other members, who are paid for taking it."""

from dataclasses import dataclass

import numpy as np

from firesale.market.actions import Motive
from firesale.market.arrays import FloatArray
from firesale.market.events import PortfolioTaken, PositionCleared
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.members import Members, Rows
from firesale.market.venues.clearing.settlement import Settlement
from firesale.market.venues.clearing.standing import Assessor


@dataclass(frozen=True, slots=True)
class Takers:
    """Who takes which share of the portfolio, and what each is paid for it."""

    rows: Rows  # (t,)
    share: FloatArray  # (t,), adds up to 1
    cost: FloatArray  # (t,), numeraire


class CloseOut:
    """Finds the takers and moves the positions; the cost is the defaulter's, and is paid by whoever bears its loss."""

    def __init__(self, house: str, site: Site, members: Members, assessor: Assessor, settlement: Settlement) -> None:
        self.house, self.site, self.members, self.assessor = house, site, members, assessor
        self.settlement = settlement
        self.terms = assessor.terms

    def transfer(self, row: int) -> float:
        """Move the portfolio of a row at the last settlement values; the numeraire that its takers are paid."""
        portfolio = self.members.positions[row].copy()
        others = self.members.survivors(row)
        if not portfolio.any():
            return 0.0
        if (
            len(others) == 0
        ):  # whoever has the other side has defaulted too: contracts are torn up at the last settlement
            self.members.write("positions", row, 0.0)
            return 0.0
        takers = self._takers(portfolio, others)
        self.members.add("positions", takers.rows, takers.share[:, None] * portfolio)
        self.members.write("positions", row, 0.0)
        self.members.add("cash", takers.rows, takers.cost)
        self._write_down(row, portfolio, takers)
        return float(takers.cost.sum())

    def _takers(self, portfolio: FloatArray, others: Rows) -> Takers:
        listing = self.assessor.appraisal.listing()
        hedging = self.terms.hedging_cost * float(self.assessor.exposures(portfolio[None, :], listing)[0])
        if self.terms.close_out == "auction":
            return self._best_bid(portfolio, others, hedging)
        required = self.assessor.required(self.members.positions[others])
        share = required / required.sum() if required.sum() > 0.0 else np.full(len(others), 1.0 / len(others))
        return Takers(others, share, share * hedging)

    def _best_bid(self, portfolio: FloatArray, others: Rows, hedging: float) -> Takers:
        """The member that asks least takes all: whose own portfolio it hedges best. Who cannot margin it bids only if nobody can."""
        now = self.assessor.at(others)
        after = self.assessor.required(self.members.positions[others] + portfolio)
        asked = hedging + self.terms.margin_cost * np.maximum(0.0, after - now.required)
        able = (after <= now.counted + asked) & (self.members.called[others] == 0.0)
        best = np.lexsort((asked, ~able))[:1]
        return Takers(others[best], np.ones(1), asked[best])

    def _write_down(self, row: int, portfolio: FloatArray, takers: Takers) -> None:
        members, log = self.members, self.site.log
        defaulter, accounts = members.account[row], members.account[takers.rows]
        log.add(PortfolioTaken(self.house, defaulter, accounts, takers.share, takers.cost))
        for place in np.flatnonzero(portfolio).tolist():
            name, price = self.terms.contracts[place].name, float(self.settlement.settled[place])
            taken = takers.share * portfolio[place]
            log.add(PositionCleared(self.house, accounts, defaulter, name, taken, price, Motive.CLOSE_OUT))
            log.add(PositionCleared(self.house, defaulter, accounts, name, -taken, price, Motive.CLOSE_OUT))
