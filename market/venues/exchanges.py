"""The venues that trade one asset for another."""

from firesale.market.registry import registry
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.level_book import LevelBookTerms
from firesale.market.venues.order_book import OrderBookTerms
from firesale.market.venues.stable_swap import StableSwapTerms
from firesale.market.venues.stable_swap_pair import StableSwapPairTerms

EXCHANGES = registry(
    constant_product=ConstantProductTerms,
    order_book=OrderBookTerms,
    concentrated_liquidity=ConcentratedLiquidityTerms,
    stable_swap=StableSwapTerms,
    stable_swap_pair=StableSwapPairTerms,
    level_book=LevelBookTerms,
)
