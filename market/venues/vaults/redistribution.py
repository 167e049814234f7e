"""Redistribution: debt and collateral of a liquidated vault go to all other vaults, in proportion to their stakes."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Redistribution:
    """Per unit of stake: coins of debt, and units of each collateral (k,). Source: Liquity v1, `L_LUSDDebt` and `L_ETH`."""

    debt: float
    collateral: FloatArray

    def debt_of(self, stake: FloatArray) -> FloatArray:
        """Coins that vaults with these stakes (n,) take over, (n,)."""
        return self.debt * stake

    def collateral_of(self, stake: FloatArray) -> FloatArray:
        """Units that they get, (n, k)."""
        return np.outer(stake, self.collateral)


def redistribute(debt: float, collateral: FloatArray, stake: FloatArray) -> Redistribution:
    """Share a debt and collateral (k,) among vaults with stakes (n,), of which one at least is positive."""
    total = float(stake.sum())
    return Redistribution(debt / total, collateral / total)
