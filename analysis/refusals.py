"""Actions that could not be carried out."""

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import ActionRefused, Refusal

WITHDRAW = "Withdraw"
"""The name of the action, as `ActionRefused` gives it."""


def refused_withdrawals(tables: RunTables) -> pd.DataFrame:
    """Withdrawals that a pool short of cash refused, with their `value` (numeraire; a receipt counts as one unit of the
    asset).
    """
    refused = tables.table(ActionRefused)
    rows = refused[(refused["action"] == WITHDRAW) & (refused["reason"] == Refusal.NO_CASH.value)]
    return rows.assign(value=rows["amount"] * tables.fundamental(rows["asset"], rows["step"]))
