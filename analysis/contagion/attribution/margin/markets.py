"""The markets of a venue of perpetuals, as factors of what its accounts are worth and need."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns, phase_of_round
from firesale.analysis.contagion.attribution.factors import Factor, Index
from firesale.analysis.contagion.attribution.margin.marks import Mark, mark_of
from firesale.analysis.contagion.attribution.margin.relative import Relative, relative_of
from firesale.analysis.contagion.attribution.margin.schedules import Schedule, schedule_of
from firesale.analysis.contagion.attribution.margin.trades import TradeSources
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import FUNDING
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import FundingPaid, PerpetualStated

ONE_PER_CENT = 0.01


@dataclass(frozen=True, eq=False)
class Markets:
    """The m markets of one venue: marks (log, margin units per unit), funding that a unit has paid so far, requirements."""

    venue: str
    assets: tuple[str, ...]
    isolated: bool
    margin_price: float  # numeraire per margin unit when the run began: what equity is counted at
    marks: list[Mark]
    funding: list[Index]
    schedules: list[Schedule]
    members: list[Members]  # the closings behind trades

    def mark(self, moments: IntArray) -> FloatArray:
        """Mark prices (n, m) before each moment."""
        return np.exp(_levels(self.marks, moments))

    def paid(self, moments: IntArray) -> FloatArray:
        """Funding that a unit long had paid (n, m) before each moment, margin units."""
        return _levels(self.funding, moments)

    def needed(self, notional: FloatArray, moments: IntArray) -> FloatArray:
        """Requirements (n, m) of positions of this value (n, m), margin units."""
        columns = [
            one.needed(one.stated.row_at(moments), notional[:, place]) for place, one in enumerate(self.schedules)
        ]
        return np.stack(columns, axis=1)


def _levels(factors: "list[Mark] | list[Index]", moments: IntArray) -> FloatArray:
    return np.stack([one.at(one.row_at(moments)) for one in factors], axis=1)


def markets_of(events: EventColumns, venue: str, reports: Reports, sources: Sources) -> Markets:
    """What a venue stated when it was opened, and what happened in its markets."""
    stated = events.frame(PerpetualStated)
    stated = stated[stated["venue"] == venue].drop_duplicates("asset")
    listed = events.tables.listings
    listed = listed[listed["venue"] == venue]
    assets, oracle = tuple(stated["asset"]), str(listed.loc[listed["use"] == "perpetual", "oracle"].iloc[0])
    margin = str(listed.loc[listed["use"] == "margin", "asset"].iloc[0])
    slope = ONE_PER_CENT * (stated["premium_in_mark"] / stated["depth"]).to_numpy(dtype=np.float64)
    trades = TradeSources(events, venue, sources)
    against = None if margin == events.tables.numeraire else reports.of(oracle, margin)
    index: list[Factor | Relative] = [relative_of(reports.of(oracle, asset), against) for asset in assets]
    return Markets(
        venue,
        assets,
        bool(stated["isolated"].any()),
        float(events.tables.fundamentals[margin].iloc[0]) if margin in events.tables.fundamentals else 1.0,
        [mark_of(index[place], float(slope[place]), trades.of(asset)) for place, asset in enumerate(assets)],
        [_funding(events, venue, asset, sources) for asset in assets],
        [schedule_of(events, venue, asset, sources) for asset in assets],
        trades.members,
    )


def _funding(events: EventColumns, venue: str, asset: str, sources: Sources) -> Index:
    """What a unit long has paid since the opening."""
    rows = events.rows_by(FundingPaid, "venue", "asset").get((venue, asset), np.zeros(0, dtype=np.int64))
    price = events.floats(FundingPaid, "price")[rows]
    paid = np.cumsum(events.floats(FundingPaid, "rate")[rows] * price)
    source = np.full(len(rows), sources.number(Source(FUNDING, pool=venue)))
    since = events.ints(FundingPaid, "sequence")[rows]
    return Index(asset, "", True, since, paid, phase_of_round(events, FundingPaid, rows), source)
