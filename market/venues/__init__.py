"""Places that hold assets and take actions."""

from firesale.market.registry import registry
from firesale.market.venues.clearing.clearing_house import ClearingHouseTerms
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.lending_pool import LendingPoolTerms

VENUES = registry(**EXCHANGES, lending_pool=LendingPoolTerms, clearing_house=ClearingHouseTerms)
