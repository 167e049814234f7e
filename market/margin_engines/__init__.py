"""How the margin that a venue asks for follows what happens."""

from firesale.market.margin_engines.basket import Basket
from firesale.market.margin_engines.first_passage import FirstPassage
from firesale.market.margin_engines.liquidity_scaled import LiquidityScaled
from firesale.market.margin_engines.open_interest_scaled import OpenInterestScaled
from firesale.market.margin_engines.ramp import Ramp
from firesale.market.margin_engines.reputation import Reputation
from firesale.market.margin_engines.static import Static
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from firesale.market.registry import registry

MARGIN_ENGINES = registry(
    static=Static,
    volatility_scaled=VolatilityScaled,
    liquidity_scaled=LiquidityScaled,
    open_interest_scaled=OpenInterestScaled,
    first_passage=FirstPassage,
    reputation=Reputation,
    basket=Basket,
    ramp=Ramp,
)
