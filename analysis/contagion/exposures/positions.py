"""What every account has pledged and owes in every pool at the end of a step."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.newest import until

ROUNDING = 1e-9
"""A balance that is smaller than this part of all that moved it is the rounding of a sum that is nothing."""

KEYS = ["venue", "account", "asset", "use"]


def positions(changes: pd.DataFrame, step: int, indexes: pd.DataFrame, prices: pd.Series) -> pd.DataFrame:
    """One row per venue, account, asset and use (collateral or debt), in this order.

    Columns besides: units (of the asset, debts with interest), price (numeraire per unit, as the pool's oracle has it) and value (numeraire).
    `changes` as `position_changes` gives them, `indexes` and `prices` of the same step.
    """
    rows = sums(until(changes, step), KEYS)
    rows = rows.join(indexes["borrow_index"], on=["venue", "asset"]).join(prices.rename("price"), on=["venue", "asset"])
    scale = np.where(rows["use"] == "debt", rows["borrow_index"].fillna(1.0), 1.0)
    units = rows["units"] * scale
    return rows[KEYS].assign(units=units, price=rows["price"], value=units * rows["price"])


def sums(changes: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The sum of `units` by `keys`, sorted by them, without those that are nothing but rounding."""
    grouped = changes.assign(moved=changes["units"].abs()).groupby(keys)[["units", "moved"]].sum()
    return grouped.loc[grouped["units"].abs() > ROUNDING * grouped["moved"], ["units"]].reset_index()


def balances(rows: pd.DataFrame) -> pd.DataFrame:
    """Positions as a whole, by venue and account (numeraire): collateral, debt, equity, shortfall.

    Equity is collateral less debt and at least nothing, shortfall debt less collateral and at least nothing: loans are without recourse.
    """
    value = rows.groupby(["venue", "account", "use"])["value"].sum().unstack("use", fill_value=0)  # noqa: PD010
    table = value.reindex(columns=["collateral", "debt"], fill_value=0.0)
    net = table["collateral"] - table["debt"]
    return table.assign(equity=net.clip(lower=0.0), shortfall=(-net).clip(lower=0.0)).rename_axis(columns=None)
