"""Who depends on whose prices: exchanges feed oracles, oracles tell pools, and several pools may hear the same one."""

import pandas as pd

from firesale.analysis.contagion.exposures.state import State
from firesale.market.events import OracleOpened


def valued_by_oracle(state: State) -> pd.DataFrame:
    """What each pool values by an oracle: oracle, venue, asset, value (numeraire, collateral and debt together).

    Without the numeraire, and without receipt tokens on it: they are worth what they redeem, whatever an oracle says.
    """
    listed = state.tables.listings
    listed = listed[listed["use"].isin(["collateral", "debt"]) & (listed["oracle"] != "")]
    priced = listed["underlying"].where(listed["underlying"] != "", listed["asset"]) != state.tables.numeraire
    listed = listed[priced].drop_duplicates(["oracle", "venue", "asset"])
    value = state.positions.groupby(["venue", "asset"])["value"].sum()
    rows = listed[["oracle", "venue", "asset"]].join(value, on=["venue", "asset"])
    return rows.fillna({"value": 0.0})


def told(state: State) -> pd.DataFrame:
    """Oracle to pool: source, target, value (what the pool values by it, numeraire). Pools with one source share it."""
    rows = valued_by_oracle(state).groupby(["oracle", "venue"], sort=False)["value"].sum().reset_index()
    return rows.rename(columns={"oracle": "source", "venue": "target"})


def fed(state: State) -> pd.DataFrame:
    """Exchange to oracle: source, target, value (what all pools value by the oracle of what the exchange trades, numeraire)."""
    opened, listed = state.tables.table(OracleOpened), state.tables.listings
    reads = opened[opened["source"] != ""].drop_duplicates(["oracle", "source"])[["oracle", "source"]]
    traded = listed.loc[listed["use"] == "base", ["venue", "asset"]].rename(columns={"venue": "source"})
    valued = valued_by_oracle(state).groupby(["oracle", "asset"])["value"].sum()
    rows = reads.merge(traded, on="source").join(valued, on=["oracle", "asset"]).fillna({"value": 0.0})
    rows = rows.groupby(["source", "oracle"], sort=False)["value"].sum().reset_index()
    return rows.rename(columns={"oracle": "target"})
