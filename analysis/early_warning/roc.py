"""The ROC curve of a number: how many cascades are caught at the cost of how many false alarms."""

import numpy as np
import pandas as pd

from firesale.market.arrays import BoolArray, FloatArray


def roc(values: FloatArray, cascade: BoolArray) -> pd.DataFrame:
    """The curve from (0, 0) to (1, 1) as the alarm is set off by smaller and smaller values; equal values go together.

    Columns: false_alarms (part of the runs without a cascade), caught (part of those with one). Runs without a value
    are left out.
    """
    measured = ~np.isnan(values)
    order = np.argsort(-values[measured], kind="stable")
    sorted_, hit = values[measured][order], cascade[measured][order]
    last = np.append(np.flatnonzero(sorted_[1:] != sorted_[:-1]), len(hit) - 1)
    caught, false = np.cumsum(hit)[last], np.cumsum(~hit)[last]
    return pd.DataFrame(
        {"false_alarms": [0.0, *(false / max((~hit).sum(), 1))], "caught": [0.0, *(caught / max(hit.sum(), 1))]}
    )
