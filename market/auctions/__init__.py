"""How the price of a lot falls while a Dutch auction runs."""

from firesale.market.auctions.exponential import Exponential
from firesale.market.auctions.linear import Linear
from firesale.market.auctions.stair_step import StairStep
from firesale.market.registry import registry

PRICE_CURVES = registry(linear=Linear, stair_step=StairStep, exponential=Exponential)
