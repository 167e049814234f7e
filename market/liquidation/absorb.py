"""Absorb: the protocol takes the whole position for its own reserves, and sells the collateral from a storefront."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, Cap, Fraction, PerAsset
from firesale.market.liquidation.seizure import Seizure


@dataclass(frozen=True)
class Absorb(Seizure):
    """Source: Compound v3, Comet.sol, `absorb` and `buyCollateral`. Nobody is paid for triggering it."""

    liquidation_factor: Annotated[
        FloatArray, PerAsset("collateral"), FRACTION
    ]  # (k,), what the owner gets of the collateral's value
    storefront_factor: Fraction = 0.6  # part of the penalty that buyers get as a discount
    target_reserves: Cap = 5_000_000.0  # units of the base asset: collateral is sold only while the protocol has less

    def value(self, collateral: FloatArray, price: FloatArray) -> FloatArray:
        """What positions (n, k) are absorbed for (n,), at prices (k,) in units of the base asset."""
        return np.asarray((collateral * (price * self.liquidation_factor)).sum(axis=1))

    def asked(self, price: FloatArray) -> FloatArray:
        """Storefront price of each collateral (k,), at oracle prices (k,)."""
        return np.asarray(price * (1.0 - self.storefront_factor * (1.0 - self.liquidation_factor)))
