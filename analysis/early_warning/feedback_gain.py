"""Would a fall of prices feed itself?"""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import depth_now, positions_now
from firesale.analysis.early_warning.unsafe_after_fall import unsafe_share
from firesale.analysis.tables import RunTables

ONE_PER_CENT = 0.01  # what depth is counted for


@dataclass(frozen=True)
class FeedbackGain(Indicator):
    """The largest ratio of the fall that the sales would cause to the fall that causes them, over falls up to `most`.

    A fall makes a part of the debt unsafe; selling for all that at the depth of all exchanges lowers prices by so much,
    to first order. Above 1 some fall comes back larger than it was. A branching ratio from the balance sheets instead
    of from counts. Source: the loss spiral of Brunnermeier and Pedersen (2009); endogenous falls in Cont and Wagalath
    (2016), Mathematical Finance 26.
    """

    most: float = 0.3  # fall of collateral prices, fraction

    @override
    def value(self, tables: RunTables, step: int) -> float:
        depth = depth_now(tables)
        if depth <= 0.0:
            return float("nan")
        falls = np.linspace(0.0, self.most, 31)[1:]
        sold = unsafe_share(tables, falls) * float(positions_now(tables)["debt_value"].sum())
        return float((ONE_PER_CENT * sold / depth / falls).max())
