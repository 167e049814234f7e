"""What an exchange would give for an amount: a frozen quote, used by players to plan and by the exchange to settle."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Fills:
    """Outcome of n orders in one direction, one after the other. All of shape (n,)."""

    amount_out: FloatArray
    fee: FloatArray  # units of the asset that comes in
    price_before: FloatArray  # marginal, quote per base
    price_after: FloatArray


@dataclass(frozen=True, slots=True)
class Curve(ABC):
    """The price of one base asset in one quote asset as a function of the amount traded. `fee` is a fraction of what comes in."""

    base: str
    quote: str
    fee: float

    @property
    @abstractmethod
    def price(self) -> float:
        """Marginal price, quote units per base unit, fee not included."""

    @abstractmethod
    def sell(self, base_in: FloatArray) -> Fills:
        """Base in, quote out."""

    @abstractmethod
    def buy(self, quote_in: FloatArray) -> Fills:
        """Quote in, base out."""

    @abstractmethod
    def sale_to_reach(self, price: float) -> float:
        """Base units to sell to bring the marginal price down to `price`; 0 if it is there already."""

    @abstractmethod
    def purchase_to_reach(self, price: float) -> float:
        """Quote units to spend to bring the marginal price up to `price`; 0 if it is there already."""

    @abstractmethod
    def marginal_sale(self, base_in: float) -> float:
        """Quote units for the next base unit after selling `base_in`, fee included."""

    @abstractmethod
    def marginal_purchase(self, quote_in: float) -> float:
        """Base units for the next quote unit after spending `quote_in`, fee included."""

    def swap(self, asset_in: str, amount_in: FloatArray) -> Fills:
        """Sell if base comes in, buy if quote comes in."""
        return self.sell(amount_in) if asset_in == self.base else self.buy(amount_in)

    def proceeds(self, base_in: float) -> float:
        """Quote units for selling `base_in` at once."""
        return float(self.sell(np.array([base_in])).amount_out[0])

    def bought(self, quote_in: float) -> float:
        """Base units for spending `quote_in` at once."""
        return float(self.buy(np.array([quote_in])).amount_out[0])

    def at_the_margin(self, asset_in: str, amount_in: FloatArray) -> Fills:
        """The same orders if they moved no price."""
        rate = self.price if asset_in == self.base else 1.0 / self.price
        price = np.full(len(amount_in), self.price)
        return Fills(amount_in * (1.0 - self.fee) * rate, amount_in * self.fee, price, price)
