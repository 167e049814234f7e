"""When nobody may be liquidated however unsafe: during a pause, for a while after one or after an outage of the oracle, just after a check."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from firesale.market.arrays import BoolArray, IntArray
from firesale.market.book import Book
from firesale.market.events import Refusal
from firesale.market.oracles.feed import Feed
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.venues.base import Handler, Site
from firesale.market.venues.lending_terms import LendingTerms


class LiquidationGate:
    """Reads the clock. Source: Aave v3.1, pause and grace period; Aave v3, `PriceOracleSentinel`; Euler Vault Kit, liquidation cool-off."""

    def __init__(self, site: Site, terms: LendingTerms, book: Book, feed: Feed) -> None:
        self.site, self.terms, self.book, self.feed = site, terms, book, feed
        self._last_down = -np.inf  # seconds; when the oracle was last seen to be down. Changes between rounds only

    def watch(self) -> None:
        """Look whether the oracle is down: its report is older than the terms allow."""
        if self.terms.oracle_timeout < np.inf and self._is_down():
            self._last_down = self.site.log.time

    def refusal(self, rows: IntArray) -> Outcome:
        """Why these rows may not be liquidated now, if so."""
        if self._in_grace():
            return Refused(Refusal.GRACE, np.ones(len(rows), dtype=np.bool_))
        return refused_where(self._cooling(rows), Refusal.COOL_OFF)

    def open_to(self, rows: IntArray) -> BoolArray:
        """Which rows may be liquidated now if they are unsafe."""
        if self._in_grace() or self._paused():
            return np.zeros(len(rows), dtype=np.bool_)
        return ~self._cooling(rows)

    def checked(self, rows: IntArray) -> None:
        """These rows have just shown that they are safe: their cool-off begins."""
        if self.terms.cool_off > 0.0:
            self.book.mark_checked(rows, self.site.log.time)

    def unless_paused(self, handler: Handler) -> Handler:
        """The handler, which refuses everything while the pool is paused."""
        return partial(self._unless_paused, handler) if self.terms.pauses else handler

    def _unless_paused(self, handler: Callable[[Any], Outcome], order: Any) -> Outcome:
        if self._paused():
            return Refused(Refusal.PAUSED, np.ones(np.size(order.account), dtype=np.bool_))
        return handler(order)

    def _paused(self) -> bool:
        return any(start <= self.site.log.time < end for start, end in self.terms.pauses)

    def _in_grace(self) -> bool:
        """True while the oracle is down, and for the grace period after that and after a pause."""
        now, grace = self.site.log.time, self.terms.grace_period
        if np.isfinite(self.terms.oracle_timeout) and (self._is_down() or now < self._last_down + grace):
            return True
        return any(end <= now < end + grace for _, end in self.terms.pauses)

    def _is_down(self) -> bool:
        listed = (*self.terms.collateral, *self.terms.debt)
        return self.feed.age_of(listed, self.site.log.time) > self.terms.oracle_timeout

    def _cooling(self, rows: IntArray) -> BoolArray:
        if self.terms.cool_off <= 0.0:
            return np.zeros(len(rows), dtype=np.bool_)
        cooling: BoolArray = self.book.checked_at[rows] + self.terms.cool_off > self.site.log.time
        return cooling
