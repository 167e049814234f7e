"""What it costs to hold a perpetual."""

from firesale.market.funding.imbalance import Imbalance
from firesale.market.funding.no_funding import NoFunding
from firesale.market.funding.premium import Premium
from firesale.market.registry import registry

FUNDINGS = registry(premium=Premium, imbalance=Imbalance, no_funding=NoFunding)
