"""Supplies the reserves that others trade against."""

from firesale.agents.liquidity_provider.flees import Flees
from firesale.agents.liquidity_provider.passive import Passive
from firesale.market.registry import registry

STRATEGIES = registry(flees=Flees, passive=Passive)
