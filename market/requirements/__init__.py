"""How much margin positions in perpetuals need."""

from firesale.market.registry import registry
from firesale.market.requirements.flat import Flat
from firesale.market.requirements.open_interest_scaled import OpenInterestScaled
from firesale.market.requirements.tiered import Tiered

REQUIREMENTS = registry(flat=Flat, tiered=Tiered, open_interest_scaled=OpenInterestScaled)
