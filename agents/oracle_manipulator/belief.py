"""What a pool believes when an exchange's price is pushed, and what can be borrowed on that belief."""

from dataclasses import dataclass, replace

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.liquidation.base import UnsafePositions
from firesale.market.margin.base import Positions
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.curve import Curve
from firesale.market.view import PublicView

HALVINGS = 50
"""Enough to find the largest loan to the last digits of a float."""


@dataclass(frozen=True)
class Victim:
    """A pool that takes an exchange's base asset as collateral for its quote asset: what is public about it."""

    credit: CreditQuote
    curve: Curve
    k: int  # which of the pool's collaterals is the base
    d: int  # which of its debts is the quote
    listens: bool  # its oracle reads the exchange
    others: FloatArray  # quote per base on the other exchanges that the oracle reads

    @property
    def quote_value(self) -> float:
        """Numeraire per quote unit, as the pool sees it."""
        return float(self.credit.debt_price[self.d])

    @property
    def price(self) -> float:
        """Quote units per base unit, as the pool sees it now."""
        return float(self.credit.collateral_price[self.k]) / self.quote_value

    def seen(self, spot: FloatArray) -> FloatArray:
        """What the oracle's source shows when the exchange's price is `spot` (any shape): the median of all it reads."""
        if not self.listens:
            return np.full_like(spot, self.price)
        others = [np.full_like(spot, other) for other in self.others]
        return np.asarray(np.median(np.stack([spot, *others]), axis=0)) if others else spot

    def deaf(self) -> "Victim":
        """The same pool with an oracle that does not listen to the exchange."""
        return replace(self, listens=False)

    def borrowing_power(self) -> float:
        """Largest debt value per collateral value that may be opened: found by halving, so that any margin rule can be
        asked.
        """
        low, step = 0.0, 1.0
        for _ in range(HALVINGS):
            step /= 2.0
            low += step if self._opens(low + step) else 0.0
        return low

    def room(self) -> FloatArray:
        """Units of each debt (d,) that are worth borrowing: all that can be had, but not of the pushed asset itself."""
        room = self.credit.borrow_room * (1.0 - 1e-9)
        worth = [asset != self.curve.base for asset in self.credit.debts]
        return np.where(worth, room, 0.0)

    def bonus(self) -> float:
        """What a liquidator keeps on top of what it repays, as a fraction, of a large position just below a health of
        1.
        """
        one, large = np.ones(1), 1e9
        unsafe = UnsafePositions(
            one * (1.0 - 1e-9), one * large, one * large / 2.0, one * large / 2.0, one, one, self.k
        )
        terms = self.credit.spread.settle(unsafe, one)
        return float((terms.seized - terms.protocol_fee)[0] / terms.repaid[0]) - 1.0

    def _opens(self, share: float) -> bool:
        credit = self.credit
        collateral, debt = np.zeros((1, len(credit.collaterals))), np.zeros((1, len(credit.debts)))
        collateral[0, self.k], debt[0, self.d] = 1.0 / credit.collateral_price[self.k], share / self.quote_value
        one = Positions(collateral, debt, credit.collateral_price, credit.debt_price)
        return bool(credit.margin.may_open(one)[0] and credit.margin.health(one)[0] >= 1.0)


def victim(public: PublicView, pool: str, exchange: str) -> Victim | None:
    """The pool as a target; None if the exchange's pair is not a collateral and a debt of it."""
    credit, curve = public.credit(pool), public.curve(exchange)
    if curve.base not in credit.collaterals or curve.quote not in credit.debts:
        return None
    readers = [name for name in credit.oracle_sources if public.curve(name).base == curve.base]
    others = np.array([public.curve(name).price for name in readers if name != exchange])
    k, d = credit.collaterals.index(curve.base), credit.debts.index(curve.quote)
    return Victim(credit, curve, k, d, exchange in readers, others)
