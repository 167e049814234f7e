"""Whose work every change of a factor was: the walk through the run that follows prices back to sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import sparse

from firesale.analysis.contagion.attribution.bad_debts import losers_of
from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import Levels
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.moves import blocks_of, moves_of, sellers_of, sources_of
from firesale.analysis.contagion.attribution.pieces import pieces_of
from firesale.analysis.contagion.attribution.price_sources import PriceSources
from firesale.analysis.contagion.attribution.sales import sales_of
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.analysis.contagion.attribution.split import Pairs
from firesale.market.events import Liquidated

ROOM = 40_000_000
"""Numbers kept at once: with more sources of sales, neighbouring blocks of time are merged."""
FEWEST = 100
"""So many sources are always told apart."""


@dataclass(frozen=True, eq=False)
class Causes:
    """The sources of a run, the liquidations behind them, and each change of a factor by source (pairs, sources)."""

    sources: Sources
    members: Members
    by_source: sparse.csr_array


def causes_of(
    events: EventColumns, levels: Levels, pairs: Pairs, sources: Sources, members: Sequence[Members] = ()
) -> Causes:
    """Follow the changes of factors that occur (`pairs`) back. `sources`: those that the factors asked for already, with the liquidations
    behind them (`members`).
    """
    trades, trips, exchanges = levels.trades, levels.trips, levels.exchanges
    moments, quotes = pairs.moments(), pairs.quotes()
    pool = events.names(Liquidated, "venue")
    sales = sales_of(events, trades)
    pieces = pieces_of(trades, sales, pool)
    read = sum(len(quote) for quote in quotes)
    most = max(FEWEST, ROOM // (len(moments) * read + len(pairs.factor) + 1))
    block = blocks_of(trades, pieces, moments, most)
    source = sources_of(trades, pieces, block, sources, exchanges.names, pool.known)
    sellers = sellers_of(trades, pieces, source, sales, pool)
    walk = Walk(exchanges, levels.fundamentals, moves_of(trades, pieces, source, trips), trips, sources)
    behind = Members.stacked([*members, sellers, losers_of(events, sources)])
    return Causes(sources, behind, pairs.by_source(PriceSources(walk, moments, quotes)))
