"""An exchange seen for many amounts at once, each as if it were traded alone: what a plan is made with."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.order_book import ImpactCurve


class Alternatives(ABC):
    """Possible states of one exchange. Amounts and prices are arrays of any one shape."""

    @property
    @abstractmethod
    def price(self) -> FloatArray:
        """Marginal price, quote units per base unit."""

    @abstractmethod
    def buy(self, quote_in: FloatArray) -> tuple[FloatArray, "Alternatives"]:
        """Base units for each purchase, and the states after it."""

    @abstractmethod
    def sell(self, base_in: FloatArray) -> tuple[FloatArray, "Alternatives"]:
        """Quote units for each sale, and the states after it."""


def alternatives(curve: Curve) -> Alternatives:
    """The present state of an exchange, to start from."""
    if isinstance(curve, ConstantProductCurve):
        return Pools(np.array(curve.base_reserve), np.array(curve.quote_reserve), curve.fee)
    if isinstance(curve, ImpactCurve):
        return Books(np.array(curve.mid), curve.impact, curve.fee)
    return OneByOne(curve, np.array(curve.price))


@dataclass(frozen=True, slots=True)
class Pools(Alternatives):
    """States of a constant product; the fee stays in the reserves."""

    base: FloatArray  # units
    quote: FloatArray  # units
    fee: float

    @property
    @override
    def price(self) -> FloatArray:
        return self.quote / self.base

    @override
    def buy(self, quote_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        kept = (1.0 - self.fee) * quote_in
        out = self.base * kept / (self.quote + kept)
        return out, Pools(self.base - out, self.quote + quote_in, self.fee)

    @override
    def sell(self, base_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        kept = (1.0 - self.fee) * base_in
        out = self.quote * kept / (self.base + kept)
        return out, Pools(self.base + base_in, self.quote - out, self.fee)


@dataclass(frozen=True, slots=True)
class Books(Alternatives):
    """States of an order book with linear impact."""

    mid: FloatArray  # quote per base
    impact: float  # log price per base unit
    fee: float

    @property
    @override
    def price(self) -> FloatArray:
        return self.mid

    @override
    def buy(self, quote_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        rise = self.impact * (1.0 - self.fee) * quote_in
        return np.log1p(rise / self.mid) / self.impact, Books(self.mid + rise, self.impact, self.fee)

    @override
    def sell(self, base_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        fall = -np.expm1(-self.impact * (1.0 - self.fee) * base_in)
        return self.mid * fall / self.impact, Books(self.mid * (1.0 - fall), self.impact, self.fee)


@dataclass(frozen=True, slots=True)
class OneByOne(Alternatives):
    """Any other exchange, asked amount by amount.

    A trade after another is quoted as if that had not been: from a moved price too little comes back, never too much.
    """

    curve: Curve
    reached: FloatArray  # price after the last trade

    @property
    @override
    def price(self) -> FloatArray:
        return self.reached

    @override
    def buy(self, quote_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        return self._after([self.curve.buy(np.array([amount])) for amount in quote_in.ravel()], quote_in)

    @override
    def sell(self, base_in: FloatArray) -> tuple[FloatArray, Alternatives]:
        return self._after([self.curve.sell(np.array([amount])) for amount in base_in.ravel()], base_in)

    def _after(self, fills: Sequence[Fills], like: FloatArray) -> tuple[FloatArray, Alternatives]:
        out = np.array([fill.amount_out[0] for fill in fills]).reshape(like.shape)
        price = np.array([fill.price_after[0] for fill in fills]).reshape(like.shape)
        return out, OneByOne(self.curve, price)
