"""Open-interest-scaled: new positions need more margin when much is open."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, Range
from firesale.market.errors import BadValueError
from firesale.market.perpetuals.open_interest import scaled_initial_margin
from firesale.market.requirements.base import Requirement


@dataclass(frozen=True)
class OpenInterestScaled(Requirement):
    """Initial margin grows to 1 between two caps of open interest, maintenance margin does not.

    Source: dYdX v4, `x/perpetuals/types/liquidity_tier.go`. The defaults are those of its unit tests;
    the tiers of its main network are not known here.
    """

    initial_margin: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 0.2  # of notional, below the lower cap
    maintenance_share: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = (
        0.5  # maintenance margin over initial margin
    )
    lower_cap: NotNegative = 25_000_000.0  # open value in margin units at which the initial margin begins to grow
    upper_cap: NotNegative = 50_000_000.0  # open value in margin units from which it is 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.upper_cap <= self.lower_cap:
            raise BadValueError("OpenInterestScaled.upper_cap", self.upper_cap, "above lower_cap")

    @override
    def initial(self, notional: FloatArray, open_value: FloatArray) -> FloatArray:
        return notional * scaled_initial_margin(self.initial_margin, open_value, self.lower_cap, self.upper_cap)

    @override
    def maintenance(self, notional: FloatArray) -> FloatArray:
        margin = np.asarray(self.initial_margin * self.maintenance_share)
        return np.asarray(notional * margin, dtype=np.float64)

    @override
    def schedule(self, markets: int) -> list[tuple[float, FloatArray]]:
        return [(0.0, np.full(markets, self.initial_margin * self.maintenance_share))]
