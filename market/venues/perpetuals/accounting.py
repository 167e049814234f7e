"""Do the books of a venue of perpetuals add up, and what do they say at the end of a step?"""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import MarginRecorded, PerpetualRecorded
from firesale.market.ledger import tolerance
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import LONG, SHORT, VAULT
from firesale.market.venues.perpetuals.margin_desk import MarginDesk
from firesale.market.venues.perpetuals.state import PerpetualState


class Accounting:
    """Audits and records. Tolerances grow with the largest sums that there have been, where rounding errors are made."""

    def __init__(self, venue: str, site: Site, state: PerpetualState, margins: MarginDesk) -> None:
        self.venue, self.site, self.state, self.margins = venue, site, state, margins
        self.book, self.terms = state.book, state.terms
        self._largest_gross = 0.0
        self._largest_size: FloatArray = np.zeros(len(self.terms.markets))

    def check(self) -> None:
        """Raise BrokenInvariantError if balances and the fund are not what custody holds."""
        balances = self.book.balance[: self.book.rows]
        fund = float(self.book.fund[0])
        self._largest_gross = max(self._largest_gross, float(np.abs(balances).sum()) + fund)
        held = self.site.ledger.balance(self.margins.custody, self.margins.column)
        owed = float(balances.sum()) + fund
        if not abs(held - owed) <= float(tolerance(np.array(self._largest_gross))):
            raise BrokenInvariantError(f"{self.venue}: custody holds {held}, balances and fund are {owed}")

    def audit(self) -> None:
        """Raise BrokenInvariantError if sizes do not add up to nothing, or what is open is not what they say."""
        sizes = self.book.size[: self.book.rows]
        self._largest_size = np.maximum(self._largest_size, np.abs(sizes).sum(axis=0))
        allowed = tolerance(self._largest_size)
        traders = sizes[VAULT + 1 :]
        sides = (np.maximum(0.0, traders).sum(axis=0), np.maximum(0.0, -traders).sum(axis=0))
        wrong = ~(np.abs(sizes.sum(axis=0)) <= allowed)
        for side in (LONG, SHORT):
            wrong |= ~(np.abs(self.book.open[side] - sides[side]) <= allowed)
        if wrong.any() or not float(self.book.fund[0]) >= 0.0:
            raise BrokenInvariantError(f"{self.venue}: sizes add up to {sizes.sum(axis=0)}, open {self.book.open}")

    def record(self) -> None:
        """Write markets and the sum of all accounts to the event log."""
        state, log, book = self.state, self.site.log, self.book
        index = state.index()
        mark, price = state.mark(index), state.price(index)
        for market, asset in enumerate(self.terms.markets):
            numbers = (float(column[market]) for column in (index, mark, price, book.open[LONG], book.open[SHORT]))
            log.add(PerpetualRecorded(self.venue, asset, *numbers))
        rows = slice(VAULT + 1, book.rows)
        value, needed = state.value(rows, mark), state.requirement(rows, mark)
        vault = float(state.value(slice(VAULT, VAULT + 1), mark)[0])
        unsafe = int((state.healths(rows, mark) < 1.0).sum())
        sums = (float(np.maximum(0.0, value).sum()), float(needed.sum()), float(np.maximum(0.0, -value).sum()))
        log.add(MarginRecorded(self.venue, int((needed > 0.0).sum()), unsafe, *sums, float(book.fund[0]), vault))
