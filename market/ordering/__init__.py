"""Whose action goes first."""

from firesale.market.ordering.arrival import Arrival
from firesale.market.ordering.block_space import BlockSpace
from firesale.market.ordering.highest_fee import HighestFee
from firesale.market.ordering.random import Random
from firesale.market.registry import registry

ORDERINGS = registry(arrival=Arrival, random=Random, highest_fee=HighestFee, block_space=BlockSpace)
