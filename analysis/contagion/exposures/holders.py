"""Accounts as nodes: one by one, or together by group or role; what they have in protocols and owe them."""

from typing import Literal

import pandas as pd

from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.contagion.models.inputs import choice

By = Literal["role", "group", "account"]


def names(state: State, by: By) -> pd.Series:
    """The node of each account that has anything in a pool, by account: its role or group (empty if never opened), or its number.

    Raises BadValueError for any other `by`.
    """
    choice("by", by, ("role", "group", "account"))
    accounts = state.accounts.index
    if by == "account":
        return pd.Series(accounts.astype("str"), index=accounts, dtype="str")
    return state.tables.accounts[by].reindex(accounts).fillna("").astype("str")


def holders(state: State, names: pd.Series) -> pd.DataFrame:
    """By node: accounts (number), deposits, collateral, debt, equity, shortfall (numeraire)."""
    grouped = state.accounts.groupby(names)
    return grouped.sum().assign(accounts=grouped.size())


def deposits(state: State, names: pd.Series) -> pd.DataFrame:
    """Pool to account: source, target, value of the receipt tokens in wallets (numeraire)."""
    rows = state.receipts[state.receipts["holder"] == ""]
    return _summed(rows["issuer"], rows["account"].map(names), rows["value"])


def equities(state: State, names: pd.Series) -> pd.DataFrame:
    """Pool to account: source, target, value of positions less debt, each at least nothing (numeraire)."""
    rows = state.balances.reset_index()
    return _summed(rows["venue"], rows["account"].map(names), rows["equity"])


def debts(state: State, names: pd.Series) -> pd.DataFrame:
    """Account to pool: source, target, value owed (numeraire)."""
    rows = state.balances.reset_index()
    return _summed(rows["account"].map(names), rows["venue"], rows["debt"])


def _summed(source: pd.Series, target: pd.Series, value: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"source": source, "target": target, "value": value})
    total = rows.groupby(["source", "target"])["value"].sum()
    return total[total > 0.0].reset_index()
