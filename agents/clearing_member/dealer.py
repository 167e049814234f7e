"""Dealer: holds its book and pays its calls, whatever it has to sell for it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.clearing_member.meeting_calls import Means, meet
from firesale.market.actions import Action, Motive, OfferContract, WithdrawCollateral
from firesale.market.arrays import FloatArray
from firesale.market.checks import ClearingHouseName, ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.venues.clearing.clearing_quote import ClearingQuote, OwnMembership
from firesale.market.view import View


@dataclass(frozen=True)
class Dealer(Strategy):
    """Wants to stay in business: meets calls from cash, then sells the base asset of an exchange for what is missing; takes out margin that it does
    not need, and offers contracts on both sides.

    The sale is where margin calls become a fire sale: calls grow when prices fall, and their sale lowers prices further. Source: Brunnermeier and
    Pedersen (Review of Financial Studies 2009), margin spirals.
    """

    clearing_house: ClearingHouseName
    exchange: ExchangeName
    cushion: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 0.1  # more that is sold than is called
    most_margin: Annotated[FloatArray | float, PerAccount(), Range(1.0, 1e6)] = 2.0  # of the requirement
    depth: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 0.0  # contracts offered on each side of each
    half_spread: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.001  # of the underlying's price
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        own = view.membership(self.clearing_house)
        means = Means(self.clearing_house, self.exchange, self.cushion, self.priority_fee)
        return [*meet(view, means, own.called), *self._take_out(view, own), *self._offer(view, own)]

    def _take_out(self, view: View, own: OwnMembership) -> list[Action]:
        """Cash above `most_margin` of the requirement, if it is more than a tenth of it."""
        spare = np.minimum(own.cash, own.counted + np.minimum(0.0, own.unsettled) - self.most_margin * own.required)
        who = (spare > 0.1 * own.required) & (own.called == 0.0) & (spare > 0.0) & ~own.defaulted
        if not who.any():
            return []
        return [
            WithdrawCollateral(
                account=view.accounts[who],
                venue=self.clearing_house,
                asset=view.public.numeraire,
                amount=spare[who],
                motive=Motive.MARGIN,
                priority_fee=self.priority_fee,
            )
        ]

    def _offer(self, view: View, own: OwnMembership) -> list[Action]:
        """Renew the offer of every contract that has not expired."""
        depth = np.broadcast_to(np.asarray(self.depth, dtype=np.float64), (view.size,))
        who = np.flatnonzero((depth > 0.0) & ~own.defaulted & (own.counted > 0.0))
        if len(who) == 0:
            return []
        quote = view.public.clearing(self.clearing_house)
        return [
            self._of_contract(view, quote, place, who, depth[who]) for place in np.flatnonzero(quote.alive).tolist()
        ]

    def _of_contract(
        self, view: View, quote: ClearingQuote, place: int, who: np.ndarray, depth: FloatArray
    ) -> OfferContract:
        price = float(quote.listing.prices[quote.listing.contracts.underlying[place]])
        half_spread = np.broadcast_to(np.asarray(self.half_spread, dtype=np.float64), (view.size,))[who] * price
        return OfferContract(
            account=view.accounts[who],
            venue=self.clearing_house,
            contract=quote.contracts[place],
            bids=depth,
            asks=depth,
            half_spread=half_spread,
            motive=Motive.HEDGING,
        )
