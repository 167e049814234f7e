"""Positions in perpetuals that were closed: by liquidators and the fund, or against other traders.

A position is closed at a price: `seized` are its units, `collateral_price` the mark, and `repaid` what the owner was left with for them, in
units of the margin asset.
"""

import numpy as np
import pandas as pd

from firesale.analysis.closings.columns import closed
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionDeleveraged, PositionLiquidated

NOBODY = -1


def liquidated(tables: RunTables) -> pd.DataFrame:
    """Positions that liquidators took over, with what the fund paid for them."""
    rows = tables.table(PositionLiquidated).rename(columns={"owner": "borrower"})
    lost = rows["change"] * (rows["price"] - rows["mark_price"]) + rows["to_fund"].clip(lower=0.0)
    return _closed(tables, rows.assign(by=PositionLiquidated.__name__), lost, -rows["to_fund"].clip(upper=0.0))


def deleveraged(tables: RunTables) -> pd.DataFrame:
    """One row per owner whose position was closed against others, with nobody as its account: what they lost by it the owner gained.

    A maker of the market in debt is an owner like anybody, with NOBODY as borrower.
    """
    rows = tables.table(PositionDeleveraged)
    keys = ["step", "round", "time", "sequence", "venue", "owner", "asset", "price", "mark_price"]
    rows = rows.groupby(keys, sort=False)["change"].sum().reset_index().rename(columns={"owner": "borrower"})
    rows = rows.assign(change=-rows["change"], account=NOBODY, health_before=np.nan, health_after=np.nan)
    lost = rows["change"] * (rows["price"] - rows["mark_price"])
    rows = rows.assign(by=PositionDeleveraged.__name__)
    return _closed(tables, rows, lost.clip(lower=0.0), -lost.clip(upper=0.0))


def _closed(tables: RunTables, rows: pd.DataFrame, lost: pd.Series, left: pd.Series) -> pd.DataFrame:
    """Positions in perpetuals, given what each owner lost against the mark and what others lost for it (margin units)."""
    margin = rows["venue"].map(margin_assets(tables)).astype("str")
    price = tables.fundamental(margin, rows["step"]) if len(rows) else np.zeros(0)
    units = rows["change"].abs()
    return closed(
        rows,
        collateral=rows["asset"],
        debt=margin,
        repaid=units * rows["mark_price"] - lost,
        seized=units,
        collateral_price=rows["mark_price"] * price,
        debt_price=price,
        left=left * price,
        by=rows["by"],
    )


def margin_assets(tables: RunTables) -> dict[str, str]:
    """What margin is paid in at each venue of perpetuals."""
    listed = tables.listings[tables.listings["use"] == "margin"]
    return dict(zip(listed["venue"], listed["asset"], strict=True))
