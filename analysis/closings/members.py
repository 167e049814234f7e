"""Members of clearing houses that defaulted."""

import numpy as np
import pandas as pd

from firesale.analysis.closings.columns import closed, none_closed
from firesale.analysis.tables import RunTables
from firesale.market.events import DefaultLossRealised, DefaultLossShared, MemberDefaulted

NOBODY = -1
KEYS = ["venue", "account"]


def defaulted(tables: RunTables) -> pd.DataFrame:
    """One row per default: what the portfolio is exposed to counts as debt and as collateral.

    `left`: what margin did not cover, but for what the defaulter's own contribution to the default fund paid.
    """
    rows = tables.table(MemberDefaulted)
    if not len(rows):
        return none_closed(tables)
    lost, shared = tables.table(DefaultLossRealised), tables.table(DefaultLossShared)
    own = shared[shared["account"] == shared["defaulter"]]
    left = lost.groupby(KEYS)["amount"].sum().sub(own.groupby(KEYS)["amount"].sum(), fill_value=0.0)
    left = left.reindex(pd.MultiIndex.from_frame(rows[KEYS]), fill_value=0.0)
    counted, required = (rows["cash"] + rows["collateral_value"]).to_numpy(), rows["required"].to_numpy()
    return closed(
        rows.assign(borrower=rows["account"]),
        account=NOBODY,
        collateral=tables.numeraire,
        debt=tables.numeraire,
        repaid=rows["exposure"],
        seized=rows["exposure"],
        collateral_price=1.0,
        debt_price=1.0,
        health_before=np.divide(counted, required, out=np.full(len(rows), np.inf), where=required > 0.0),
        health_after=np.inf,
        left=left.to_numpy(),
        by=MemberDefaulted.__name__,
    )
