"""Clears futures and options, posts margin, and meets calls or defaults."""

from firesale.agents.clearing_member.dealer import Dealer
from firesale.agents.clearing_member.hedger import Hedger
from firesale.agents.clearing_member.walk_away import WalkAway
from firesale.market.registry import registry

STRATEGIES = registry(dealer=Dealer, hedger=Hedger, walk_away=WalkAway)
