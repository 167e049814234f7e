"""What borrowers gave up when their collateral was sold for them, at the fundamental prices of the same step."""

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated, SoftLiquidated


def in_bands(tables: RunTables) -> pd.DataFrame:
    """`SoftLiquidated` rows with `lost`: collateral sold less what came in for it (numeraire); negative for a gain."""
    rows = tables.table(SoftLiquidated)
    given = rows["sold"] * tables.fundamental(rows["collateral"], rows["step"])
    return rows.assign(lost=given - rows["received"] * tables.fundamental(rows["debt"], rows["step"]))


def to_liquidators(tables: RunTables) -> pd.DataFrame:
    """`Liquidated` rows with `lost`: collateral seized less debt repaid (numeraire); of positions closed by somebody else."""
    rows = tables.table(Liquidated)
    rows = rows[rows["account"] != rows["borrower"]]
    given = rows["seized"] * tables.fundamental(rows["collateral"], rows["step"])
    return rows.assign(lost=given - rows["repaid"] * tables.fundamental(rows["debt"], rows["step"]))
