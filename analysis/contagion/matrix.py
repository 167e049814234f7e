"""The contagion matrix: which pool's liquidations and losses liquidated how much in which pool."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS
from firesale.analysis.contagion.channels import NOTHING, weights_by_channel


def contagion_matrix(attribution: Attribution, pools: list[str], value: str = "debt_value") -> pd.DataFrame:
    """Rows infect columns: numeraire of `value` (debt_value liquidated, or bad_debt) in the column's pool that the row caused directly.

    Rows: the pools, then the channels from outside that occur; columns: the pools. Each column sums to what happened in its pool.
    """
    cells = _cells(attribution)
    amount = cells["weight"].to_numpy() * attribution.liquidations[value].reindex(cells["liquidation"]).to_numpy()
    return _table(cells.assign(amount=amount), pools)


def offspring_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """Mean number of liquidations in the column's pool that one liquidation in the row's pool sets off directly. NaN rows: there was none."""
    cells = _cells(attribution)
    table = _table(cells.assign(amount=cells["weight"]), pools).loc[pools]
    count = attribution.liquidations["venue"].value_counts().reindex(pools, fill_value=0)
    mean: pd.DataFrame = table.div(count.where(count > 0), axis=0)
    return mean


def spectral_radius(offspring: pd.DataFrame) -> float:
    """Growth per generation of a cascade that runs through several pools: the largest eigenvalue of the offspring matrix; NaN of nothing."""
    known = offspring.fillna(0.0).to_numpy()
    return float(np.abs(np.linalg.eigvals(known)).max()) if offspring.notna().to_numpy().any() else np.nan


def matrix_over_time(attribution: Attribution, pools: list[str], value: str = "debt_value") -> pd.DataFrame:
    """The matrix step by step, as rows: step, infects, infected, amount (numeraire), only what is above zero."""
    cells = _cells(attribution)
    found = attribution.liquidations
    amount = cells["weight"].to_numpy() * found[value].reindex(cells["liquidation"]).to_numpy()
    rows = cells.assign(amount=amount, step=found["step"].reindex(cells["liquidation"]).to_numpy())
    table = rows.groupby(["step", "infects", "infected"])["amount"].sum().reset_index()
    return table[table["amount"] > NOTHING].reset_index(drop=True)


def _cells(attribution: Attribution) -> pd.DataFrame:
    """liquidation, infects (a pool or a channel from outside), infected (its pool), weight."""
    parts = attribution.parts[attribution.parts["weight"] > 0.0]
    inside = parts["channel"].isin(CONTAGIOUS) & (parts["pool"] != "")
    cells = parts.assign(infects=parts["pool"].where(inside, parts["channel"]))[["liquidation", "infects", "weight"]]
    rest = 1.0 - weights_by_channel(attribution).drop(columns="residual").sum(axis=1)
    rest = rest[rest > NOTHING]
    known = cells[cells["infects"] != "residual"]
    unexplained = pd.DataFrame({"liquidation": rest.index, "infects": "residual", "weight": rest.to_numpy()})
    both = pd.concat([known, unexplained], ignore_index=True) if len(rest) else known
    return both.assign(infected=attribution.liquidations["venue"].reindex(both["liquidation"]).to_numpy())


def _table(cells: pd.DataFrame, pools: list[str]) -> pd.DataFrame:
    wide = cells.groupby(["infects", "infected"])["amount"].sum().unstack("infected")  # noqa: PD010
    outside = [name for name in CHANNELS if name in wide.index and name not in pools]
    table = wide.reindex(index=[*pools, *outside], columns=pools).fillna(0.0)
    return table.rename_axis(index="infects", columns="infected")
