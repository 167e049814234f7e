"""Two venues: buy where it is cheap, sell where it is dear."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.arbitrageur.round_trip import best_purchase, best_sale
from firesale.agents.base import Strategy
from firesale.market.actions import RECEIVED, Action, Bundle, Motive, Swap
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, PerAccount
from firesale.market.errors import BadValueError
from firesale.market.streams import Draws
from firesale.market.venues.curve import Curve
from firesale.market.view import View

MOTIVE = Motive.ARBITRAGE
LEAST_PART = 1e-9
"""A smaller part of the whole is rounding."""


@dataclass(frozen=True, kw_only=True)
class TwoVenue(Strategy):
    """Wants the difference between two prices of the same asset, without risk.

    Trades the amount at which the last unit bought on the cheap exchange sells on the dear one for what it costs,
    marginal purchase * marginal sale = 1, as far as its own money goes: quote units that buy first, or base units that
    sell first, whichever reaches further. Both legs are one bundle, refused if it earns less than `least_profit`. The
    gap is one gap for the whole cohort: accounts take their part of the best amount one after the other until it is
    used up, and another one is first at each step. So the gap closes once, with everybody's money if it is large, and
    everybody has its turn. Source: Angeris, Kao, Chiang, Noyes and Chitra, An analysis of Uniswap markets (2019).
    """

    first: ExchangeName
    second: ExchangeName  # trades the same pair
    least_profit: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 1.0  # numeraire, after the priority fee
    priority_fee: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0  # numeraire per bundle carried out

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        cheap, dear = sorted((self.first, self.second), key=lambda name: view.public.curve(name).price)
        curves = view.public.curve(cheap), view.public.curve(dear)
        if (curves[0].base, curves[0].quote) != (curves[1].base, curves[1].quote):
            raise BadValueError("two_venue.second", self.second, f"an exchange of the same pair as {self.first}")
        if curves[0].marginal_purchase(0.0) * curves[1].marginal_sale(0.0) <= 1.0:
            return []
        return self._close(view, (cheap, dear), curves)

    def _close(self, view: View, names: tuple[str, str], curves: tuple[Curve, Curve]) -> list[Action]:
        cheap, dear = curves
        purchase, sale = best_purchase(cheap, dear), best_sale(dear, cheap)
        if purchase <= 0.0 or sale <= 0.0:
            return []
        money, goods = view.balance(cheap.quote), view.balance(cheap.base)
        by_buying, by_selling = money / purchase, goods / sale
        places, start, part = take_turns(np.maximum(by_buying, by_selling), view.step)
        value = view.public.price(cheap.quote)
        fee, least = (np.broadcast_to(number, (view.size,)) for number in (self.priority_fee, self.least_profit))
        actions: list[Action] = []
        for place, done, own in zip(places.tolist(), start.tolist(), part.tolist(), strict=True):
            needed = (float(least[place]) + float(fee[place])) / value
            if _earned(curves, (done + own) * purchase) - _earned(curves, done * purchase) >= needed:
                buys = bool(by_buying[place] >= by_selling[place])
                amount = min(own * purchase, float(money[place])) if buys else min(own * sale, float(goods[place]))
                trade = _trade(int(view.accounts[place]), names, curves, buys, amount, needed)
                actions.append(
                    Bundle(account=trade[0].account, legs=trade, priority_fee=float(fee[place]), motive=MOTIVE)
                )
        return actions


def take_turns(reach: FloatArray, turn: int) -> tuple[IntArray, FloatArray, FloatArray]:
    """Who acts (p,), after which part of the whole, and with which part of it, until the whole is done.

    `reach` (n,): the part that each account could do alone. The account first in the row changes with `turn`.
    """
    n = len(reach)
    row = (np.arange(n) + turn) % n
    able = np.minimum(reach[row], 1.0)
    before = np.cumsum(able) - able
    part = np.clip(1.0 - before, 0.0, able)
    acts = np.flatnonzero(part > LEAST_PART)
    return row[acts], before[acts], part[acts]


def _earned(curves: tuple[Curve, Curve], quote: float) -> float:
    """Quote units earned by spending `quote` on the cheap exchange."""
    cheap, dear = curves
    return dear.proceeds(cheap.bought(quote)) - quote if quote > 0.0 else 0.0


def _trade(
    account: int, names: tuple[str, str], curves: tuple[Curve, Curve], buys: bool, amount: float, needed: float
) -> tuple[Swap, Swap]:
    """Two legs: buy on the cheap exchange and sell on the dear one, or first sell and then buy back; `needed` quote
    units must be earned.
    """
    (cheap, dear), base, quote = names, curves[0].base, curves[0].quote
    bought, sold = (quote, base), (base, quote)
    (first, one), (second, other) = ((cheap, bought), (dear, sold)) if buys else ((dear, sold), (cheap, bought))
    least = amount + (needed if buys else needed / curves[1].price)
    return (
        Swap(account=account, venue=first, asset_in=one[0], asset_out=one[1], amount_in=amount, motive=MOTIVE),
        Swap(
            account=account,
            venue=second,
            asset_in=other[0],
            asset_out=other[1],
            amount_in=RECEIVED,
            min_amount_out=least,
            motive=MOTIVE,
        ),
    )
