"""Why each liquidation happened: the position's loss of health since it was last safe, split by where it came from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.links import find_links
from firesale.analysis.contagion.attribution.parts import find_parts
from firesale.analysis.contagion.attribution.pool_factors import FactorMaker
from firesale.analysis.contagion.attribution.sources import bad_debts_by_liquidation, find_sources
from firesale.analysis.contagion.attribution.split import pool_losses, split
from firesale.analysis.contagion.attribution.stretches import PoolValues, changes_of
from firesale.analysis.contagion.attribution.trades import trades
from firesale.analysis.contagion.channel_names import CONTAGIOUS, RESIDUAL
from firesale.analysis.contagion.position_changes import position_changes
from firesale.analysis.distress import liquidations
from firesale.analysis.tables import RunTables
from firesale.market.events import OracleOpened, PriceMoved


@dataclass(frozen=True, eq=False)
class Attribution:
    """Every liquidation of a run (numbered 0..n-1 in order of execution) and its causes.

    `liquidations`: step, round, time, sequence, venue, borrower, liquidator, collateral, debt, debt_value, collateral_value and bad_debt
    (numeraire), health_before, health_safe, equity_safe
    (numeraire), safe_step, log_loss (ln health_safe - ln health_before), endogenous (part of the cause that is
    other liquidations), residual (log).
    A position whose history the tables do not hold keeps a log_loss of 0 and is attributed to the residual.
    `parts`: what the loss is made of, one row per liquidation, channel, pool, exchange, account, asset and oracle: log_loss (positive: harm; they
    add up to the whole, exactly), health_loss (the same as a part of health_safe - health_before), weight (its part of all harm, 0 for what
    helped); loss (of the position's equity since then, numeraire, bonus and fee of this liquidation included) and loss_weight.
    `links`: child, source, weight; `members`: source, liquidation, weight: whose sales or losses the source consists of; `own`: child, parent,
    weight of earlier liquidations of the same position.
    """

    liquidations: pd.DataFrame
    parts: pd.DataFrame
    sources: pd.DataFrame
    links: pd.DataFrame
    members: pd.DataFrame
    own: pd.DataFrame


def attribute(tables: RunTables) -> Attribution:
    """Follow every liquidation of a run back to its causes, from the event tables alone."""
    found = _table(tables)
    traded = trades(tables)
    sources = find_sources(tables, traded, _read_live(tables))
    walk = Walk(tables, traded, sources)
    maker, changes = FactorMaker(tables, sources, walk), position_changes(tables)
    losses = []
    for pool in dict.fromkeys(found["venue"]):
        factors = maker.pool(pool)
        values = PoolValues(factors)
        losses.append(pool_losses(changes_of(pool, factors, changes, found), values))
    whole = split(losses, walk, len(found))
    known = np.isfinite(whole.safe_health) & (whole.safe_health > 0.0)
    safe_health = np.where(known, whole.safe_health, found["health_before"])
    found = found.assign(
        health_safe=safe_health,
        equity_safe=whole.safe_equity,
        safe_step=_step_of(tables, whole.safe_moment),
        log_loss=np.log(safe_health / found["health_before"].to_numpy()),
    )
    parts = find_parts(whole, sources.table, found)
    links, own = find_links(whole, sources.table, parts, found)
    contagious = parts[parts["channel"].isin(CONTAGIOUS)].groupby("liquidation")["weight"].sum()
    residual = parts[parts["channel"] == RESIDUAL].groupby("liquidation")["log_loss"].sum()
    found = found.assign(
        endogenous=contagious.reindex(found.index, fill_value=0.0),
        residual=residual.reindex(found.index, fill_value=0.0),
    )
    return Attribution(found, parts, sources.table, links, sources.members, own)


def _table(tables: RunTables) -> pd.DataFrame:
    """The liquidations with the bad debt that each left."""
    rows = liquidations(tables).reset_index(drop=True).rename(columns={"account": "liquidator"})
    lost = bad_debts_by_liquidation(tables).groupby("liquidation")["value"].sum()
    columns = ["step", "round", "time", "sequence", "venue", "borrower", "liquidator", "collateral", "debt"]
    columns += ["debt_value", "collateral_value", "health_before", "health_after"]
    return rows[columns].assign(bad_debt=lost.reindex(rows.index, fill_value=0.0))


def _read_live(tables: RunTables) -> frozenset[str]:
    """Exchanges that an oracle reads at every moment."""
    opened = tables.table(OracleOpened)
    return frozenset(opened.loc[opened["live"], "source"])


def _step_of(
    tables: RunTables, moments: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The step in which each moment lies."""
    began = tables.table(PriceMoved).groupby("step")["sequence"].min()
    place = np.searchsorted(began.to_numpy(), moments, side="right") - 1
    return (
        began.index.to_numpy(dtype=np.int64)[np.maximum(place, 0)]
        if len(began)
        else np.zeros(len(moments), dtype=np.int64)
    )
