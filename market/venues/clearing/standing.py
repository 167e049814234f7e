"""How members stand: what they need, what counts of what they have, and what is missing."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.listing import Listing
from firesale.market.venues.clearing.appraisal import Appraisal
from firesale.market.venues.clearing.members import Members, Rows
from firesale.market.venues.clearing.terms import ClearingTerms

ROUNDING = 1e-9
"""Part of a requirement that may be missing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """n members at prices now, numeraire (n,)."""

    required: FloatArray  # initial margin
    counted: FloatArray  # cash and collateral after haircuts
    cash: FloatArray

    @property
    def missing(self) -> FloatArray:
        """What must be posted: initial margin, and in cash what variation margin has left unpaid."""
        short = np.maximum(self.required - self.counted, -self.cash)
        return np.where(short > ROUNDING * (1.0 + self.required), short, 0.0)


class Assessor:
    """Works out how members stand."""

    def __init__(self, terms: ClearingTerms, members: Members, appraisal: Appraisal) -> None:
        self.terms, self.members, self.appraisal = terms, members, appraisal

    def at(self, rows: Rows) -> Standing:
        """These members now, with what has moved since the last settlement left out: it is settled next time."""
        required = self.required(self.members.positions[rows])
        cash = self.members.cash[rows]
        return Standing(required, cash + self.collateral_value(rows), cash)

    def required(self, positions: FloatArray) -> FloatArray:
        """Initial margin (n,) of portfolios (n, c)."""
        return self.terms.margin.requirement(positions, self.appraisal.listing())

    def collateral_value(self, rows: Rows) -> FloatArray:
        """Collateral other than cash after haircuts, numeraire (n,)."""
        counts = self.appraisal.collateral_prices() * (1.0 - self.appraisal.haircuts())
        return np.asarray(self.members.collateral[rows] @ counts, dtype=np.float64)

    def exposures(self, positions: FloatArray, listing: Listing) -> FloatArray:
        """What portfolios (n, c) are exposed to without netting, numeraire (n,): each contract's delta at the reference price."""
        each = np.abs(listing.deltas()) * listing.prices[listing.contracts.underlying]
        return np.asarray(np.abs(positions) @ each, dtype=np.float64)

    def stress_losses(self, rows: Rows) -> FloatArray:
        """What members lose above their initial margin in each stress scenario, prices down and up, numeraire (2, n)."""
        listing, move = self.appraisal.listing(), self.terms.stress_move
        prices = listing.prices * np.array([[1.0 - move], [1.0 + move]])
        stressed = np.broadcast_to(listing.volatilities * (1.0 + self.terms.stress_volatility), prices.shape)
        change = listing.values_under(prices, stressed) - listing.values()
        positions = self.members.positions[rows]
        beyond: FloatArray = -(change @ positions.T) - self.required(positions)
        return np.maximum(0.0, beyond)

    def to_cover(self, rows: Rows) -> float:
        """Stress losses above margin of as many members as the fund is to cover, the largest ones of one scenario, numeraire.

        Prices do not fall and rise at once: who has bought and who has sold are not both counted. Source: CPMI-IOSCO, Principles for Financial Market
        Infrastructures (2012), 4.4: the largest aggregate exposure to two participants under one set of market conditions (unverified).
        """
        losses = -np.sort(-self.stress_losses(rows), axis=1)
        return float(losses[:, : self.terms.cover].sum(axis=1).max())
