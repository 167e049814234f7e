"""Concentrated liquidity: providers choose between ranges of prices, and trades cross from one to the next."""

import math

import numpy as np
from typing_extensions import override

from firesale.market.actions import AddLiquidity, Motive, RemoveLiquidity
from firesale.market.arrays import FloatArray
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import AssetListed, LiquidityChanged, Refusal
from firesale.market.ledger import tolerance
from firesale.market.orders import Outcome
from firesale.market.venues.base import Site
from firesale.market.venues.concentrated_curve import concentrated_curve
from firesale.market.venues.constant_product import share_name
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.ladder_curve import LadderCurve
from firesale.market.venues.liquidity_ranges import Ranges

BASE, QUOTE = 0, 1
Both = tuple[FloatArray, FloatArray]
"""Base and quote units."""


class ConcentratedLiquidity(Exchange):
    """Ranges whose shares are ordinary assets: a share is one unit of liquidity of its range, and its part of the fees kept there.

    In Uniswap v3 a position is a token of its own, so that each pays out the fees since it began, and cannot be pledged or divided like
    money. Here the ranges that one may choose from stand in the terms, and the shares of a range are alike, as those of the contracts are
    that hold v3 positions for many (Arrakis, Gamma). Who joins brings its part of the fees kept so far along, and takes it out again: so
    nobody earns fees of a time before, each unit of liquidity earns what a position would, and shares work as collateral. Fees do not
    become liquidity. Source: Uniswap v3, `UniswapV3Pool`; the pooling of positions is ours, the likeness to those contracts unverified.
    """

    kind = "concentrated_liquidity"

    def __init__(
        self, name: str, site: Site, pair: tuple[str, str], fee: float, price: float, ranges: Ranges, values: FloatArray
    ) -> None:
        """Open at a price, quote per base; `values` (r,): quote units that each range is worth."""
        super().__init__(name, site, *pair)
        self.fee, self.ranges = fee, ranges
        self.sqrt_price: FloatArray = np.array([math.sqrt(price)])  # (1,): where the last trade ended
        count = len(ranges.lower)
        self.fees: FloatArray = np.zeros((count, 2))  # units of base and quote, not yet paid out
        self.issued = tuple(share_name(name, place) for place in range(count))
        self.share_columns = np.array([site.assets.column[share] for share in self.issued])
        self.places: dict[object, int] = {place: place for place in range(count)}  # whatever a player may ask for
        self.handlers = {**self.handlers, AddLiquidity: self._add, RemoveLiquidity: self._remove}
        for share in self.issued:
            site.log.add(AssetListed(name, share, "receipt", self.base, "", 0.0))
        self._found(values, price)

    def _found(self, values: FloatArray, price: float) -> None:
        """The rest of the world's liquidity: `values` (r,) in quote units."""
        site = self.site
        base, quote = self.ranges.held(float(self.sqrt_price[0]))
        units = values / (base * price + quote)
        for place, column in enumerate(self.share_columns.tolist()):
            if units[place] > 0.0:
                own = float(base[place] * units[place]), float(quote[place] * units[place])
                site.ledger.mint(self.base_column, self.account, own[BASE])
                site.ledger.mint(self.quote_column, self.account, own[QUOTE])
                site.ledger.mint(column, site.world, float(units[place]))
                site.log.add(LiquidityChanged(self.name, -1, *own, float(units[place]), Motive.OPENING))

    @property
    def liquidity(self) -> FloatArray:
        """Units of liquidity of each range, (r,): its shares."""
        issued: FloatArray = self.site.ledger.supply[self.share_columns]
        return issued

    @override
    def curve(self) -> LadderCurve:
        pair, ranges = (self.base, self.quote), self.ranges
        return concentrated_curve(pair, self.fee, float(self.sqrt_price[0]), ranges.lower, ranges.upper, self.liquidity)

    @override
    def claim_value(self, asset: str) -> float:
        place, values = self.issued.index(asset), self.site.assets.values
        base, quote = self._per_share()
        return float(base[place] * values[self.base_column] + quote[place] * values[self.quote_column])

    @override
    def check(self) -> None:
        ledger, liquidity, owed = self.site.ledger, self.liquidity, self._per_share()
        for column, per_share in ((self.base_column, owed[BASE]), (self.quote_column, owed[QUOTE])):
            claimed, held = float(per_share @ liquidity), ledger.balance(self.account, column)
            if not claimed - held <= float(tolerance(ledger.largest_supply[column])):
                raise BrokenInvariantError(
                    f"{self.name} owes its ranges {claimed!r} of asset {column} and has {held!r}"
                )

    @override
    def liquidity_of(self, value: FloatArray) -> tuple[FloatArray, FloatArray]:
        """In the ratio of the first range at the price now."""
        shares = value / self.claim_value(self.issued[0])
        base_each, quote_each = (float(each[0]) for each in self._per_share())
        return shares * base_each, shares * quote_each

    def _per_share(self) -> Both:
        """What a share of each range can claim, reserves and fees, (r,) each."""
        base, quote = self.ranges.held(float(self.sqrt_price[0]))
        fees = self.fees / np.where(self.liquidity > 0.0, self.liquidity, np.inf)[:, None]
        return base + fees[:, BASE], quote + fees[:, QUOTE]

    @override
    def _moved(self, curve: Curve, asset_in: str, amount_in: FloatArray, fills: Fills) -> None:
        before, after = float(self.sqrt_price[0]), math.sqrt(fills.price_after[-1])
        column = BASE if asset_in == self.base else QUOTE
        parts = self.ranges.shares_of_input(before, after, self.liquidity)
        earned = self.fees[:, column] + float(fills.fee.sum()) * parts
        self.site.journal.write(self, "fees", (slice(None), column), earned)
        self.site.journal.write(self, "sqrt_price", 0, after)

    def _add(self, order: AddLiquidity) -> Outcome:
        place = self.places.get(order.liquidity_range)
        if place is None:
            return Refusal.UNKNOWN_RANGE
        ledger, players = self.site.ledger, order.account
        base_each, quote_each = (float(each[place]) for each in self._per_share())
        most = [np.asarray(amount) for amount in (order.base_amount, order.quote_amount)]
        needed = [each for each in (base_each, quote_each) if each > 0.0]
        offered = [amount for amount, each in zip(most, (base_each, quote_each), strict=True) if each > 0.0]
        with np.errstate(over="ignore"):  # nobody has an infinite amount
            shares = np.min([amount / each for amount, each in zip(offered, needed, strict=True)], axis=0)
            base, quote = np.minimum(shares * base_each, most[BASE]), np.minimum(shares * quote_each, most[QUOTE])
        if not (ledger.can_pay(players, self.base_column, base) and ledger.can_pay(players, self.quote_column, quote)):
            return Refusal.NO_BALANCE
        ledger.transfer(self.base_column, players, self.account, base)
        ledger.transfer(self.quote_column, players, self.account, quote)
        self._change(order, place, base, quote, shares)
        ledger.mint(int(self.share_columns[place]), players, shares)
        return None

    def _remove(self, order: RemoveLiquidity) -> Outcome:
        place = self.places.get(order.liquidity_range)
        if place is None:
            return Refusal.UNKNOWN_RANGE
        ledger, players, shares = self.site.ledger, order.account, np.asarray(order.shares)
        column = int(self.share_columns[place])
        if not ledger.can_pay(players, column, shares):
            return Refusal.NO_BALANCE
        units = _at_most(shares, float(self.liquidity[place]))  # small beside what there was, they may add up to more
        base, quote = (
            _at_most(units * float(each[place]), ledger.balance(self.account, asset))
            for each, asset in zip(self._per_share(), (self.base_column, self.quote_column), strict=True)
        )
        self._change(order, place, -base, -quote, -shares)
        ledger.burn(column, players, shares)
        ledger.transfer(self.base_column, self.account, players, base)
        ledger.transfer(self.quote_column, self.account, players, quote)
        return None

    def _change(
        self,
        order: AddLiquidity | RemoveLiquidity,
        place: int,
        base: FloatArray,
        quote: FloatArray,
        shares: FloatArray,
    ) -> None:
        """Fees of the range grow and shrink with its shares, so that each share's part of them stays as it is."""
        before = float(self.liquidity[place])
        if before > 0.0:
            kept = max(0.0, 1.0 + float(shares.sum()) / before)
            self.site.journal.write(self, "fees", place, self.fees[place] * kept)
        self.site.log.add(LiquidityChanged(self.name, order.account, base, quote, shares, order.motive))


def _at_most(amount: FloatArray, held: float) -> FloatArray:
    """Amounts (n,) that together are no more than there is: they may be by rounding."""
    whole = float(amount.sum())
    return amount if whole <= held else amount * (held / whole)
