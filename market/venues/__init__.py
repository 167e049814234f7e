"""Places that hold assets and take actions."""

from firesale.market.registry import registry
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.perpetuals.venue import PerpetualsTerms

VENUES = registry(**EXCHANGES, lending_pool=LendingPoolTerms, perpetuals=PerpetualsTerms)
