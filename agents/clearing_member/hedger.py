"""Hedger: sells futures against what it holds."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.clearing_member.meeting_calls import Means, meet
from firesale.market.actions import Action, Bundle, Motive, PostCollateral, TradeContract
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import ClearingHouseName, ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.venues.clearing.clearing_quote import ClearingQuote, OwnMembership
from firesale.market.view import View


@dataclass(frozen=True)
class Hedger(Strategy):
    """Wants to be rid of the price risk of the exchange's base asset: keeps `ratio` of what it holds sold as futures of the nearest expiry, trading
    when it is off by more than `tolerance`, and meets calls like a dealer.

    A hedge loses cash when what it protects gains value: that is how a hedger is called. Source: Ederington (Journal of Finance 1979) for the
    ratio; Metallgesellschaft 1993 for the calls.
    """

    clearing_house: ClearingHouseName
    exchange: ExchangeName
    ratio: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 1.0  # of its holding
    tolerance: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 0.05  # of its holding
    buffer: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1e6)] = 0.5  # margin above the requirement, of it
    cushion: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 0.1  # more that is sold than is called
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        own = view.membership(self.clearing_house)
        means = Means(self.clearing_house, self.exchange, self.cushion, self.priority_fee)
        return [*meet(view, means, own.called), *self._hedge(view, own)]

    def _hedge(self, view: View, own: OwnMembership) -> list[Action]:
        quote = view.public.clearing(self.clearing_house)
        held = view.balance(view.public.curve(self.exchange).base)
        place = nearest_future(quote, view.public.curve(self.exchange).base)
        if place is None:
            return []
        change = -self.ratio * held - own.positions[:, place]
        off = (np.abs(change) > self.tolerance * held) & (own.called == 0.0) & ~own.defaulted
        room = np.where(change > 0.0, quote.asks[place], quote.bids[place])
        change = np.where(off, np.sign(change) * np.minimum(np.abs(change), room), 0.0)
        posted = self._margin_for(own, quote, place, change)
        able = (change != 0.0) & (posted <= view.balance(view.public.numeraire) - self.priority_fee)
        return [
            order
            for side, wanted in (("buy", change > 0.0), ("sell", change < 0.0))
            for posting in (True, False)
            for order in self._orders(
                view, quote.contracts[place], side, able & wanted & ((posted > 0.0) == posting), change, posted
            )
        ]

    def _margin_for(self, own: OwnMembership, quote: ClearingQuote, place: int, change: FloatArray) -> FloatArray:
        """Cash to post for a trade (n,), so that there is a buffer above what the position will need."""
        after = own.positions.copy()
        after[:, place] += change
        needed = quote.margin.requirement(after, quote.listing) * (1.0 + self.buffer)
        return np.maximum(0.0, needed - own.counted)

    def _orders(
        self, view: View, contract: str, side: str, who: BoolArray, change: FloatArray, posted: FloatArray
    ) -> list[Action]:
        """Post margin if any is needed and trade, all or nothing."""
        if not who.any():
            return []
        accounts, house = view.accounts[who], self.clearing_house
        trade = TradeContract(
            account=accounts,
            venue=house,
            contract=contract,
            side="buy" if side == "buy" else "sell",
            amount=np.abs(change[who]),
            motive=Motive.HEDGING,
        )
        if not np.any(posted[who] > 0.0):
            return [trade]
        post = PostCollateral(
            account=accounts, venue=house, asset=view.public.numeraire, amount=posted[who], motive=Motive.MARGIN
        )
        return [Bundle(account=accounts, legs=(post, trade), motive=Motive.HEDGING, priority_fee=self.priority_fee)]


def nearest_future(quote: ClearingQuote, asset: str) -> int | None:
    """The place of the future on an asset that expires next; None if none is left."""
    is_future = quote.alive & ~quote.listing.contracts.option
    places = [place for place in np.flatnonzero(is_future).tolist() if quote.underlyings[place] == asset]
    return min(places, key=lambda place: float(quote.expiry[place])) if places else None
