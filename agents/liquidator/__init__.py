"""Closes unsafe positions for a profit."""

from firesale.agents.liquidator.flash_funded import FlashFunded
from firesale.agents.liquidator.greedy import Greedy
from firesale.agents.liquidator.limited_capital import LimitedCapital
from firesale.agents.liquidator.perpetual_taker import PerpetualTaker
from firesale.agents.liquidator.profit_threshold import ProfitThreshold
from firesale.agents.liquidator.two_step import TwoStep
from firesale.market.registry import registry

STRATEGIES = registry(
    flash_funded=FlashFunded,
    greedy=Greedy,
    limited_capital=LimitedCapital,
    perpetual_taker=PerpetualTaker,
    profit_threshold=ProfitThreshold,
    two_step=TwoStep,
)
