"""What an engine may ask of an exchange: what a sale would bring."""

from typing import Protocol

ONE_PER_CENT = 0.01


class Sellable(Protocol):
    """An exchange's quote, as far as sales go: see `market.venues.curve.Curve`."""

    @property
    def base(self) -> str:
        """The asset that is sold."""

    @property
    def price(self) -> float:
        """Marginal price, quote units per base unit."""

    def sale_to_reach(self, price: float) -> float:
        """Base units to sell to bring the marginal price down to `price`."""

    def proceeds(self, base_in: float) -> float:
        """Quote units for selling `base_in` at once."""


def kept_by_sale(quotes: list[Sellable], amount: float) -> float:
    """Proceeds of selling `amount` units on some exchanges at once, over its value at their marginal prices (fraction).

    Each takes a part in proportion to what it takes until its price is 1 % lower; nothing is lost where nobody trades the asset.
    """
    if not quotes or amount <= 0.0:
        return 1.0
    depths = [quote.sale_to_reach(quote.price * (1.0 - ONE_PER_CENT)) for quote in quotes]
    if not sum(depths) > 0.0:
        return 0.0
    brought = 0.0
    for depth, quote in zip(depths, quotes, strict=True):
        part = depth / sum(depths)
        if part > 0.0:
            brought += part * _fraction(quote.proceeds(part * amount), part * amount * quote.price)
    return min(1.0, brought)


def _fraction(proceeds: float, value: float) -> float:
    return min(1.0, max(0.0, proceeds / value)) if value > 0.0 and proceeds >= 0.0 else 0.0
