"""What a pool that sells seized collateral shows to everyone."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class LotList:
    """All lots on sale (l of them), the oldest first. Units of collateral; amounts of the debt asset; all (l,)."""

    number: IntArray
    owner: IntArray  # account whose position it was
    units: FloatArray  # collateral left
    tab: FloatArray  # still to be raised
    price: FloatArray  # debt units per unit of collateral that it sells for now: of a Dutch auction, else the highest bid's
    age: FloatArray  # seconds since the price began to fall, or bidding to count
    bid: FloatArray  # the highest bid, 0 without one
    kept: FloatArray  # units that the highest bidder would get
    bidder: IntArray  # account of the highest bid, -1 without one
    over: BoolArray  # nothing happens before a restart


def no_lots() -> LotList:
    """Nothing is on sale."""
    none, nobody = np.zeros(0), np.zeros(0, dtype=np.int64)
    return LotList(nobody, nobody, none, none, none, none, none, none, nobody, np.zeros(0, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Counter:
    """A storefront, by collateral (k,)."""

    price: FloatArray  # debt units per unit of collateral
    held: FloatArray  # units for sale
    open: bool  # whether anything is sold now
