"""Flees: liquidity that is gone when it is needed."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action, AddLiquidity, Motive, RemoveLiquidity
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import ExchangeName, Fraction, NotNegative, PerAccount, Range
from firesale.market.errors import BadValueError
from firesale.market.streams import Draws
from firesale.market.venues.constant_product import share_name
from firesale.market.venues.curve import Curve
from firesale.market.view import View

FLED, BASE_BEFORE, QUOTE_BEFORE = "fled", "base before", "quote before"


@dataclass(frozen=True)
class Flees(Strategy):
    """Wants the fees without trading against those who know more.

    Move m = highest price / lowest price - 1 over the last `window` steps. m > threshold: takes all its liquidity out. m < calm x threshold: puts
    back what it took out, if it `returns`. Source: withdrawal of market makers under adverse selection and volatility (Glosten and Milgrom 1985;
    Kirilenko, Kyle, Samadi and Tuzun, The flash crash, Journal of Finance 2017).
    """

    exchange: ExchangeName
    threshold: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 0.1  # relative move; fees rarely pay for more
    liquidity_range: Annotated[int, Range(0.0)] = 0  # which range of an exchange that has several
    window: Annotated[int, Range(1.0, unit="steps")] = 12
    calm: Fraction = 0.5  # part of the threshold: less than 1, or it would come and go at every step
    returns: bool = True  # comes back after calm
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        curve = view.public.curve(self.exchange)
        move = self._move(view, curve.price)
        fled = view.memory.setdefault(FLED, np.zeros(view.size))
        alarmed = np.broadcast_to(np.greater(move, self.threshold), (view.size,))
        calm = (fled > 0.0) & (move < self.calm * np.asarray(self.threshold))
        return self._flee(view, curve, fled, alarmed) + self._return(view, curve, fled, calm & self.returns)

    def _move(self, view: View, price: float) -> float:
        """Note the price of this step; how far prices of the last steps lie apart."""
        slots = self.window + 1
        view.memory[f"price {view.step % slots}"] = np.broadcast_to(np.float64(price), (view.size,))
        seen = [view.memory[name][0] for name in (f"price {slot}" for slot in range(slots)) if name in view.memory]
        return float(max(seen) / min(seen) - 1.0)

    def _flee(self, view: View, curve: Curve, fled: FloatArray, alarmed: BoolArray) -> list[Action]:
        if not alarmed.any():
            return []
        shares = self._shares(view)
        who = alarmed & (shares > 0.0)
        if not who.any():
            return []
        for name, asset in ((BASE_BEFORE, curve.base), (QUOTE_BEFORE, curve.quote)):
            before = view.memory.setdefault(name, np.zeros(view.size))
            before[who] = view.balance(asset)[who]
        fled[who] = 1.0
        accounts, fee = view.accounts[who], self.priority_fee
        removal = RemoveLiquidity(
            account=accounts,
            venue=self.exchange,
            shares=shares[who],
            liquidity_range=self.liquidity_range,
            motive=Motive.LIQUIDITY,
            priority_fee=fee,
        )
        return [removal]

    def _shares(self, view: View) -> FloatArray:
        """What each account holds of the exchange, or of its range, (n,)."""
        try:
            return view.balance(share_name(self.exchange, self.liquidity_range))
        except KeyError:
            raise BadValueError(
                "flees.liquidity_range", self.liquidity_range, f"the number of a range of {self.exchange}"
            ) from None

    def _return(self, view: View, curve: Curve, fled: FloatArray, calm: BoolArray) -> list[Action]:
        if not calm.any():
            return []
        base, quote = self._taken_out(view, curve.base, BASE_BEFORE), self._taken_out(view, curve.quote, QUOTE_BEFORE)
        who = calm & (base > 0.0) & (quote > 0.0)
        fled[calm] = 0.0
        if not who.any():
            return []
        return [
            AddLiquidity(
                account=view.accounts[who],
                venue=self.exchange,
                base_amount=base[who],
                quote_amount=quote[who],
                liquidity_range=self.liquidity_range,
                motive=Motive.LIQUIDITY,
                priority_fee=self.priority_fee,
            )
        ]

    def _taken_out(self, view: View, asset: str, before: str) -> FloatArray:
        """Units that came in since the flight, less the fee for putting them back, (n,)."""
        fee = self.priority_fee if asset == view.public.numeraire else 0.0
        return view.balance(asset) - view.memory[before] - fee
