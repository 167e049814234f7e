"""How a venue learns a price."""

from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from firesale.market.registry import registry

ORACLES = registry(spot=Spot, push=Push, twap=Twap)
