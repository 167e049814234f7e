"""Borrows against collateral to hold more of it."""

from firesale.agents.leveraged_trader.deleverage import Deleverage
from firesale.agents.leveraged_trader.hold import Hold
from firesale.agents.leveraged_trader.hover import Hover
from firesale.agents.leveraged_trader.loop import Loop
from firesale.agents.leveraged_trader.perpetual_hold import PerpetualHold
from firesale.agents.leveraged_trader.perpetual_target_leverage import PerpetualTargetLeverage
from firesale.agents.leveraged_trader.perpetual_top_up import PerpetualTopUp
from firesale.agents.leveraged_trader.self_liquidate import SelfLiquidate
from firesale.agents.leveraged_trader.target_leverage import TargetLeverage
from firesale.agents.leveraged_trader.top_up import TopUp
from firesale.market.registry import registry

STRATEGIES = registry(
    deleverage=Deleverage,
    hold=Hold,
    hover=Hover,
    loop=Loop,
    perpetual_hold=PerpetualHold,
    perpetual_target_leverage=PerpetualTargetLeverage,
    perpetual_top_up=PerpetualTopUp,
    self_liquidate=SelfLiquidate,
    target_leverage=TargetLeverage,
    top_up=TopUp,
)
