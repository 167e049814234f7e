"""Stability pool: coins that depositors set aside pay the debt of unsafe vaults, and get the collateral; the rest goes to the other vaults."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import Fraction, NotNegative
from firesale.market.liquidation.seizure import Seizure


@dataclass(frozen=True, slots=True)
class Division:
    """What becomes of n vaults. All of shape (n,)."""

    offset: FloatArray  # coins of the debt that the pool pays
    redistributed: FloatArray  # coins of the debt that the other vaults take over
    seized: FloatArray  # part of the collateral that is taken; the rest stays with the owner
    refused: BoolArray  # not to be liquidated now: nothing is taken


@dataclass(frozen=True)
class StabilityPool(Seizure):
    """The rules of Liquity v1, in and out of recovery mode. Source: Liquity v1, `TroveManager.sol`.

    In recovery mode a vault without more collateral than debt goes to the others alone, and one above `least_ratio` is closed only if the pool can
    pay for all of it, against no more collateral than `least_ratio` times the debt.
    """

    compensation: Fraction = 0.005  # part of what is seized that goes to whoever triggers it
    coins_kept: NotNegative = (
        0.0  # coins that a draw leaves in the pool; 0: an emptied pool begins a new epoch. Redeployed in 2025: 1
    )
    least_ratio: NotNegative = 1.1  # collateral value per debt below which a vault may always be closed
    from_pool: Fraction = 1.0  # largest part of a debt that the pool pays; 0: all is redistributed
    locked: bool = (
        True  # nobody takes a deposit out while a vault has less than `least_ratio`; false in Liquity v2 (unverified)
    )

    def divide(self, debt: FloatArray, ratio: FloatArray, available: float, recovery: bool) -> Division:
        """Terms for vaults that owe `debt` (n,) coins at collateral ratios (n,), one after the other, with `available` coins in the pool.

        A loop, since each vault gets what the one before it left, and some are closed only if that is enough.
        """
        n, left = len(debt), max(0.0, available - self.coins_kept)
        offset, seized, refused = np.zeros(n), np.ones(n), np.zeros(n, dtype=np.bool_)
        for i in range(n):
            owed, of_pool = float(debt[i]), min(left, self.from_pool * float(debt[i]))
            if recovery and ratio[i] <= 1.0:
                of_pool = 0.0
            elif recovery and ratio[i] >= self.least_ratio:
                refused[i] = of_pool < owed
                of_pool = 0.0 if refused[i] else of_pool
                seized[i] = 0.0 if refused[i] else min(1.0, self.least_ratio / float(ratio[i]))
            offset[i] = of_pool
            left -= of_pool
        return Division(offset, np.where(refused, 0.0, debt - offset), seized, refused)
