"""Places that hold assets and take actions."""

from firesale.market.registry import registry
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.order_book import OrderBookTerms

VENUES = registry(constant_product=ConstantProductTerms, order_book=OrderBookTerms, lending_pool=LendingPoolTerms)
EXCHANGES = registry(constant_product=ConstantProductTerms, order_book=OrderBookTerms)
