"""Order book with linear impact, part of which decays: the rules of market/venues/order_book.py for one order."""

import math
from typing import Any

TEMPORARY, PERMANENT = 0, 1


class OrderBook:
    """Quotes around the fundamental price, displaced by past trades."""

    def __init__(self, terms: Any, price: float) -> None:
        self.terms = terms
        self.base: str = terms.base
        self.fair_price = price  # USDC per unit
        self.temporary = 0.0  # log price
        self.permanent = 0.0

    @property
    def price(self) -> float:
        """Marginal price, USDC per unit."""
        return self.fair_price * math.exp(self.temporary + self.permanent)

    @property
    def best_bid(self) -> float:
        """USDC for the first unit sold, the fee taken off."""
        return self.price * (1.0 - self.terms.fee)  # type: ignore[no-any-return]

    def move(self, fair_price: float, seconds: float) -> None:
        """The fundamental price moves, and half of the temporary displacement goes every half-life."""
        self.fair_price = fair_price
        self.temporary *= 0.5 ** (seconds / self.terms.half_life)

    @property
    def impact(self) -> float:
        """Log price per unit sold."""
        return 0.01 * self.fair_price / self.terms.depth  # type: ignore[no-any-return]

    def proceeds(self, units: float) -> float:
        """USDC for selling units at once."""
        kept = (1.0 - self.terms.fee) * units
        return self.price * -math.expm1(-self.impact * kept) / self.impact

    def sell(self, units: float) -> float:
        """Sell at once; returns USDC."""
        received = self.proceeds(units)
        moved = -self.impact * (1.0 - self.terms.fee) * units
        self.temporary += moved * (1.0 - self.terms.permanent_share)
        self.permanent += moved * self.terms.permanent_share
        return received
