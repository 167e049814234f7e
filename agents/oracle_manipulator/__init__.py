"""Moves the price that a venue believes, when that pays."""

from firesale.agents.oracle_manipulator.hunt_liquidations import HuntLiquidations
from firesale.agents.oracle_manipulator.inflate_and_borrow import InflateAndBorrow
from firesale.agents.oracle_manipulator.push_twap import PushTwap
from firesale.market.registry import registry

STRATEGIES = registry(
    hunt_liquidations=HuntLiquidations,
    inflate_and_borrow=InflateAndBorrow,
    push_twap=PushTwap,
)
