"""Places that hold assets and take actions."""

from firesale.market.registry import registry
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.kinds import LENDING

VENUES = registry(**EXCHANGES, **LENDING)
