"""What an auction of seized collateral answers."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.liquidation.seizure import Seizure


@dataclass(frozen=True, slots=True)
class WholePositions:
    """n unsafe positions of one collateral and one debt. All (n,)."""

    collateral: FloatArray  # units
    debt: FloatArray  # units, interest included
    price: FloatArray  # debt units per unit of collateral, as the oracle reports


@dataclass(frozen=True, slots=True)
class Seized:
    """What is taken of each position, and what must be raised for it. All (n,), units; a position of which nothing may be taken has 0."""

    collateral: FloatArray
    debt: FloatArray
    tab: FloatArray  # of the debt asset, penalty included
    reward: FloatArray  # of the debt asset, to whoever triggered it


@dataclass(frozen=True)
class Auction(Seizure):
    """What was taken becomes a lot. Laws: collateral and debt taken are not more than there is, tab >= debt, reward >= 0."""

    @abstractmethod
    def seize(self, positions: WholePositions, under_sale: float) -> Seized:
        """Of each position, one after the other, when `under_sale` units of the debt asset are still to be raised by other lots."""

    def lots(self, collateral: FloatArray) -> IntArray:
        """How many lots (n,) positions of so much collateral (n,) become, if there is room."""
        return np.ones(len(collateral), dtype=np.int64)

    @abstractmethod
    def top(self, price: FloatArray) -> FloatArray:
        """The price (n,) that lots begin at when the oracle reports these prices (n,); 0 if bidders begin where they like."""
