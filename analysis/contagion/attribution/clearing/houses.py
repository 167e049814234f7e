"""A clearing house: its contracts, its collateral, and what each member needs, as factors."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.clearing.settled import Settled, settled_of
from firesale.analysis.contagion.attribution.event_columns import EventColumns, phase_of_round
from firesale.analysis.contagion.attribution.factors import Factor, Index
from firesale.analysis.contagion.attribution.indexes import Indexes
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.numbers import Defaults
from firesale.analysis.contagion.attribution.reports import Reports
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import DEFAULT, OWN_ACTION, PARAMETERS
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import ContractListed, ContractSettled, Event, Liquidated, MarginStated, MemberDefaulted

BETWEEN_ROUNDS = 1 << 60
"""Settlements of a round are a phase of their own: after what was reported in it, and after what was done."""


@dataclass(frozen=True, eq=False)
class House:
    """`contracts` and `collateral` are the columns of what members hold. `required`: by account that defaulted, plain, numeraire."""

    name: str
    contracts: dict[str, Settled]
    collateral: dict[str, tuple[Factor, Index]]  # the price, and which part of it counts
    required: dict[int, Index]
    members: Members  # the defaults behind what those who took portfolios need


def house_of(events: EventColumns, name: str, reports: Reports, indexes: Indexes, sources: Sources) -> House:
    """What a clearing house stated in the course of a run."""
    maker = _Maker(events, name, sources)
    listed = events.frame(ContractListed)
    listed = listed[listed["venue"] == name]
    model = sources.number(Source(PARAMETERS, pool=name))
    contracts = {}
    settled = events.rows_by(ContractSettled, "venue", "contract")
    for contract, oracle, underlying in zip(listed["contract"], listed["oracle"], listed["underlying"], strict=True):
        rows = settled[name, contract]
        contracts[contract] = settled_of(
            events, rows, reports.of(oracle, underlying), maker.phase(ContractSettled, rows), model
        )
    pledged = events.tables.listings
    pledged = pledged[(pledged["venue"] == name) & (pledged["use"] == "collateral")]
    return House(
        name,
        contracts,
        {
            asset: (reports.of(oracle, asset), indexes.threshold(name, asset))
            for asset, oracle in dict(zip(pledged["asset"], pledged["oracle"], strict=True)).items()
        },
        maker.required(),
        maker.members(),
    )


class _Maker:
    """Reads the statements of one clearing house."""

    def __init__(self, events: EventColumns, name: str, sources: Sources) -> None:
        self.events, self.name, self.sources = events, name, sources
        defaults = Defaults(events).numbers
        self.defaults = defaults[events.names(Liquidated, "venue").are(name)[defaults]]

    def phase(self, event: type[Event], rows: IntArray) -> IntArray:
        """One number (r,) for all that is settled in a round."""
        return phase_of_round(self.events, event, rows) - BETWEEN_ROUNDS

    def required(self) -> dict[int, Index]:
        """What each member that defaulted needed, whoever made it change."""
        events, accounts = self.events, self.events.ints(MarginStated, "account")
        here = events.names(MarginStated, "venue").are(self.name)
        found = {}
        for account in np.unique(events.ints(Liquidated, "borrower")[self.defaults]).tolist():
            rows = np.flatnonzero(here & (accounts == account))
            found[account] = self._index(rows)
        return found

    def _index(self, rows: IntArray) -> Index:
        events = self.events
        since, level = events.ints(MarginStated, "sequence")[rows], events.floats(MarginStated, "required")[rows]
        after = events.names(MarginStated, "after").at(rows)
        phase = np.where(after.are("trade"), since, self.phase(MarginStated, rows))
        names = [after.known[code] for code in after.code.tolist()]
        pairs = zip(names, since.tolist(), strict=True)
        source: IntArray = np.array([self._source(one, moment) for one, moment in pairs], dtype=np.int64)
        return Index(events.tables.numeraire, "", False, since, level, phase, source)

    def _source(self, after: str, moment: int) -> int:
        channel = {"trade": OWN_ACTION, "default": DEFAULT}.get(after, PARAMETERS)
        block = moment if channel == DEFAULT else -1
        return self.sources.number(Source(channel, pool=self.name, block=block))

    def members(self) -> Members:
        """Behind a statement after defaults stand all defaults of that moment, by what their portfolios are exposed to."""
        events = self.events
        moments = np.unique(events.ints(MarginStated, "sequence")[events.names(MarginStated, "after").are("default")])
        declared = events.ints(Liquidated, "sequence")[self.defaults]
        size: FloatArray = events.floats(Liquidated, "repaid")[self.defaults]
        pieces = [Members(self.defaults[:0], self.defaults[:0], self.defaults[:0], size[:0])]
        for moment in moments.tolist():
            source = self.sources.find(Source(DEFAULT, pool=self.name, block=moment))
            earlier = declared[declared < moment]
            if source < 0 or not len(earlier):
                continue
            mine = np.flatnonzero(declared == earlier.max())
            same = np.full(len(mine), 1)
            pieces.append(Members(source * same, self.defaults[mine], moment * same, np.maximum(size[mine], 1e-9)))
        return Members.stacked(pieces)


def houses_in(events: EventColumns) -> list[str]:
    """Clearing houses in which anybody defaulted."""
    declared = events.names(MemberDefaulted, "venue").known
    return [name for name in events.names(Liquidated, "venue").known if name in declared]
