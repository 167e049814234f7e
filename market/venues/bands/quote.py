"""What a venue of bands shows to everyone."""

from functools import cached_property

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.bands.positions import BandPositions
from firesale.market.venues.credit_quote import CreditQuote, UnsafeList

CRUMB = 1e-6
"""Part of a debt that a liquidator pays at least, where the quote units in the bands alone would repay it."""


def net_debt(x: FloatArray, debt: FloatArray) -> FloatArray:
    """What whoever closes positions has to bring (n,): the quote units in their bands repay the rest."""
    return np.maximum(debt - x, CRUMB * debt)


class BandsQuote(CreditQuote):
    """A credit venue whose unsafe positions show the base units that are left, and the debt that their quote units do not repay."""

    def __init__(self, name: str, positions: BandPositions) -> None:
        super().__init__(name, positions.terms, positions.reserves, positions, positions.feed)
        self._bands = positions

    @override
    @cached_property
    def unsafe(self) -> UnsafeList:
        rows, health = self._bands.closable()
        x, y = self._bands.holdings.held(rows)
        debt = net_debt(x, self._bands.debt(rows))
        some = y > 0.0  # of the others nothing is left to take
        accounts: IntArray = self._bands.book.account[rows[some]]
        return UnsafeList(accounts, y[some, None], debt[some, None], health[some])
