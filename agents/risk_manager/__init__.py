"""Sets the parameters of a pool, and may be late."""

from firesale.agents.risk_manager.abrupt import Abrupt
from firesale.agents.risk_manager.gradual import Gradual
from firesale.market.registry import registry

STRATEGIES = registry(abrupt=Abrupt, gradual=Gradual)
