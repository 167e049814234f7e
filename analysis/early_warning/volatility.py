"""How much prices move."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import log_prices, mean_over_exchanges
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class Volatility(Indicator):
    """Standard deviation of the log returns of quotes over a window (per record), the mean over exchanges.

    Rising variance comes before a tipping point. Source: Scheffer et al. (2009), Early-warning signals for critical
    transitions, Nature 461; in markets it is the sign that is left: Guttal et al. (2016), Lack of critical slowing down
    suggests that financial meltdowns are not critical transitions, yet rising variability could signal systemic risk,
    PLoS ONE 11.
    """

    window: int = 48  # steps

    @override
    def value(self, tables: RunTables, step: int) -> float:
        returns = [np.diff(prices) for prices in log_prices(tables, step, self.window)]
        return mean_over_exchanges([float(one.std(ddof=1)) for one in returns if len(one) > 1])
