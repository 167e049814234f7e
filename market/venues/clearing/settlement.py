"""Settlement: what contracts have gained or lost since the last one changes hands in cash, and what has expired ends."""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.events import AssetListed, ContractSettled, VariationPaid
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.appraisal import Appraisal
from firesale.market.venues.clearing.members import Members

ALIVE, EXPIRED = 1.0, 0.0


class Settlement:
    """`settled` (c,): the values up to which every member has been paid; `reference` (u,): the prices behind them."""

    def __init__(self, house: str, site: Site, members: Members, appraisal: Appraisal) -> None:
        self.house, self.site, self.members, self.appraisal = house, site, members, appraisal
        self.settled: FloatArray = appraisal.listing().values()
        self.reference: FloatArray = appraisal.prices().copy()
        self.last: FloatArray = np.full(1, site.log.time)  # seconds since the start
        self.listed: FloatArray = np.full(len(appraisal.expiry), ALIVE)
        self.counts: FloatArray = np.full(len(appraisal.terms.collateral), np.nan)  # part of each price (k,)
        self._write_prices(self.settled)
        self.state_collateral()

    @property
    def alive(self) -> BoolArray:
        """Which contracts (c,) have not expired."""
        alive: BoolArray = self.listed == ALIVE
        return alive

    def is_due(self) -> bool:
        """True once per settlement interval, and when a contract expires."""
        time, last = self.site.log.time, float(self.last[0])
        expires = bool(np.any(self.alive & (self.appraisal.expiry <= time)))
        return time > last and (expires or time - last >= self.appraisal.terms.settlement_interval)

    def settle(self) -> None:
        """Pay variation margin at the values now. It adds up to zero: what some gain others lose."""
        members, write = self.members, self.site.journal.write
        time = self.site.log.time
        self.appraisal.observe(self.reference, time - float(self.last[0]))
        self.state_collateral()
        values = np.where(self.alive, self.appraisal.listing().values(), self.settled)
        before = self.settled.copy()
        rows = members.all
        variation = members.positions[rows] @ (values - before)
        members.add("cash", rows, variation)
        unpaid = bool(np.any(members.called[rows] > 0.0))  # some of the gains before were not paid for yet
        members.write("variation", rows, variation + members.variation[rows] * unpaid)
        moved = rows[variation != 0.0]
        write(self, "settled", slice(None), values)
        write(self, "reference", slice(None), self.appraisal.prices())
        write(self, "last", 0, time)
        self._write_prices(before)
        if len(moved):
            self.site.log.add(VariationPaid(self.house, members.account[moved], variation[moved]))
        self._expire(time)

    def state_collateral(self) -> None:
        """Say which part of each collateral's price counts, where that has changed."""
        terms, counts = self.appraisal.terms, 1.0 - self.appraisal.haircuts()
        for place in np.flatnonzero(counts != self.counts).tolist():
            asset = terms.collateral[place]
            self.site.log.add(AssetListed(self.house, asset, "collateral", "", terms.oracle, float(counts[place])))
        self.site.journal.write(self, "counts", slice(None), counts)

    def _expire(self, time: float) -> None:
        """Positions in contracts that have just been settled for the last time end."""
        for place in np.flatnonzero(self.alive & (self.appraisal.expiry <= time)).tolist():
            for column in ("positions", "bids", "asks"):
                self.members.write(column, (slice(None), place), 0.0)
            self.site.journal.write(self, "listed", place, EXPIRED)

    def _write_prices(self, before: FloatArray) -> None:
        of, appraisal = self.appraisal.contracts, self.appraisal
        volatilities = np.sqrt(appraisal.variance)
        for place in np.flatnonzero(self.alive).tolist():
            underlying = int(of.underlying[place])
            self.site.log.add(
                ContractSettled(
                    self.house,
                    appraisal.terms.contracts[place].name,
                    float(self.settled[place]),
                    float(before[place]),
                    float(self.reference[underlying]),
                    float(volatilities[underlying]),
                )
            )
