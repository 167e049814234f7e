"""Mechanisms that take a whole position at once: nobody needs to bring what is owed."""

from dataclasses import dataclass

from firesale.market.liquidation.base import LiquidationMechanism


@dataclass(frozen=True)
class Seizure(LiquidationMechanism):
    """Anybody may trigger the liquidation of an unsafe position; what becomes of its collateral and debt is the mechanism's business."""
