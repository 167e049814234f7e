"""The plainest warning: prices have fallen."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import log_prices, mean_over_exchanges
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class FallSoFar(Indicator):
    """1 - quote now over the quote at the start, the mean over exchanges (fraction). What every other indicator has to
    beat.
    """

    @override
    def value(self, tables: RunTables, step: int) -> float:
        paths = log_prices(tables, step, step + 1)
        return mean_over_exchanges([1.0 - float(np.exp(prices[-1] - prices[0])) for prices in paths if len(prices)])
