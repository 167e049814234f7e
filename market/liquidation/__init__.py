"""On what terms an unsafe position is closed."""

from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.health_dependent import HealthDependent
from firesale.market.liquidation.lltv_incentive import LltvIncentive
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.registry import registry

LIQUIDATIONS = registry(
    fixed_spread=FixedSpread,
    health_dependent=HealthDependent,
    lltv_incentive=LltvIncentive,
    dutch_auction=DutchAuction,
    english_auction=EnglishAuction,
    absorb=Absorb,
    stability_pool=StabilityPool,
)
