"""Supplies what others borrow, and may run."""

from firesale.agents.lender.diversifier import Diversifier
from firesale.agents.lender.passive import Passive
from firesale.agents.lender.rate_chaser import RateChaser
from firesale.agents.lender.runner import Runner
from firesale.agents.lender.stability_depositor import StabilityDepositor
from firesale.market.registry import registry

STRATEGIES = registry(
    diversifier=Diversifier,
    passive=Passive,
    rate_chaser=RateChaser,
    runner=Runner,
    stability_depositor=StabilityDepositor,
)
