"""Auction bidder: bids in English auctions, as little as it must and at most what the lot is worth to it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.auctions import AuctionStrategy, Scene
from firesale.agents.liquidator.orders import MOTIVE
from firesale.market.actions import Action, Bid, Swap
from firesale.market.auctions.bidding import same
from firesale.market.checks import Fraction, Range
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.streams import Draws
from firesale.market.view import View

JUST_ABOVE = 1.0 + 1e-9
"""A bid at the limit must not fall below it by rounding."""
LEAST_BID = 0.01
"""Units of money: nobody can bid nothing."""

Offer = tuple[float, float]
"""Money, and units of the lot for it."""


@dataclass(frozen=True, kw_only=True)
class AuctionBidder(AuctionStrategy):
    """Wants lots for less than (1 - margin) times what the exchange pays for them, and locks its own money for them.

    A first bid is `first_bid` times that limit, and at least a hundredth of a unit: with 0 it bids next to nothing and wins if nobody else comes.
    A later bid is the least that counts plus the part `eagerness` of what lies between it and the limit; when the tab is bid it asks for less of the
    lot in the same way. It does not bid against itself. Of the collateral that it holds it sells the part `sale_fraction` each step. Source: the
    bidders of Maker's collateral auctions (dss, flip.sol) in March 2020.
    """

    mechanism: ClassVar[type[LiquidationMechanism]] = EnglishAuction

    margin: Fraction = 0.1  # discount on the exchange's price that it wants at least
    first_bid: Fraction = 0.0  # of the limit
    eagerness: Fraction = 0.5  # part of the way to the limit that a raise goes at once
    sale_fraction: Fraction = 1.0  # of the collateral held, per step
    bids_per_round: Annotated[int, Range(1)] = 20  # most orders of one account at a time

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.scene(view, draws)
        if at is None or not isinstance(at.mechanism, EnglishAuction):
            return []
        return [*self.openings(view, at), *self._bids(view, at, at.mechanism), *self._sales(view, at)]

    def _bids(self, view: View, at: Scene, mechanism: EnglishAuction) -> list[Action]:
        """The lots with the lowest bids first, one account each. A loop, since each bid binds money that the next needs."""
        if at.outlet is None:
            return []
        lots, cash, actions = at.credit.lots, at.cash.copy(), list[Action]()
        value = at.outlet.price * (1.0 - self.margin)  # money per unit
        sent = np.zeros(view.size, dtype=np.int64)
        for item, i in enumerate(np.argsort(lots.price, kind="stable")):
            place = at.serving(item)
            mine = int(lots.bidder[i]) == int(view.accounts[place])
            if lots.over[i] or mine or sent[place] >= self.bids_per_round:
                continue
            state = (float(lots.tab[i]), float(lots.bid[i]), float(lots.kept[i]))
            offer = self._offer(state, value, mechanism.raise_by)
            gain = 0.0 if offer is None else (value * offer[1] - offer[0]) * float(at.credit.debt_price[0])
            if offer is None or offer[0] > cash[place] or gain < float(at.fee[place]):
                continue
            cash[place] -= offer[0]
            sent[place] += 1
            actions.append(self._bid(view, at, place, int(lots.number[i]), offer))
        return actions

    def _offer(self, state: tuple[float, float, float], value: float, raise_by: float) -> Offer | None:
        """The next bid on a lot (tab, bid, kept) of which a unit is worth `value`; None if none pays."""
        tab, bid, kept = state
        if bid > 0.0 and same(bid, tab):
            most, least = kept / (1.0 + raise_by), tab / value if value > 0.0 else np.inf
            return (tab, most - self.eagerness * (most - least)) if least <= most else None
        limit = min(tab, value * kept)
        needed = max(LEAST_BID, self.first_bid * limit) if bid <= 0.0 else min(tab, bid * (1.0 + raise_by) * JUST_ABOVE)
        if needed > limit:
            return None
        return (needed if bid <= 0.0 else needed + self.eagerness * (limit - needed), kept)

    def _bid(self, view: View, at: Scene, place: int, lot: int, offer: Offer) -> Bid:
        return Bid(
            account=int(view.accounts[place]),
            venue=at.credit.name,
            lot=lot,
            amount=offer[0],
            units=offer[1],
            priority_fee=float(at.fee[place]),
            motive=MOTIVE,
        )

    def _sales(self, view: View, at: Scene) -> list[Action]:
        """What was won goes to the exchange."""
        if at.outlet is None:
            return []
        amount = view.balance(at.credit.collaterals[0]) * self.sale_fraction
        sellers = np.flatnonzero(amount > 0.0)
        if len(sellers) == 0:
            return []
        curve = at.outlet.curve
        order = Swap(
            account=view.accounts[sellers],
            venue=at.outlet.exchange,
            asset_in=curve.base,
            asset_out=curve.quote,
            amount_in=amount[sellers],
            priority_fee=at.fee[sellers],
            motive=MOTIVE,
        )
        return [order]
