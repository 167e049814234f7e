"""Redeemer: holds a coin at its peg, from below by redeeming it and from above by minting it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.arbitrageur.coin_trades import best_minting, best_redemption, redemption_profit
from firesale.agents.arbitrageur.two_venue import take_turns
from firesale.agents.base import Strategy
from firesale.market.actions import RECEIVED, Action, Borrow, Bundle, Motive, PostCollateral, Redeem, Swap
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, NotNegative, PerAccount, Range, VaultsName
from firesale.market.streams import Draws
from firesale.market.view import View

MOTIVE = Motive.REDEMPTION


@dataclass(frozen=True, kw_only=True)
class Redeemer(Strategy):
    """Wants the difference between a coin and its peg.

    Below 1 less the fee: buys coins, redeems them and sells the collateral in one bundle, up to the amount whose last unit earns nothing, as far as
    its money goes; accounts take turns as in `two_venue`. Above 1 plus the borrowing fee: pledges collateral that it holds at `minting_ratio`, mints
    and sells; what it then owes it keeps owing. Source: Liquity, redemption as the floor and minting as the ceiling of the price.
    """

    vaults: VaultsName
    coin_exchange: ExchangeName  # trades the coin (base) against the numeraire (quote)
    exchange: ExchangeName  # trades a collateral of the vaults (base) against the numeraire (quote)
    minting_ratio: Annotated[float, Range(1.0, 1e6)] = 2.0  # collateral value per coin minted
    least_profit: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 1.0  # numeraire, after the priority fee
    priority_fee: NotNegative = 0.0  # numeraire per bundle carried out

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        return self._redemptions(view) or self._mintings(view)

    def _redemptions(self, view: View) -> list[Action]:
        quote = view.public.vaults(self.vaults)
        coins, collateral = view.public.curve(self.coin_exchange), view.public.curve(self.exchange)
        best = best_redemption(coins, collateral, quote)
        if best <= 0.0:
            return []
        money = np.maximum(0.0, view.balance(view.public.numeraire) - self.priority_fee)
        places, before, part = take_turns(money / best, view.step)
        least = np.broadcast_to(self.least_profit, (view.size,)) + self.priority_fee
        actions: list[Action] = []
        for place, done, own in zip(places.tolist(), before.tolist(), part.tolist(), strict=True):
            earned = redemption_profit(coins, collateral, quote, (done + own) * best)
            earned -= redemption_profit(coins, collateral, quote, done * best)
            if earned >= least[place]:
                spent = min(own * best, float(money[place]))
                actions.append(self._redemption(view, int(view.accounts[place]), spent, float(least[place])))
        return actions

    def _redemption(self, view: View, account: int, spent: float, earned: float) -> Bundle:
        """Buy, redeem, sell: refused if it brings less than was spent and is to be earned."""
        coin, money = view.public.vaults(self.vaults).coin, view.public.numeraire
        collateral = view.public.curve(self.exchange).base
        legs = (
            self._swap(account, self.coin_exchange, money, coin, spent, 0.0),
            Redeem(account=account, venue=self.vaults, asset=coin, amount=RECEIVED, motive=MOTIVE),
            self._swap(account, self.exchange, collateral, money, RECEIVED, spent + earned),
        )
        return Bundle(account=account, legs=legs, motive=MOTIVE, priority_fee=self.priority_fee)

    def _mintings(self, view: View) -> list[Action]:
        quote, coins = view.public.vaults(self.vaults), view.public.curve(self.coin_exchange)
        best = min(best_minting(coins, quote), float(quote.borrow_room[0]))
        if best <= 0.0:
            return []
        collateral = view.public.curve(self.exchange).base
        price = float(quote.collateral_price[quote.collaterals.index(collateral)])
        able = view.balance(collateral) * price / self.minting_ratio
        places, _, part = take_turns(able / best, view.step)
        return [
            self._minting(view, int(view.accounts[place]), min(own * best, float(able[place])), price)
            for place, own in zip(places.tolist(), part.tolist(), strict=True)
            if own * best * (coins.price - 1.0 - quote.borrowing_fee) > float(np.max(self.least_profit))
        ]

    def _minting(self, view: View, account: int, minted: float, price: float) -> Bundle:
        quote, money = view.public.vaults(self.vaults), view.public.numeraire
        collateral = view.public.curve(self.exchange).base
        pledged = minted * self.minting_ratio / price
        legs = (
            PostCollateral(account=account, venue=self.vaults, asset=collateral, amount=pledged, motive=MOTIVE),
            Borrow(account=account, venue=self.vaults, asset=quote.coin, amount=minted, motive=MOTIVE),
            self._swap(account, self.coin_exchange, quote.coin, money, RECEIVED, minted),
        )
        return Bundle(account=account, legs=legs, motive=MOTIVE, priority_fee=self.priority_fee)

    def _swap(self, account: int, venue: str, asset_in: str, asset_out: str, amount: float | str, least: float) -> Swap:
        given = RECEIVED if isinstance(amount, str) else amount
        return Swap(
            account=account,
            venue=venue,
            asset_in=asset_in,
            asset_out=asset_out,
            amount_in=given,
            min_amount_out=least,
            motive=MOTIVE,
        )
