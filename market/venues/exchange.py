"""What exchanges share: a pair of assets, a curve, and the settlement of swaps."""

from abc import abstractmethod

import numpy as np
from typing_extensions import override

from firesale.market.actions import Swap
from firesale.market.arrays import FloatArray
from firesale.market.events import AssetListed, LiquidityRecorded, PriceQuoted, Refusal, Swapped, VenueOpened
from firesale.market.orders import Outcome
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.payments import unpaid

ONE_PER_CENT = 0.01
LOWEST_PRICE = 1e-100
"""An order that would bring the price below this is refused: no formula could go on from a price of zero."""


class Exchange(Venue):
    """Trades one base asset against one quote asset along its curve."""

    def __init__(self, name: str, site: Site, base: str, quote: str, account: int | None = None) -> None:
        """`account` holds what it trades: one of its own, unless it shares one."""
        super().__init__(name, site)
        self.base, self.quote = base, quote
        self.base_column, self.quote_column = site.assets.column[base], site.assets.column[quote]
        self.account = site.open_account() if account is None else account
        self.handlers = {Swap: self._swap}
        site.log.add(VenueOpened(name, self.kind))
        for asset, use in ((base, "base"), (quote, "quote")):
            site.log.add(AssetListed(name, asset, use, "", "", 0.0))

    @abstractmethod
    def curve(self) -> Curve:
        """The quote now."""

    @property
    def price(self) -> float:
        """Marginal price, quote units per base unit."""
        return self.curve().price

    @property
    def value(self) -> float:
        """Marginal price of the base asset in the numeraire."""
        return self.price * float(self.site.assets.values[self.quote_column])

    def liquidity_of(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Base and quote units (n,) that are worth `value` (n,) together, in the ratio in which liquidity is given; numeraire."""
        base = 0.5 * value / self.value
        return base, base * self.price

    @override
    def record(self) -> None:
        curve = self.curve()
        depth = curve.proceeds(curve.sale_to_reach(curve.price * (1.0 - ONE_PER_CENT)))
        self.site.log.add(PriceQuoted(self.name, self.base, curve.price))
        self.site.log.add(LiquidityRecorded(self.name, self.base, depth))

    @abstractmethod
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        """Update whatever state the curve has besides the exchange's balances."""

    def _swap(self, order: Swap) -> Outcome:
        if {order.asset_in, order.asset_out} != {self.base, self.quote}:
            return Refusal.UNKNOWN_ASSET
        ledger, column = self.site.ledger, self.site.assets.column
        amount_in, players = np.asarray(order.amount_in, dtype=np.float64), order.account
        into, out_of = column[order.asset_in], column[order.asset_out]
        outcome = unpaid(ledger, players, into, amount_in)
        if outcome is not None:
            return outcome
        curve = self.curve()
        impact_free = order.motive in self.site.without_impact
        fills = curve.at_the_margin(order.asset_in, amount_in) if impact_free else curve.swap(order.asset_in, amount_in)
        counterparty = self.site.world if impact_free else self.account
        if np.any(fills.amount_out < order.min_amount_out):
            return Refusal.SLIPPAGE
        reached = fills.price_after
        if not np.all((fills.amount_out > 0.0) & (reached >= LOWEST_PRICE) & np.isfinite(reached)):
            return Refusal.NO_CASH
        if ledger.balance(counterparty, out_of) <= fills.amount_out.sum():
            return Refusal.NO_CASH
        ledger.transfer(into, players, counterparty, amount_in)
        ledger.transfer(out_of, counterparty, players, fills.amount_out)
        if not impact_free:
            self._moved(curve, order.asset_in, amount_in, fills)
        self.site.log.add(
            Swapped(
                self.name,
                players,
                order.asset_in,
                order.asset_out,
                amount_in,
                fills.amount_out,
                fills.fee,
                fills.price_before,
                fills.price_after,
                order.motive,
            )
        )
        return None
