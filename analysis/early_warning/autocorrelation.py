"""Critical slowing down: how slowly prices come back."""

from dataclasses import dataclass

import numpy as np
from scipy import signal, stats
from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import log_prices, mean_over_exchanges
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray


@dataclass(frozen=True)
class Autocorrelation(Indicator):
    """Correlation of the log quote with that of the record before, after a straight line is taken out, over a window;
    the mean over exchanges.

    Near a tipping point a system forgets disturbances slowly and this rises to 1. A random walk is near 1 always, so
    that in markets it may say little. Source: Dakos et al. (2008), Slowing down as an early warning signal for abrupt
    climate change, PNAS 105.
    """

    window: int = 48  # steps

    @override
    def value(self, tables: RunTables, step: int) -> float:
        return mean_over_exchanges([_lag_one(prices) for prices in log_prices(tables, step, self.window)])


def _lag_one(values: FloatArray) -> float:
    if len(values) < 4 or np.ptp(values) == 0.0:
        return float("nan")
    left = signal.detrend(values)
    if np.ptp(left) < 1e-12:  # a straight line is all there was
        return float("nan")
    return float(stats.pearsonr(left[:-1], left[1:]).statistic)
