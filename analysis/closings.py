"""Every position that was closed against its owner's will, in one table, whatever the venue."""

import numpy as np
import pandas as pd

from firesale.analysis.columns import columns
from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated, PositionDeleveraged, PositionLiquidated

NOBODY = -1


def closings(tables: RunTables) -> pd.DataFrame:
    """Liquidations of all venues in order of execution, with the columns of `Liquidated`; `received`, units that the account got of
    the collateral, and `left`, what the closing itself left to others to bear (numeraire).

    A position in a perpetual is closed at a price: `seized` are its units, `collateral_price` the mark, and `repaid` what the owner was left
    with for them, in units of the margin asset; closed against other traders, it is one row with nobody as its account. Made once.
    """
    return tables.once(_closings)


def _closings(tables: RunTables) -> pd.DataFrame:
    pieces = [_of_pools(tables), _of_perpetuals(tables), _deleveraged(tables)]
    known = [piece for piece in pieces if len(piece)] or pieces[:1]
    return pd.concat(known, ignore_index=True).sort_values("sequence", kind="stable", ignore_index=True)


def _of_pools(tables: RunTables) -> pd.DataFrame:
    rows = tables.table(Liquidated)
    return rows.assign(received=rows["seized"] - rows["protocol_fee"], left=0.0)


def _of_perpetuals(tables: RunTables) -> pd.DataFrame:
    rows = tables.table(PositionLiquidated).rename(columns={"owner": "borrower"})
    lost = rows["change"] * (rows["price"] - rows["mark_price"]) + rows["to_fund"].clip(lower=0.0)
    return _closed(tables, rows, lost, -rows["to_fund"].clip(upper=0.0))


def _deleveraged(tables: RunTables) -> pd.DataFrame:
    """One row per owner whose position was closed against others: what they lost by it is what the owner gained."""
    rows = tables.table(PositionDeleveraged)
    rows = rows[rows["owner"] != NOBODY]
    keys = ["step", "round", "time", "sequence", "venue", "owner", "asset", "price", "mark_price"]
    rows = rows.groupby(keys, sort=False)["change"].sum().reset_index().rename(columns={"owner": "borrower"})
    rows = rows.assign(change=-rows["change"], account=NOBODY, health_before=np.nan, health_after=np.nan)
    lost = rows["change"] * (rows["price"] - rows["mark_price"])
    return _closed(tables, rows, lost.clip(lower=0.0), -lost.clip(upper=0.0))


def _closed(tables: RunTables, rows: pd.DataFrame, lost: pd.Series, left: pd.Series) -> pd.DataFrame:
    """Positions in perpetuals, given what each owner lost against the mark and what others lost for it (margin units)."""
    margin = rows["venue"].map(margin_assets(tables)).astype("str")
    price = tables.fundamental(margin, rows["step"]) if len(rows) else np.zeros(0)
    units = rows["change"].abs()
    found = rows.assign(
        collateral=rows["asset"],
        debt=margin,
        repaid=units * rows["mark_price"] - lost,
        seized=units,
        protocol_fee=0.0,
        collateral_price=rows["mark_price"] * price,
        debt_price=price,
        received=0.0,
        left=left * price,
    )
    return found[[*columns(Liquidated), "received", "left"]]


def margin_assets(tables: RunTables) -> dict[str, str]:
    """What margin is paid in at each venue of perpetuals."""
    listed = tables.listings[tables.listings["use"] == "margin"]
    return dict(zip(listed["venue"], listed["asset"], strict=True))
