"""Stable swap: n coins that should be worth the same, almost without price impact while their balances are of one size."""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.actions import AddLiquidity, Motive, RemoveLiquidity
from firesale.market.arrays import FloatArray
from firesale.market.assets import Claim
from firesale.market.checks import POSITIVE, AssetName, Fraction, Positive, Range
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, LiquidityChanged, Refusal
from firesale.market.orders import Outcome
from firesale.market.venues.base import Site, VenueTerms
from firesale.market.venues.constant_product import LARGEST_WITHDRAWAL, share_name
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.one_coin_desk import OneCoinDesk
from firesale.market.venues.stable_curve import StableCurve
from firesale.market.venues.stable_math import invariant

BASE, QUOTE = 0, 1


class StableSwap(Exchange):
    """A pool of n coins that quotes its first against its second; any other two of them trade in a `stable_swap_pair` of it.

    Liquidity is added and removed in the ratio of the balances of all coins, without a fee, or in one coin alone, at a fee on what departs
    from it. The protocol's part of the fees goes to an account of its own.
    """

    kind = "stable_swap"

    def __init__(self, name: str, site: Site, terms: "StableSwapTerms") -> None:
        super().__init__(name, site, terms.base, terms.quote)
        self.terms = terms
        self.treasury = site.open_account()
        self.coins = (terms.base, terms.quote, *terms.more_coins)
        self.columns = np.array([site.assets.column[coin] for coin in self.coins])
        self.share = share_name(name)
        self.issued = (self.share,)
        self.share_column = site.assets.column[self.share]
        one_coin = OneCoinDesk(self).handlers
        self.handlers = {**self.handlers, AddLiquidity: self._add, RemoveLiquidity: self._remove, **one_coin}
        opening = terms.reserves
        for column, amount in zip(self.columns.tolist(), opening, strict=True):
            site.ledger.mint(column, self.account, amount)
        founded = invariant(opening, terms.weight)
        site.ledger.mint(self.share_column, site.world, founded)
        site.log.add(AssetListed(name, self.share, "receipt", terms.base, "", 0.0))
        site.log.add(LiquidityChanged(name, -1, opening[BASE], opening[QUOTE], founded, Motive.OPENING))

    @property
    def balances(self) -> FloatArray:
        """Units of each coin, (n,)."""
        held: FloatArray = self.site.ledger.balances[self.account, self.columns]
        return held

    @override
    def liquidity_of(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """In the ratio of the two balances; whatever further coins there are comes on top."""
        two = self.balances[:2]
        part = value / float(two @ self.site.assets.values[self.columns[:2]])
        return part * two[BASE], part * two[QUOTE]

    @property
    def virtual_price(self) -> float:
        """The invariant per share: 1 at the opening, grows with fees. Source: Curve, `get_virtual_price`."""
        return invariant(self.balances.tolist(), self.terms.weight) / float(self.site.ledger.supply[self.share_column])

    @override
    def curve(self) -> StableCurve:
        return self.curve_of(self.base, self.quote)

    def curve_of(self, base: str, quote: str) -> StableCurve:
        """The quote of any two of its coins."""
        terms, places = self.terms, (self.coins.index(base), self.coins.index(quote))
        return StableCurve(
            base, quote, terms.fee, terms.weight, terms.admin_share, tuple(self.balances.tolist()), *places
        )

    @override
    def claim_value(self, asset: str) -> float:
        reserves = self.balances @ self.site.assets.values[self.columns]
        return float(reserves / self.site.ledger.supply[self.share_column])

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        self.take_fee(curve.quote if asset_in == curve.base else curve.base, fills.amount_out)

    def take_fee(self, coin: str, paid: FloatArray) -> None:
        """The protocol's part of the fee on what was paid out, (n,) units of a coin."""
        taken = self.terms.fee / (1.0 - self.terms.fee) * self.terms.admin_share * paid
        self.site.ledger.transfer(self.site.assets.column[coin], self.account, self.treasury, taken)

    def _add(self, order: AddLiquidity) -> Outcome:
        """The base and quote amounts are the most to be given of these two; further coins are given in the same ratio."""
        if order.liquidity_range != 0:
            return Refusal.UNKNOWN_RANGE
        ledger, players, held = self.site.ledger, order.account, self.balances
        with np.errstate(over="ignore"):  # nobody has an infinite amount
            part = np.minimum(np.asarray(order.base_amount) / held[BASE], np.asarray(order.quote_amount) / held[QUOTE])
            given = part[:, None] * held
        if not all(ledger.can_pay(players, int(self.columns[i]), given[:, i]) for i in range(len(held))):
            return Refusal.NO_BALANCE
        shares = part * float(ledger.supply[self.share_column])
        for place, column in enumerate(self.columns.tolist()):
            ledger.transfer(column, players, self.account, given[:, place])
        ledger.mint(self.share_column, players, shares)
        self.site.log.add(LiquidityChanged(self.name, players, given[:, BASE], given[:, QUOTE], shares, order.motive))
        return None

    def _remove(self, order: RemoveLiquidity) -> Outcome:
        if order.liquidity_range != 0:
            return Refusal.UNKNOWN_RANGE
        ledger, players, shares = self.site.ledger, order.account, np.asarray(order.shares)
        if not ledger.can_pay(players, self.share_column, shares):
            return Refusal.NO_BALANCE
        part = shares / float(ledger.supply[self.share_column])
        if part.sum() > LARGEST_WITHDRAWAL:
            return Refusal.NO_CASH
        taken = part[:, None] * self.balances
        ledger.burn(self.share_column, players, shares)
        for place, column in enumerate(self.columns.tolist()):
            ledger.transfer(column, self.account, players, taken[:, place])
        self.site.log.add(
            LiquidityChanged(self.name, players, -taken[:, BASE], -taken[:, QUOTE], -shares, order.motive)
        )
        return None


@dataclass(frozen=True)
class StableSwapTerms(VenueTerms):
    """Coins, their balances, the amplification and the fees. The first liquidity belongs to the rest of the world.

    Raises BadValueError if a coin is named twice or lacks a reserve. Real pools: that of DAI, USDC and USDT had amplification 2000 and gave
    half of its fee to the protocol (Curve).
    """

    accounts: ClassVar[int] = 2

    base: AssetName
    quote: AssetName
    base_reserve: Positive  # units
    quote_reserve: Annotated[float | None, POSITIVE] = None  # units; if missing, as many as of the base coin
    more_coins: tuple[AssetName, ...] = ()  # besides base and quote
    more_reserves: tuple[float, ...] = ()  # units of each of them; if missing, as many as of the base coin
    amplification: Annotated[float, Range(1.0, 1e6)] = 200.0  # the contract's A: the higher, the flatter
    fee: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.0004  # fraction of what goes out
    admin_share: Fraction = 0.5  # part of the fee that goes to the protocol

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        for place, coin in enumerate(self.more_coins):
            if coin in (self.base, self.quote, *self.more_coins[:place]):
                raise BadValueError(f"{type(self).__name__}.more_coins.{place}", coin, "each coin once")
        for place, amount in enumerate(self.more_reserves):
            if not 0.0 < amount < math.inf or len(self.more_reserves) != len(self.more_coins):
                allowed = "a positive number of units for each of more_coins"
                raise BadValueError(f"{type(self).__name__}.more_reserves.{place}", amount, allowed)

    @property
    def weight(self) -> float:
        """Amplification times the number of coins: the contract's `Ann`."""
        return self.amplification * (2 + len(self.more_coins))

    @property
    def reserves(self) -> list[float]:
        """Units of each coin at the opening."""
        quote = self.base_reserve if self.quote_reserve is None else self.quote_reserve
        return [self.base_reserve, quote, *(self.more_reserves or [self.base_reserve] * len(self.more_coins))]

    @override
    def claims(self, name: str) -> tuple[Claim, ...]:
        return (Claim(share_name(name)),)

    @override
    def open(self, name: str, site: Site) -> StableSwap:
        return StableSwap(name, site, self)
