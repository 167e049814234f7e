"""The contagion matrix: which pool's liquidations and losses liquidated how much in which pool."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS, RESIDUAL
from firesale.analysis.contagion.channels import NOTHING, weights_by_channel


def contagion_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """Rows infect columns: debt liquidated (numeraire) in the column's pool that the row caused directly.

    Rows: the pools, then the channels from outside that occur; columns: the pools. Each column sums to what was liquidated in its pool.
    """
    return _table(_amounts(attribution, "weight", "debt_value"), pools)


def loss_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """The same for bad debt (numeraire), by what took the equity of the positions that left it."""
    return _table(_amounts(attribution, "loss_weight", "bad_debt"), pools)


def offspring_matrix(attribution: Attribution, pools: list[str]) -> pd.DataFrame:
    """Mean number of liquidations in the column's pool that one liquidation in the row's pool sets off directly. NaN rows: there was none."""
    cells = _amounts(attribution, "weight", "debt_value")
    table = _table(cells.assign(amount=cells["share"]), pools).loc[pools]
    count = attribution.liquidations["venue"].value_counts().reindex(pools, fill_value=0)
    mean: pd.DataFrame = table.div(count.where(count > 0), axis=0)
    return mean


def spectral_radius(offspring: pd.DataFrame) -> float:
    """Growth per generation of a cascade that runs through several pools: the largest eigenvalue of the offspring matrix; NaN of nothing."""
    known = offspring.fillna(0.0).to_numpy()
    return float(np.abs(np.linalg.eigvals(known)).max()) if offspring.notna().to_numpy().any() else np.nan


def matrix_over_time(attribution: Attribution) -> pd.DataFrame:
    """The matrix step by step, as rows: step, infects, infected, amount (numeraire), only what is above zero."""
    cells = _amounts(attribution, "weight", "debt_value")
    rows = cells.assign(step=attribution.liquidations["step"].reindex(cells["liquidation"]).to_numpy())
    table = rows.groupby(["step", "infects", "infected"])["amount"].sum().reset_index()
    return table[table["amount"] > NOTHING].reset_index(drop=True)


def _amounts(attribution: Attribution, weight: str, value: str) -> pd.DataFrame:
    """liquidation, infects (a pool or a channel from outside), infected (its pool), amount: the weight of the part times a value."""
    parts, found = attribution.parts[attribution.parts[weight] > 0.0], attribution.liquidations
    inside = parts["channel"].isin(CONTAGIOUS) & (parts["pool"] != "")
    cells = parts.assign(infects=parts["pool"].where(inside, parts["channel"]), share=parts[weight])
    named = weights_by_channel(attribution, weight)[RESIDUAL]
    unnamed = named[named > NOTHING]
    rest = pd.DataFrame({"liquidation": unnamed.index, "infects": RESIDUAL, "share": unnamed.to_numpy()})
    cells = cells[cells["infects"] != RESIDUAL][["liquidation", "infects", "share"]]
    both = pd.concat([cells, rest], ignore_index=True) if len(rest) else cells
    amount = both["share"].to_numpy() * found[value].reindex(both["liquidation"]).to_numpy()
    return both.assign(amount=amount, infected=found["venue"].reindex(both["liquidation"]).to_numpy())


def _table(cells: pd.DataFrame, pools: list[str]) -> pd.DataFrame:
    wide = cells.groupby(["infects", "infected"])["amount"].sum().unstack("infected")  # noqa: PD010
    outside = [name for name in CHANNELS if name in wide.index and name not in pools]
    table = wide.reindex(index=[*pools, *outside], columns=pools).fillna(0.0)
    return table.rename_axis(index="infects", columns="infected")
