"""Terms that an account may choose instead of the ordinary ones."""

from firesale.market.modes.efficiency_mode import EfficiencyMode
from firesale.market.registry import registry

MODES = registry(efficiency_mode=EfficiencyMode)
