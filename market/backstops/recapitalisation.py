"""Whoever holds the protocol's token pays: new tokens are minted and sold."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Outlet, Resources
from firesale.market.checks import ExchangeName, NotNegative

ONE_PER_CENT = 0.01


@dataclass(frozen=True)
class Recapitalisation(Backstop):
    """Sells new tokens on an exchange that trades them (base) against what the protocol is short of (quote), at their impact on the price.

    A plain form of Maker's debt auction (`Flopper`), in which bidders offer to take fewer and fewer tokens for a fixed sum: here a market sets the
    price, and a loss that the market cannot take at once is left for later. Without an exchange nothing is raised.
    """

    bearer: ClassVar[Bearer] = Bearer.TOKEN_HOLDERS

    exchange: ExchangeName | None = None
    depth_share: NotNegative = 1.0  # largest proceeds at once, over those of a sale that lowers the price by 1 %
    floor_price: NotNegative = 0.0  # marginal price below which nothing is sold, units of the asset per token

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        outlet = resources.outlets.get(self.exchange) if self.exchange is not None else None
        raised = min(loss, self.most(outlet)) if outlet is not None else 0.0
        return Absorption("recapitalisation", self.bearer, raised, self.exchange or "", self.floor_price)

    def most(self, outlet: Outlet) -> float:
        """What may be raised at once, units of the asset."""
        price = outlet.price
        if price <= self.floor_price:
            return 0.0
        share = self.depth_share * outlet.proceeds(outlet.sale_to_reach(price * (1.0 - ONE_PER_CENT)))
        if self.floor_price <= 0.0:
            return share
        return min(share, outlet.proceeds(outlet.sale_to_reach(self.floor_price)))
