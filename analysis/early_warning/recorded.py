"""The last state that was recorded, and prices over a window: what several indicators read."""

import numpy as np
import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray
from firesale.market.events import LiquidityRecorded, PositionsRecorded, PriceQuoted


def positions_now(tables: RunTables) -> pd.DataFrame:
    """The last `PositionsRecorded` of each pool that has any debt."""
    last = tables.table(PositionsRecorded).drop_duplicates("venue", keep="last")
    return last[last["debt_value"] > 0.0]


def depth_now(tables: RunTables) -> float:
    """Depth of all exchanges together: value whose sale brings prices one per cent down (numeraire)."""
    last = tables.table(LiquidityRecorded).drop_duplicates("venue", keep="last")
    quote = tables.listings[tables.listings["use"] == "quote"].drop_duplicates("venue").set_index("venue")["asset"]
    named = last["venue"].map(quote).fillna(tables.numeraire)
    return float((last["depth"] * tables.fundamental(named, last["step"])).sum())


def log_prices(tables: RunTables, step: int, window: int) -> list[FloatArray]:
    """Log of the quotes of each exchange at the recorded steps of the window that ends at `step`, in order of opening."""
    quoted = tables.table(PriceQuoted)
    recent = quoted[quoted["step"] > step - window]
    return [np.log(recent.loc[recent["venue"] == venue, "price"].to_numpy()) for venue in tables.exchanges]


def mean_over_exchanges(values: list[float]) -> float:
    """The mean of what could be measured; NaN if nothing could."""
    measured = [value for value in values if np.isfinite(value)]
    return float(np.mean(measured)) if measured else float("nan")
