"""What borrowing costs."""

from firesale.market.rates.adaptive import Adaptive
from firesale.market.rates.constant import Constant
from firesale.market.rates.exponential_peg import ExponentialPeg
from firesale.market.rates.kinked import Kinked
from firesale.market.registry import registry

RATES = registry(adaptive=Adaptive, constant=Constant, kinked=Kinked, exponential_peg=ExponentialPeg)
