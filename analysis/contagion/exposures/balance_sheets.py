"""What each pool has and owes as a whole at a step."""

import pandas as pd

from firesale.analysis.contagion.exposures.state import State

COLUMNS = ["cash", "debt", "deposits", "deficit", "own", "collateral", "cushion", "shortfall", "capacity"]


def balance_sheets(state: State) -> pd.DataFrame:
    """One row per pool, in the order of opening; numeraire at the oracle's prices.

    cash, debt, deposits, deficit, own: as in the reserves. collateral: all that is pledged. cushion: equity of borrowers, what a fall of
    collateral takes before lenders lose. shortfall: debt that collateral does not cover. capacity: cash + debt - shortfall, what
    lenders and the protocol can still lose (at least nothing); deposits + own less what is lost already.
    """
    reserves = state.reserves
    kept = reserves[["cash", "debt", "deposits", "deficit", "own"]].mul(reserves["price"], axis=0)
    table = kept.groupby("venue").sum().reindex(state.tables.pools)
    inside = state.balances.groupby("venue").sum().rename(columns={"equity": "cushion"})
    table = table.join(inside[["collateral", "cushion", "shortfall"]]).fillna(0.0)
    capacity = (table["cash"] + table["debt"] - table["shortfall"]).clip(lower=0.0)
    return table.assign(capacity=capacity)[COLUMNS].rename_axis("venue")
