"""What bankrupt accounts of a venue of perpetuals still owe when the run ends."""

import pandas as pd

from firesale.analysis.contagion.losses.margins import BANKRUPT, in_margin
from firesale.analysis.contagion.losses.shares import NOBODY, UNCOVERED, UNKNOWN, Shares, one_bearer, shares
from firesale.analysis.tables import RunTables
from firesale.market.events import MarginRecorded

CRUMB = 1e-12
"""A smaller part of what all accounts are worth is rounding."""


def open_margins(tables: RunTables) -> Shares:
    """The shortfall of all traders, and that of the market maker, at the last record, in units of the margin asset: with nobody."""
    last = in_margin(tables, tables.table(MarginRecorded).drop_duplicates("venue", keep="last"))
    owed = [last.assign(amount=last["shortfall"]), last.assign(amount=(-last["vault"]).clip(lower=0.0))]
    rows = pd.concat(owed, ignore_index=True)
    rows = rows[rows["amount"] > CRUMB * rows["value"]].reset_index(drop=True)
    rows = rows.assign(number=rows.index, path=UNCOVERED, origin=BANKRUPT, owner=UNKNOWN)
    return shares(rows, one_bearer(rows, NOBODY))
