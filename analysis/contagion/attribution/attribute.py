"""Why each liquidation happened: the position's loss of health since it was last safe, split by where it came from."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.bands.losses import band_losses
from firesale.analysis.contagion.attribution.batches import batches_of
from firesale.analysis.contagion.attribution.causes import causes_of
from firesale.analysis.contagion.attribution.change_rows import Histories
from firesale.analysis.contagion.attribution.clearing.changes import member_changes
from firesale.analysis.contagion.attribution.clearing.houses import house_of, houses_in
from firesale.analysis.contagion.attribution.clearing.rows import MemberReader
from firesale.analysis.contagion.attribution.clearing.values import MemberValues
from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.indexes import Indexes
from firesale.analysis.contagion.attribution.links import Links, links_to_single, links_to_sources
from firesale.analysis.contagion.attribution.live_prices import Levels, levels_of
from firesale.analysis.contagion.attribution.losses import venue_losses
from firesale.analysis.contagion.attribution.margin.changes import margin_changes
from firesale.analysis.contagion.attribution.margin.markets import markets_of
from firesale.analysis.contagion.attribution.margin.rows import RowReader
from firesale.analysis.contagion.attribution.margin.values import MarginValues
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.parts import Parts, Route, find_parts, weights_of
from firesale.analysis.contagion.attribution.pool_factors import FactorMaker
from firesale.analysis.contagion.attribution.pool_values import PoolValues
from firesale.analysis.contagion.attribution.positions import changes_of
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.analysis.contagion.attribution.split import Losses, collect
from firesale.analysis.contagion.attribution.tables import liquidation_table, parts_table
from firesale.analysis.contagion.attribution.unfinished import followed_to_members
from firesale.analysis.contagion.channel_names import CONTAGIOUS, RESIDUAL
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray
from firesale.market.events import Liquidated, PerpetualStated


@dataclass(frozen=True, eq=False)
class Attribution:
    """Every liquidation of a run (numbered 0..n-1 in order of execution) and its causes.

    `liquidations`: step, round, time, sequence, venue, borrower, liquidator, collateral, debt, debt_value, collateral_value and bad_debt
    (numeraire), health_before, health_after, health_safe, equity_safe
    (numeraire), safe_step, log_loss (ln health_safe - ln health_before), endogenous (part of the cause that is
    other liquidations), residual (log).
    A position whose history the tables do not hold keeps a log_loss of 0 and is attributed to the residual.
    `parts`: what the loss is made of, one row per liquidation, channel, pool, exchange, account, asset and oracle: log_loss (positive: harm; they
    add up to the whole, exactly), health_loss (the same as a part of health_safe - health_before), weight (its part of all harm, 0 for what
    helped); loss (of the position's equity since then, numeraire, bonus and fee of this liquidation included) and loss_weight.
    `links`: child, source, weight; `members`: source, liquidation, weight: whose sales or losses the source consists of; `direct`: child,
    parent, weight of single liquidations, such as earlier ones of the same position.
    """

    liquidations: pd.DataFrame
    parts: pd.DataFrame
    sources: pd.DataFrame
    links: pd.DataFrame
    members: pd.DataFrame
    direct: pd.DataFrame


def attribute(tables: RunTables) -> Attribution:
    """Follow every liquidation of a run back to its causes, from the event tables alone."""
    events, sources = EventColumns(tables), Sources()
    levels = levels_of(events)
    losses, members = losses_of(events, levels, sources)
    causes = causes_of(events, levels, losses.pairs, sources, members)
    found = liquidation_table(events, losses, levels.fundamentals)
    routes, parts = find_parts(
        losses,
        causes,
        events.names(Liquidated, "venue"),
        (found["collateral_value"] - found["debt_value"]).to_numpy() - events.floats(Liquidated, "returned"),
    )
    weight = weights_of(parts.liquidation, parts.log_loss)
    to_sources = links_to_sources(losses, causes, routes, parts, weight)
    links, direct = followed_to_members(to_sources, causes.members, found["sequence"].to_numpy())
    direct = Links.stacked([links_to_single(losses.own, routes, parts, weight), direct])
    return Attribution(
        found.assign(**_summary(routes, parts, weight, len(found))),
        parts_table(routes, parts, weight, losses),
        sources.table(),
        pd.DataFrame({"child": links.child, "source": links.cause, "weight": links.weight}),
        pd.DataFrame(dict(zip(("source", "liquidation", "weight"), causes.members.shares(), strict=True))),
        pd.DataFrame({"child": direct.child, "parent": direct.cause, "weight": direct.weight}),
    )


def losses_of(events: EventColumns, levels: Levels, sources: Sources) -> tuple[Losses, list[Members]]:
    """The loss of health of each liquidated position, by changes of factors; and the liquidations behind trades of perpetuals."""
    reports, closed = Reports(events, levels, sources), events.names(Liquidated, "venue").known
    indexes = Indexes(events, sources)
    maker = FactorMaker(events.tables, reports, indexes)
    histories, liquidated_at = Histories(events), events.ints(Liquidated, "sequence")
    banded = [name for name in closed if name in events.tables.venues("bands")]
    pools = [maker.pool(name) for name in closed if name in events.tables.pools and name not in banded]
    stated = events.names(PerpetualStated, "venue").known
    margins = [markets_of(events, name, reports, sources) for name in closed if name in stated]
    batches = batches_of(events)
    found = [venue_losses(changes_of(histories, liquidated_at, pool, batches), PoolValues(pool)) for pool in pools]
    found = [replace(one, own=batches.shared(one.own)) for one in found]
    found += [band_losses(events, maker.pool(name)) for name in banded]
    for markets in margins:
        changes = margin_changes(RowReader(events, markets).all(), markets)
        found.append(venue_losses(changes, MarginValues(markets)))
    members = [one for markets in margins for one in markets.members]
    for house in (house_of(events, name, reports, indexes, sources) for name in houses_in(events)):
        found.append(venue_losses(member_changes(MemberReader(events, house).all(), house), MemberValues(house)))
        members.append(house.members)
    return collect(found, events.floats(Liquidated, "health_before")), members


def _summary(routes: list[Route], parts: Parts, weight: FloatArray, count: int) -> dict[str, FloatArray]:
    """What of each loss other liquidations caused, and what nobody can explain (n,)."""
    channel = [route.kind.channel for route in routes]
    contagious = np.isin(channel, CONTAGIOUS)[parts.route]
    residual = np.isin(channel, [RESIDUAL])[parts.route]
    return {
        "endogenous": sums(parts.liquidation[contagious], weight[contagious], count),
        "residual": sums(parts.liquidation[residual], parts.log_loss[residual], count),
    }
