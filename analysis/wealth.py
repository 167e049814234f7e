"""Wealth of accounts at fundamental prices, at the first and the last record, and of roles over time."""

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import GroupRecorded, WealthRecorded


def wealth_by_account(tables: RunTables) -> pd.DataFrame:
    """Start, end and change of the wealth of each account (numeraire), with its group and role; empty words for an
    account never opened.
    """
    recorded = tables.table(WealthRecorded).groupby("account")["wealth"]
    start, end = recorded.first(), recorded.last()
    wealth = pd.DataFrame({"start": start, "end": end, "change": end - start})
    return wealth.join(tables.accounts[["group", "role"]]).fillna({"group": "", "role": ""})


def wealth_by(tables: RunTables, keys: list[str]) -> pd.DataFrame:
    """Start, end, change (numeraire) and number of accounts, summed over accounts of equal `keys` (group, role)."""
    grouped = wealth_by_account(tables).groupby(keys)
    return grouped[["start", "end", "change"]].sum().assign(accounts=grouped.size())


def wealth_over_time(tables: RunTables) -> pd.DataFrame:
    """Wealth of each role (columns) by time in seconds (rows): of groups where recorded, else of accounts at the first
    and last step.
    """
    groups = tables.table(GroupRecorded)
    if len(groups):
        rows = groups.drop_duplicates(["step", "group"], keep="last")
    else:
        rows = tables.table(WealthRecorded).join(tables.accounts["role"], on="account")
    return rows.pivot_table(index="time", columns="role", values="wealth", aggfunc="sum")
