"""The venues where one asset is traded for another, and those where one lends and owes; a venue of bands is both."""

from firesale.market.registry import registry
from firesale.market.venues.bands.terms import BandsTerms
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.lending_pool import LendingPoolTerms

TRADING = registry(**EXCHANGES, bands=BandsTerms)
LENDING = registry(lending_pool=LendingPoolTerms, bands=BandsTerms)
