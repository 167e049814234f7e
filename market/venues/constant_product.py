"""Constant product exchange: reserves multiply to the same number, fee aside."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.actions import AddLiquidity, Motive, RemoveLiquidity
from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.checks import POSITIVE, AssetName, Positive, Range
from firesale.market.events import AssetListed, LiquidityChanged, Refusal
from firesale.market.orders import Outcome
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange


@dataclass(frozen=True, slots=True)
class ConstantProductCurve(Curve):
    """Reserves in units. Source: Uniswap v2, `UniswapV2Pair.swap`; the fee stays in the reserves."""

    base_reserve: float
    quote_reserve: float

    @property
    @override
    def price(self) -> float:
        return self.quote_reserve / self.base_reserve

    @override
    def sell(self, base_in: FloatArray) -> Fills:
        base_before, quote_before, base_after, quote_after, out = self._walk(
            base_in, self.base_reserve, self.quote_reserve
        )
        return Fills(out, self.fee * base_in, quote_before / base_before, quote_after / base_after)

    @override
    def buy(self, quote_in: FloatArray) -> Fills:
        quote_before, base_before, quote_after, base_after, out = self._walk(
            quote_in, self.quote_reserve, self.base_reserve
        )
        return Fills(out, self.fee * quote_in, quote_before / base_before, quote_after / base_after)

    @override
    def sale_to_reach(self, price: float) -> float:
        return self._input_to_reach(self.base_reserve, self.base_reserve * self.quote_reserve / price)

    @override
    def purchase_to_reach(self, price: float) -> float:
        return self._input_to_reach(self.quote_reserve, self.base_reserve * self.quote_reserve * price)

    @override
    def marginal_sale(self, base_in: float) -> float:
        kept = 1.0 - self.fee
        return kept * self.base_reserve * self.quote_reserve / (self.base_reserve + kept * base_in) ** 2

    @override
    def marginal_purchase(self, quote_in: float) -> float:
        kept = 1.0 - self.fee
        return kept * self.base_reserve * self.quote_reserve / (self.quote_reserve + kept * quote_in) ** 2

    def _walk(
        self, amount_in: FloatArray, reserve_in: float, reserve_out: float
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
        """Reserves before and after each order, and what each order gets: out = y g / (x + g), g the input after the fee."""
        kept = (1.0 - self.fee) * amount_in
        in_after: FloatArray = reserve_in + np.cumsum(amount_in)
        in_before = np.concatenate(([reserve_in], in_after[:-1]))
        out_after: FloatArray = np.asarray(reserve_out * np.cumprod(in_before / (in_before + kept)), dtype=np.float64)
        out_before = np.concatenate(([reserve_out], out_after[:-1]))
        return in_before, out_before, in_after, out_after, out_before * kept / (in_before + kept)

    def _input_to_reach(self, reserve_in: float, product: float) -> float:
        """Input d with (x + k d)(x + d) = product, k = 1 - fee: the positive root, 0 if the price is already beyond."""
        kept = 1.0 - self.fee
        excess = product - reserve_in**2
        if excess <= 0.0:
            return 0.0
        half = (1.0 + kept) * reserve_in
        return 2.0 * excess / (half + math.sqrt(half**2 + 4.0 * kept * excess))


class ConstantProduct(Exchange):
    """The reserves are the exchange's balances. Its shares are an ordinary asset."""

    kind = "constant_product"

    def __init__(self, name: str, site: Site, terms: "ConstantProductTerms") -> None:
        super().__init__(name, site, terms.base, terms.quote)
        self.terms = terms
        self.share = share_name(name)
        self.issued = (self.share,)
        self.share_column = site.assets.column[self.share]
        self.handlers = {**self.handlers, AddLiquidity: self._add, RemoveLiquidity: self._remove}
        quote_reserve = terms.quote_reserve
        if quote_reserve is None:
            values = site.assets.values
            quote_reserve = terms.base_reserve * float(values[self.base_column] / values[self.quote_column])
        site.ledger.mint(self.base_column, self.account, terms.base_reserve)
        site.ledger.mint(self.quote_column, self.account, quote_reserve)
        site.ledger.mint(self.share_column, site.world, math.sqrt(terms.base_reserve * quote_reserve))
        site.log.add(AssetListed(name, self.share, "receipt", terms.base, "", 0.0))
        founded = float(site.ledger.supply[self.share_column])
        site.log.add(LiquidityChanged(name, -1, terms.base_reserve, quote_reserve, founded, Motive.OPENING))

    @override
    def curve(self) -> ConstantProductCurve:
        ledger = self.site.ledger
        return ConstantProductCurve(
            self.base,
            self.quote,
            self.terms.fee,
            ledger.balance(self.account, self.base_column),
            ledger.balance(self.account, self.quote_column),
        )

    @override
    def claim_value(self, asset: str) -> float:
        curve, values = self.curve(), self.site.assets.values
        reserves = curve.base_reserve * values[self.base_column] + curve.quote_reserve * values[self.quote_column]
        return float(reserves / self.site.ledger.supply[self.share_column])

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        """Nothing: the transfers moved the reserves."""

    def _add(self, order: AddLiquidity) -> Outcome:
        if order.liquidity_range != 0:
            return Refusal.UNKNOWN_RANGE
        ledger, curve, players = self.site.ledger, self.curve(), order.account
        with np.errstate(over="ignore"):  # nobody has an infinite amount
            base = np.minimum(order.base_amount, np.asarray(order.quote_amount) / curve.price)
            quote = base * curve.price
        if not (ledger.can_pay(players, self.base_column, base) and ledger.can_pay(players, self.quote_column, quote)):
            return Refusal.NO_BALANCE
        shares = base / curve.base_reserve * float(ledger.supply[self.share_column])
        ledger.transfer(self.base_column, players, self.account, base)
        ledger.transfer(self.quote_column, players, self.account, quote)
        ledger.mint(self.share_column, players, shares)
        self.site.log.add(LiquidityChanged(self.name, players, base, quote, shares, order.motive))
        return None

    def _remove(self, order: RemoveLiquidity) -> Outcome:
        if order.liquidity_range != 0:
            return Refusal.UNKNOWN_RANGE
        ledger, curve, players = self.site.ledger, self.curve(), order.account
        shares = np.asarray(order.shares)
        if not ledger.can_pay(players, self.share_column, shares):
            return Refusal.NO_BALANCE
        part = shares / float(ledger.supply[self.share_column])
        if part.sum() > LARGEST_WITHDRAWAL:
            return Refusal.NO_CASH
        base, quote = part * curve.base_reserve, part * curve.quote_reserve
        ledger.burn(self.share_column, players, shares)
        ledger.transfer(self.base_column, self.account, players, base)
        ledger.transfer(self.quote_column, self.account, players, quote)
        self.site.log.add(LiquidityChanged(self.name, players, -base, -quote, -shares, order.motive))
        return None


LARGEST_WITHDRAWAL = 1.0 - 1e-6
"""An exchange keeps a millionth of its reserves, so that it always has a price."""


def share_name(venue: str, liquidity_range: int = 0) -> str:
    """The asset that a liquidity provider holds; each range after the first has its own."""
    return f"{venue}:shares:{liquidity_range}" if liquidity_range else f"{venue}:shares"


@dataclass(frozen=True)
class ConstantProductTerms(VenueTerms):
    """Two reserves and a fee. The first liquidity belongs to the rest of the world."""

    accounts: ClassVar[int] = 1

    base: AssetName
    quote: AssetName
    base_reserve: Positive  # units
    quote_reserve: Annotated[float | None, POSITIVE] = (
        None  # units; if missing, the value of the base reserve at initial prices
    )
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.003  # fraction of what comes in

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return (Claim(share_name(name)),)

    @override
    def open(self, name: str, site: Site) -> ConstantProduct:
        return ConstantProduct(name, site, self)
