"""Who bore the losses, and by which path: what every reader found, put together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.losses.paths import READERS
from firesale.analysis.contagion.losses.shares import STATED, UNKNOWN, Shares, stacked
from firesale.analysis.tables import RunTables

CELLS = (
    *("step", "sequence", "venue", "asset", "path", "origin", "owner", "owner_group"),
    *("bearer", "account", "group", "accounts", "amount", "price", "value"),
)
BEARERS = ("step", "venue", "asset", "path", "bearer", "account", "group", "amount", "value")


@dataclass(frozen=True, eq=False)
class Losses:
    """Amounts are in units of the asset, values in the numeraire at the price in force; below zero they are gains.

    `table`: one row per loss, position that left it and group of bearers: step, sequence, venue, asset, path, origin (what it was), owner (whose
    position), owner_group, bearer (kind), account (-1 if they are several or none of the game's), group, accounts (how many), amount, price, value.
    `bearers`: one row per step, venue, asset, path and account that bore: step, venue, asset, path, bearer, account, group, amount, value.
    `balance`: by venue and asset, units: stated (what positions left, by the events that say so), left (by `table`), borne (by `bearers`).
    """

    table: pd.DataFrame
    bearers: pd.DataFrame
    balance: pd.DataFrame


def losses(tables: RunTables) -> Losses:
    """The losses of one run, worked out once however often they are asked for."""
    return tables.once(_losses)


def _losses(tables: RunTables) -> Losses:
    found = [read(tables) for read in READERS.values()]
    groups = tables.accounts["group"]
    table = stacked([_cells(one, groups) for one in found], CELLS).sort_values(
        "sequence", kind="stable", ignore_index=True
    )
    bearers = stacked([_bearers(one, groups) for one in found], BEARERS).sort_values(
        "step", kind="stable", ignore_index=True
    )
    stated = stacked([one.stated for one in found], STATED)
    columns = {"stated": stated, "left": table, "borne": bearers}
    summed = {name: rows.groupby(["venue", "asset"])["amount"].sum() for name, rows in columns.items()}
    return Losses(table, bearers, pd.DataFrame(summed).fillna(0.0))


def _cells(shares: Shares, groups: pd.Series) -> pd.DataFrame:
    """Each position's part of what each group of bearers bore."""
    left, borne = shares.left, _grouped(shares.borne, groups)
    alone = ~left["number"].duplicated(keep=False)
    rows = left.assign(alone=alone).merge(borne, on="number", suffixes=("", "_borne"))
    amount = np.where(rows["alone"], rows["amount_borne"], rows["amount"] * rows["part"])
    rows = rows.assign(amount=amount, value=amount * rows["price"], owner_group=_group(rows["owner"], groups))
    return rows[rows["amount"] != 0.0]


def _grouped(borne: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """By loss, kind and group of bearers: amount, part, accounts, and the account if it is one."""
    keys = ["number", "bearer", "group"]
    rows = borne.assign(group=_group(borne["account"], groups), known=borne["account"] != UNKNOWN)
    sums = rows.groupby(keys, sort=False).agg(
        amount=("amount", "sum"),
        part=("part", "sum"),
        account=("account", "first"),
        accounts=("known", "sum"),
        rows=("account", "size"),
    )
    return sums.assign(account=sums["account"].where(sums["rows"] == 1, UNKNOWN)).reset_index()


def _bearers(shares: Shares, groups: pd.Series) -> pd.DataFrame:
    """What each account bore in a step."""
    at = shares.left[["number", "step", "venue", "asset", "path", "price"]].drop_duplicates("number")
    rows = shares.borne.merge(at, on="number")
    rows = rows.assign(value=rows["amount"] * rows["price"])
    keys = ["step", "venue", "asset", "path", "bearer", "account"]
    summed = rows.groupby(keys, sort=False)[["amount", "value"]].sum().reset_index()
    summed = summed[summed["amount"] != 0.0]
    return summed.assign(group=_group(summed["account"], groups))


def _group(accounts: pd.Series, groups: pd.Series) -> pd.Series:
    """The group of each account in the scenario; empty if it has none."""
    return groups.reindex(accounts).fillna("").astype("str").set_axis(accounts.index)
