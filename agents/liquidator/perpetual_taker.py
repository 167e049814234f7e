"""Perpetual taker: takes over unsafe positions below what they sell for."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.agents.liquidator.sharing import ROUNDING
from firesale.market.actions import Action, AddMargin, Bundle, ChangePosition, Motive, Side, TakeOver
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, AssetName, NotNegative, PerAccount, PerpetualsName, Range
from firesale.market.closing.base import UnsafePosition
from firesale.market.streams import Draws
from firesale.market.venues.perpetuals.quote import PerpetualQuote
from firesale.market.view import View

MOTIVE = Motive.LIQUIDATION


@dataclass(frozen=True)
class PerpetualTaker(Strategy):
    """Takes over positions of unsafe accounts at the closing rule's price, as far as the vault's curve pays more, and unwinds them at once.

    Of each position it takes the amount whose last unit sells for what it costs, at most what its margin carries. Both legs are one bundle, refused
    if it earns less than `least_profit`. It pays in all of its margin asset when it has no margin. Positions are dealt in turn, the worst first,
    beginning with another account at each step. Source: the liquidation daemons of dYdX v4, which match at the fillable price.
    """

    venue: PerpetualsName
    market: AssetName
    least_profit: NotNegative = 1.0  # margin units per position
    positions_per_step: Annotated[int, Range(1)] = 20  # of each account
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0  # numeraire per bundle

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        quote = view.public.perpetual(self.venue)
        place = quote.markets.index(self.market)
        value = view.margin_account(self.venue).value[:, place if quote.isolated else 0]
        fee = np.broadcast_to(np.asarray(self.priority_fee, dtype=np.float64), (view.size,))
        without = np.flatnonzero(value <= 0.0)
        actions = self._pay_in(view, quote, without, fee)
        return actions + self._take(view, quote, place, value, fee)

    def _pay_in(self, view: View, quote: PerpetualQuote, who: np.ndarray, fee: FloatArray) -> list[Action]:
        kept = fee if quote.margin_asset == view.public.numeraire else np.zeros(view.size)
        amount = (view.balance(quote.margin_asset) - 2.0 * kept) * ROUNDING
        who = who[amount[who] > 0.0]
        if len(who) == 0:
            return []
        asset = self.market if quote.isolated else ""
        accounts = view.accounts[who]
        return [AddMargin(account=accounts, venue=self.venue, asset=asset, amount=amount[who], motive=MOTIVE)]

    def _take(self, view: View, quote: PerpetualQuote, place: int, value: FloatArray, fee: FloatArray) -> list[Action]:
        """A bundle per position, dealt to those with margin. In a loop: few positions at a time are worth taking."""
        seats = np.flatnonzero(value > 0.0)
        if len(seats) == 0 or len(quote.unsafe.account) == 0:
            return []
        held, unsafe = quote.unsafe_in(place)
        price, size = quote.closing.price(unsafe), self._sizes(quote, place, unsafe)
        actions: list[Action] = []
        for turn, i in enumerate(np.flatnonzero(size > 0.0)[: len(seats) * self.positions_per_step].tolist()):
            seat = int(seats[(turn + view.step) % len(seats)])
            owner, side = int(quote.unsafe.account[held[i]]), float(np.sign(unsafe.size[i]))
            amount = min(float(size[i]), self._carried(quote, place, float(value[seat]), float(size[i])))
            earned = (
                side * (quote.fill_price(place, -side * amount) * (1.0 - side * quote.fee) - float(price[i])) * amount
            )
            if owner != int(view.accounts[seat]) and amount > 0.0 and earned > self.least_profit + float(fee[seat]):
                limit = (float(price[i]) + side * self.least_profit / amount) / (1.0 - side * quote.fee)
                actions.append(self._bundle(int(view.accounts[seat]), owner, side, amount, limit, float(fee[seat])))
        return actions

    def _sizes(self, quote: PerpetualQuote, place: int, unsafe: UnsafePosition) -> FloatArray:
        """Units of each position (u,) whose last one pays: the curve's price after fees is then the price of the closing rule."""
        side = np.sign(unsafe.size)
        received = float(quote.price[place]) * (1.0 - side * quote.fee)
        price = np.maximum(quote.closing.price(unsafe), np.finfo(np.float64).tiny)
        reach = side * np.log(received / price) / float(quote.impact[place])
        return np.clip(reach, 0.0, quote.closing.largest(unsafe))

    def _carried(self, quote: PerpetualQuote, place: int, value: float, size: float) -> float:
        """Units whose initial requirement a margin covers, (conservative: at the fraction that the whole size would need)."""
        notional = np.zeros((1, len(quote.markets)))
        notional[0, place] = size * float(quote.mark[place])
        needed = float(quote.requirement.initial(notional, quote.open_value).sum())
        return size * min(1.0, 0.9 * value / needed) if needed > 0.0 else 0.0

    def _bundle(self, account: int, owner: int, side: float, size: float, limit: float, fee: float) -> Bundle:
        """Take over, then unwind for at least what it cost and the least profit."""
        legs = (
            TakeOver(account=account, venue=self.venue, asset=self.market, owner=owner, size=size, motive=MOTIVE),
            ChangePosition(
                account=account,
                venue=self.venue,
                asset=self.market,
                side=Side.SELL if side > 0.0 else Side.BUY,
                size=size,
                limit_price=limit,
                motive=MOTIVE,
            ),
        )
        return Bundle(account=account, legs=legs, priority_fee=fee, motive=MOTIVE)
