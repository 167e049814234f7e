"""What a venue of perpetuals shows to everyone: prices, rules, what is open, and the list of unsafe accounts."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.closing.base import ClosingRule, UnsafePosition
from firesale.market.requirements.base import Requirement
from firesale.market.venues.perpetuals.book import LONG, SHORT, VAULT
from firesale.market.venues.perpetuals.state import PerpetualState


@dataclass(frozen=True, slots=True)
class UnsafeAccounts:
    """All margin accounts below their maintenance requirement (u of them), the worst first. Isolated margin: one per market."""

    account: IntArray  # (u,)
    size: FloatArray  # (u, m), signed units
    value: FloatArray  # (u,), margin units
    requirement: FloatArray  # (u, m), maintenance, margin units
    health: FloatArray  # (u,)


class PerpetualQuote:
    """A venue as anybody can see it; arrays follow the order of `markets` (m). Prices and values in units of `margin_asset`.

    Each number is worked out when first asked for: nothing changes while players decide. `remember` works out all of them.
    """

    def __init__(self, name: str, state: PerpetualState) -> None:
        terms = state.terms
        self.name = name
        self.markets, self.margin_asset = terms.markets, terms.margin_asset
        self.fee, self.isolated = terms.fee, terms.isolated
        self.requirement: Requirement = state.in_force  # now
        self.closing: ClosingRule = terms.closing
        self._state = state

    @cached_property
    def index(self) -> FloatArray:
        """Index prices (m,)."""
        return self._state.index()

    @cached_property
    def mark(self) -> FloatArray:
        """Mark prices (m,)."""
        return self._state.mark(self.index)

    @cached_property
    def price(self) -> FloatArray:
        """The vault's marginal prices (m,)."""
        return self._state.price(self.index)

    @cached_property
    def impact(self) -> FloatArray:
        """Log price (m,) per unit bought."""
        return self._state.impact(self.index)

    @cached_property
    def long(self) -> FloatArray:
        """Units that traders hold long (m,)."""
        return np.array(self._state.book.open[LONG])

    @cached_property
    def short(self) -> FloatArray:
        """Units that traders hold short (m,)."""
        return np.array(self._state.book.open[SHORT])

    @cached_property
    def fund(self) -> float:
        """Insurance fund, margin units."""
        return float(self._state.book.fund[0])

    @cached_property
    def vault(self) -> float:
        """Account value of the vault, margin units."""
        return float(self._state.value(slice(VAULT, VAULT + 1), self.mark)[0])

    @cached_property
    def open_value(self) -> FloatArray:
        """Value of what is open (m,): the larger side."""
        return np.maximum(self.long, self.short) * self.index

    @cached_property
    def unsafe(self) -> UnsafeAccounts:
        """The accounts that may be liquidated now."""
        rows, health = self._state.unsafe_rows(self.mark)
        book = self._state.book
        needed, value = self._state.requirements(rows, self.mark), self._state.value(rows, self.mark)
        return UnsafeAccounts(book.owners(rows), book.size[rows], value, needed, health)

    def fill_price(self, market: int, change: float) -> float:
        """Mean price of buying (or selling, below 0) `change` units now."""
        log_after = float(np.log(self.price[market] / self.index[market])) + float(self.impact[market]) * change
        low, high = float(self.price[market]), float(self.index[market] * np.exp(log_after))
        return low if high == low else (high - low) / (float(np.log(high / low)))

    def unsafe_in(self, market: int) -> tuple[IntArray, UnsafePosition]:
        """Which of the unsafe accounts hold a market, and their positions in it as the closing rule sees them."""
        unsafe = self.unsafe
        held = np.flatnonzero(unsafe.size[:, market])
        total = unsafe.requirement.sum(axis=1)
        mark = np.full(len(held), float(self.mark[market]))
        needed = unsafe.requirement[held, market]
        return held, UnsafePosition(unsafe.size[held, market], mark, needed, unsafe.value[held], total[held])

    def remember(self) -> None:
        """Work out everything now, so that it can be shown later, when things have changed."""
        for name, member in vars(PerpetualQuote).items():
            if isinstance(member, cached_property):
                getattr(self, name)
