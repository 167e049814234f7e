"""The price that bands follow: the oracle's, limited, in quote units per base unit."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.bands.limiter import Limited, OracleLimiter
from firesale.market.oracles.feed import Feed
from firesale.market.venues.base import Site

PRICE, FEE, TIME = 0, 1, 2


class FollowedPrice:
    """`last` (3,): price, fee and time (seconds) of the last trade."""

    def __init__(self, site: Site, feed: Feed, limiter: OracleLimiter, base: str, quote: str) -> None:
        self.site, self.feed, self.limiter = site, feed, limiter
        self._pair = (base, quote)
        self.last: FloatArray = np.array([self.reported(), 0.0, -np.inf])

    def reported(self) -> float:
        """The oracle's price now, before it is limited."""
        base, quote = self.feed.prices_of(self._pair).tolist()
        return float(base / quote)

    def now(self) -> Limited:
        """What the bands follow now."""
        price, fee, time = self.last.tolist()
        return self.limiter.limit(self.reported(), Limited(price, fee), self.site.log.time - time)

    def remember(self) -> None:
        """A trade was made at what is followed now."""
        now = self.now()
        self.site.journal.write(self, "last", slice(None), np.array([now.price, now.fee, self.site.log.time]))
