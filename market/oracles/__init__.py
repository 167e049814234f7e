"""How a venue learns a price."""

from firesale.market.oracles.capped_growth import CappedGrowth
from firesale.market.oracles.circuit_breaker import CircuitBreaker
from firesale.market.oracles.confidence_adjusted import ConfidenceAdjusted
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.exchange_rate import ExchangeRate
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.stale_fallback import StaleFallback
from firesale.market.oracles.twap import Twap
from firesale.market.registry import registry

ORACLES = registry(
    spot=Spot,
    push=Push,
    twap=Twap,
    median=Median,
    delayed=Delayed,
    capped_growth=CappedGrowth,
    exchange_rate=ExchangeRate,
    confidence_adjusted=ConfidenceAdjusted,
    circuit_breaker=CircuitBreaker,
    stale_fallback=StaleFallback,
)
