"""Trades away differences between prices."""

from firesale.agents.arbitrageur.redeemer import Redeemer
from firesale.agents.arbitrageur.two_venue import TwoVenue
from firesale.market.registry import registry

STRATEGIES = registry(redeemer=Redeemer, two_venue=TwoVenue)
