"""How distress spread over the pools: in which order, how much, and who bore it. An order in time, not a chain of
causes.
"""

import pandas as pd

from firesale.analysis.distress import bad_debts, borne, by_pool, liquidations
from firesale.analysis.tables import RunTables
from firesale.analysis.words import amount, count, duration, listing, plain


def pools_in_order(tables: RunTables) -> pd.DataFrame:
    """One row per pool, first liquidated first, pools without a liquidation last.

    Columns: first_step and first_time (seconds; NaN if never), liquidations, liquidated and bad_debt (numeraire, oracle
    prices), borne_by (words).
    """
    rows, written_off, taken = liquidations(tables), bad_debts(tables), borne(tables)
    liquidated = by_pool(tables, rows["debt_value"], rows["venue"])
    lost = by_pool(tables, written_off["value"], written_off["venue"])
    pools = list(dict.fromkeys([*liquidated, *lost]))
    first = rows.drop_duplicates("venue").set_index("venue")[["step", "time"]].reindex(pools)
    table = pd.DataFrame(
        {
            "first_step": first["step"],
            "first_time": first["time"],
            "liquidations": rows["venue"].value_counts().reindex(pools, fill_value=0),
            "liquidated": pd.Series(liquidated, dtype=float).reindex(pools, fill_value=0.0),
            "bad_debt": pd.Series(lost, dtype=float).reindex(pools, fill_value=0.0),
            "borne_by": [_bearers(taken[taken["venue"] == pool]) for pool in pools],
        },
        index=pd.Index(pools, dtype="str"),
    )
    order = rows.drop_duplicates("venue")["venue"].tolist()
    return table.loc[[*order, *(pool for pool in pools if pool not in set(order))]]


def spread(tables: RunTables) -> list[str]:
    """The order in sentences."""
    table = pools_in_order(tables)
    hit = table[table["liquidations"] > 0]
    spared = [str(pool) for pool in table.index.difference(hit.index, sort=False)]
    if hit.empty:
        return ["No liquidation happened, so no distress spread."]
    start = float(hit["first_time"].iloc[0])
    later = [f"{pool} ({_after(float(time) - start)})" for pool, time in hit["first_time"].iloc[1:].items()]
    told = [f"Liquidations begin in {hit.index[0]}, {duration(start)} after the start."]
    told += [f"They follow in {listing(later, most=20)}."] if later else ["No other pool has any."] if spared else []
    if later and spared:
        told.append(f"{count(len(spared), 'pool')} had none: {listing(spared, most=10)}.")
    return (
        [*told, "The order in time does not show that one pool infected the next: who infected whom comes below."]
        if later
        else told
    )


def _after(seconds: float) -> str:
    return f"{duration(seconds)} later" if seconds > 0 else "in the same step"


def _bearers(rows: pd.DataFrame) -> str:
    """Who bore the losses of one pool, and how much (numeraire), the largest part first."""
    parts = rows.set_index("bearer")["value"].sort_values(ascending=False)
    return "; ".join(f"{plain(str(bearer))} {amount(float(value))}" for bearer, value in parts.items())
