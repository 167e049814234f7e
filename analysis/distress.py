"""Liquidations and losses with their value in the numeraire, at the prices that the venue used."""

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import (
    BadDebtRealised,
    Liquidated,
    LossAbsorbed,
    PositionSeized,
    PositionsRecorded,
    ReserveRecorded,
)

NOBODY = "nobody"
"""The bearer of a loss that no backstop took."""


def liquidations(tables: RunTables) -> pd.DataFrame:
    """`Liquidated` rows with `debt_value` repaid, `collateral_value` seized and `fee_value` kept by the protocol
    (numeraire, oracle prices); with them `PositionSeized` rows, of which the protocol keeps nothing yet.
    """
    rows = tables.table(Liquidated)
    seized = tables.table(PositionSeized).assign(protocol_fee=0.0)
    if len(seized):
        both = [part for part in (rows, seized[rows.columns]) if len(part)]
        rows = pd.concat(both, ignore_index=True).sort_values("sequence", ignore_index=True)
    return rows.assign(
        debt_value=rows["repaid"] * rows["debt_price"],
        collateral_value=rows["seized"] * rows["collateral_price"],
        fee_value=rows["protocol_fee"] * rows["collateral_price"],
    )


def bad_debts(tables: RunTables) -> pd.DataFrame:
    """`BadDebtRealised` rows with their `value` (numeraire, oracle price)."""
    rows = tables.table(BadDebtRealised)
    return rows.assign(value=rows["amount"] * rows["debt_price"])


def losses(tables: RunTables) -> pd.DataFrame:
    """`LossAbsorbed` rows of pools with their `value` (numeraire, oracle price)."""
    rows = tables.table(LossAbsorbed)
    rows = rows[~rows["venue"].isin(tables.venues("clearing_house"))]
    return rows.assign(value=rows["amount"] * rows["price"])


def final_positions(tables: RunTables) -> pd.DataFrame:
    """The last `PositionsRecorded` of each pool, by venue."""
    return tables.table(PositionsRecorded).drop_duplicates("venue", keep="last").set_index("venue")


def final_deficits(tables: RunTables) -> pd.Series:
    """The deficit that nobody has borne at the last record (numeraire), by pool."""
    last = tables.table(ReserveRecorded).drop_duplicates(["venue", "asset"], keep="last")
    return (last["deficit"] * last["price"]).groupby(last["venue"]).sum()


def borne(tables: RunTables) -> pd.DataFrame:
    """Who bore how much of each pool's losses: venue, bearer, value (numeraire, oracle prices), only what is above
    zero.

    Nobody bears what a pool logs so; of a pool that logs no such loss, the deficit at the last record.
    """
    logged = losses(tables).groupby(["venue", "bearer"])["value"].sum().reset_index()
    left = final_deficits(tables).rename_axis("venue").rename("value").reset_index().assign(bearer=NOBODY)
    left = left[~left["venue"].isin(logged.loc[logged["bearer"] == NOBODY, "venue"])]
    parts = pd.concat([part for part in (logged, left) if len(part)] or [logged], ignore_index=True)
    return parts[parts["value"] > 0]


def by_pool(tables: RunTables, value: pd.Series, venue: pd.Series) -> dict[str, float]:
    """The sum of `value` for every pool of the run, zero where there is none."""
    total = value.groupby(venue).sum()
    names = tables.pools + sorted(set(total.index).difference(tables.pools))
    return {name: float(total.get(name, 0.0)) for name in names}
