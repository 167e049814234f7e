"""Whose winning positions are closed when an insurance fund is empty."""

from firesale.market.deleveraging.pro_rata import ProRata
from firesale.market.deleveraging.queue import Queue
from firesale.market.deleveraging.random_start import RandomStart
from firesale.market.deleveraging.risk_weighted import RiskWeighted
from firesale.market.registry import registry

DELEVERAGINGS = registry(queue=Queue, pro_rata=ProRata, risk_weighted=RiskWeighted, random_start=RandomStart)
