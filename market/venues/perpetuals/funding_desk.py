"""Funding: longs pay shorts, or shorts longs, at every interval."""

import numpy as np

from firesale.market.events import FundingPaid
from firesale.market.funding.base import Conditions
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import LONG, SHORT
from firesale.market.venues.perpetuals.state import PerpetualState


class FundingDesk:
    """Counts the time since the last payment. The vault pays and receives like everybody, so that nothing is left over."""

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        self.venue, self.site, self.state = venue, site, state
        self.book, self.terms = state.book, state.terms
        self.waited = 0.0  # seconds

    def accrue(self, seconds: float) -> None:
        """Pay once for all the time that has passed, if an interval is over."""
        self.waited += seconds
        if self.waited < self.terms.funding_interval:
            return
        index = self.state.index()
        conditions = Conditions(
            self.state.price(index), index, self.book.open[LONG].copy(), self.book.open[SHORT].copy(), self.waited
        )
        self.waited = 0.0
        rate, mark = self.terms.funding.rate(conditions), self.state.mark(index)
        if not rate.any():
            return
        rows = np.arange(self.book.rows)
        for market, asset in enumerate(self.terms.markets):
            price = float(mark[market])
            self.book.pay(rows, -float(rate[market]) * price * self.book.size[rows, market])
            long, short = (float(self.book.open[side, market]) for side in (LONG, SHORT))
            self.site.log.add(FundingPaid(self.venue, asset, float(rate[market]), price, long, short))
