"""The columns of a table of closings."""

from typing import Any

import pandas as pd

from firesale.analysis.columns import columns
from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated


def closed(rows: pd.DataFrame, **found: Any) -> pd.DataFrame:
    """Rows of a venue's own events with what was found about them, in the columns of a table of closings."""
    ours: dict[str, Any] = {"protocol_fee": 0.0, "received": 0.0, "left": 0.0, "returned": 0.0, "lot": -1, "by": ""}
    return rows.assign(**{**ours, **found})[[*columns(Liquidated), *EXTRA]]


EXTRA = ("received", "left", "returned", "lot", "by")


def none_closed(tables: RunTables) -> pd.DataFrame:
    """A table of closings without any."""
    return closed(tables.table(Liquidated).iloc[:0])
