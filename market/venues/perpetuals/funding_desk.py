"""Funding: longs pay shorts, or shorts longs, at every interval."""

import numpy as np

from firesale.market.events import FundingPaid
from firesale.market.funding.base import Conditions
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import LONG, SHORT
from firesale.market.venues.perpetuals.state import PerpetualState

ROUNDING = 1e-9
"""Part of an interval that may be missing."""


class FundingDesk:
    """Counts the time since the last payment. The vault pays and receives like everybody, so that nothing is left over.

    If a step is longer than the interval there are several payments in it, all at the prices of its end: caps are those of each payment.
    """

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        self.venue, self.site, self.state = venue, site, state
        self.book, self.terms = state.book, state.terms
        self.waited = 0.0  # seconds

    def accrue(self, seconds: float) -> None:
        """Pay as often as an interval is over; what is left of the time counts towards the next payment."""
        interval = self.terms.funding_interval
        self.waited += seconds
        payments = int(self.waited / interval + ROUNDING)
        if payments == 0:
            return
        self.waited = max(0.0, self.waited - payments * interval)
        index = self.state.index()
        conditions = Conditions(
            self.state.price(index), index, self.book.open[LONG].copy(), self.book.open[SHORT].copy(), interval
        )
        rate, mark = payments * self.terms.funding.rate(conditions), self.state.mark(index)
        if not rate.any():
            return
        rows = np.arange(self.book.rows)
        for market, asset in enumerate(self.terms.markets):
            price = float(mark[market])
            self.book.pay(rows, -float(rate[market]) * price * self.book.size[rows, market])
            long, short = (float(self.book.open[side, market]) for side in (LONG, SHORT))
            self.site.log.add(FundingPaid(self.venue, asset, float(rate[market]), price, long, short))
