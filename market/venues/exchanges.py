"""The venues that trade one asset for another."""

from firesale.market.registry import registry
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.order_book import OrderBookTerms

EXCHANGES = registry(constant_product=ConstantProductTerms, order_book=OrderBookTerms)
