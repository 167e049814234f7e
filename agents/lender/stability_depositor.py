"""Stability depositor: puts coins in the stability pool, and leaves when the peg or the vaults look bad."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import RECEIVED, Action, Bundle, Motive, ProvideStability, Swap, WithdrawStability
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, Fraction, NotNegative, PerAccount, VaultsName
from firesale.market.streams import Draws
from firesale.market.view import View

LEFT = "left the stability pool"
DUST = 1e-6
"""Coins that are not worth an order."""


@dataclass(frozen=True)
class StabilityDepositor(Strategy):
    """Wants collateral at a discount: deposits all its coins while all is well.

    Leaves for good when a coin trades below `least_price` or all vaults together have less than `least_ratio` of collateral per debt, and then
    sells its coins, if it `sells`: then the pool that pays for liquidations empties when it is needed. Source: Liquity, stability pool; the run is
    that of Diamond and Dybvig (Journal of Political Economy 1983), whose deposits are coins here.
    """

    vaults: VaultsName
    coin_exchange: ExchangeName  # trades the coin (base) against the numeraire (quote)
    least_price: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.95  # numeraire per coin
    least_ratio: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 1.2  # collateral value per debt
    sells: bool = True  # the coins that it takes out
    slippage: Fraction = 0.1  # part of the quoted price given up at most when it sells
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        left = view.memory.setdefault(LEFT, np.zeros(view.size))
        quote, price = view.public.vaults(self.vaults), view.public.curve(self.coin_exchange).price
        alarmed = (price < np.asarray(self.least_price)) | (quote.total_ratio < np.asarray(self.least_ratio))
        left[np.broadcast_to(alarmed, (view.size,))] = 1.0
        gone = left > 0.0
        return self._deposits(view, quote.coin, ~gone) + self._exits(view, quote.coin, gone, price)

    def _deposits(self, view: View, coin: str, who: BoolArray) -> list[Action]:
        amount = view.balance(coin)
        who = who & (amount > DUST)
        if not who.any():
            return []
        return [
            ProvideStability(
                account=view.accounts[who],
                venue=self.vaults,
                asset=coin,
                amount=amount[who],
                motive=Motive.LENDING,
                priority_fee=self.priority_fee,
            )
        ]

    def _exits(self, view: View, coin: str, who: BoolArray, price: float) -> list[Action]:
        """Taken out and, if that is what it does, sold in one bundle."""
        deposit = view.stability(self.vaults)
        who = who & (deposit > DUST)
        if not who.any():
            return []
        accounts, amount, motive = view.accounts[who], deposit[who], Motive.RUN
        out = WithdrawStability(account=accounts, venue=self.vaults, asset=coin, amount=amount, motive=motive)
        least = amount * price * (1.0 - self.slippage)
        sale = Swap(
            account=accounts,
            venue=self.coin_exchange,
            asset_in=coin,
            asset_out=view.public.numeraire,
            amount_in=RECEIVED,
            min_amount_out=least,
            motive=motive,
        )
        legs: tuple[Action, ...] = (out, sale) if self.sells else (out,)
        return [Bundle(account=accounts, legs=legs, motive=motive, priority_fee=self.priority_fee)]
