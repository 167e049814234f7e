"""What changed the net position of all traders of a perpetual, and whose work it was."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.margin.markets import Markets
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.sources import NO_ACCOUNT, NO_BLOCK, Source, Sources
from firesale.analysis.contagion.attribution.stock import last_in_first_out
from firesale.analysis.contagion.attribution.trades import CHANNEL_OF
from firesale.analysis.contagion.channel_names import DELEVERAGED, FIRE_SALE, MANIPULATION, TRADING
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Event, Liquidated, PositionChanged, PositionDeleveraged, PositionLiquidated

VAULT = -1


@dataclass(frozen=True)
class NetTrades(Columns):
    """Changes of what the traders of one market hold on balance (t,), in order; every one has a source."""

    moment: IntArray
    change: FloatArray  # units
    source: IntArray


class TradeSources:
    """Reads the trades of the markets of one venue, and names their sources; all closings of a step are one source."""

    def __init__(self, events: EventColumns, markets: Markets, sources: Sources) -> None:
        self.events, self.markets, self.sources = events, markets, sources
        self.members: list[Members] = []
        closed = events.ints(Liquidated, "sequence")
        here = np.flatnonzero(events.names(Liquidated, "venue").are(markets.venue))
        self._number = dict(zip(closed[here].tolist(), here.tolist(), strict=True))  # of a closing of one owner

    def of(self, asset: str) -> NetTrades:
        """Those of one market."""
        pieces = [self._traded(asset), self._closed(asset), self._deleveraged(asset)]
        found = NetTrades.stacked(pieces)
        return found.at(np.argsort(found.moment, kind="stable"))

    def _here(self, event: type[Event], asset: str) -> BoolArray:
        return self.events.names(event, "venue").are(self.markets.venue) & self.events.names(event, "asset").are(asset)

    def _source(self, channel: str, block: int = NO_BLOCK, account: int = NO_ACCOUNT) -> int:
        venue = self.markets.venue
        pool = venue if channel in (FIRE_SALE, DELEVERAGED) else ""
        return self.sources.number(Source(channel, pool=pool, exchange=venue, account=account, block=block))

    def _traded(self, asset: str) -> NetTrades:
        """Trades with the vault, by motive; what somebody sells that took over a position comes from its liquidation."""
        events = self.events
        rows = np.flatnonzero(self._here(PositionChanged, asset))
        motive = events.names(PositionChanged, "motive")
        steps, accounts = events.ints(PositionChanged, "step"), events.ints(PositionChanged, "account")
        found = []
        for row in rows.tolist():
            channel = CHANNEL_OF.get(motive.known[motive.code[row]], TRADING)
            channel = channel if channel in (FIRE_SALE, MANIPULATION) or channel in CHANNEL_OF.values() else TRADING
            block = int(steps[row]) if channel == FIRE_SALE else NO_BLOCK
            account = int(accounts[row]) if channel == MANIPULATION else NO_ACCOUNT
            found.append(self._source(TRADING if channel == "arbitrage" else channel, block, account))
        source: IntArray = np.array(found, dtype=np.int64)
        moment, change = events.ints(PositionChanged, "sequence")[rows], events.floats(PositionChanged, "change")[rows]
        sold = np.flatnonzero(motive.are("liquidation")[rows])
        self._unwound(asset, accounts[rows][sold], moment[sold], change[sold], source[sold])
        return NetTrades(moment, change, source)

    def _unwound(
        self, asset: str, accounts: IntArray, moment: IntArray, change: FloatArray, source: IntArray
    ) -> None:
        """Takers sell first what they took over last."""
        events = self.events
        taken = np.flatnonzero(self._here(PositionLiquidated, asset) & (events.ints(PositionLiquidated, "account") >= 0))
        takers = events.ints(PositionLiquidated, "account")[taken]
        came_at = events.ints(PositionLiquidated, "sequence")[taken]
        came = events.floats(PositionLiquidated, "change")[taken]
        for account in np.unique(accounts).tolist():
            for sign in (1.0, -1.0):
                out = np.flatnonzero((accounts == account) & (sign * change > 0.0))
                mine = np.flatnonzero((takers == account) & (sign * came > 0.0))
                left, arrived, units = last_in_first_out(
                    came_at[mine], np.abs(came[mine]), moment[out], np.abs(change[out])
                )
                behind = [self._number[one] for one in came_at[mine][arrived].tolist()]
                number: IntArray = np.array(behind, dtype=np.int64)
                self.members.append(Members(source[out][left], number, moment[out][left], units))

    def _closed(self, asset: str) -> NetTrades:
        """Positions that the vault bought when their owners were closed."""
        events = self.events
        rows = np.flatnonzero(self._here(PositionLiquidated, asset) & (events.ints(PositionLiquidated, "account") == VAULT))
        moment = events.ints(PositionLiquidated, "sequence")[rows]
        return self._sold(moment, events.ints(PositionLiquidated, "step")[rows], events.floats(PositionLiquidated, "change")[rows])

    def _sold(self, moment: IntArray, step: IntArray, change: FloatArray) -> NetTrades:
        source: IntArray = np.array([self._source(FIRE_SALE, one) for one in step.tolist()], dtype=np.int64)
        number: IntArray = np.array([self._number[one] for one in moment.tolist()], dtype=np.int64)
        self.members.append(Members(source, number, moment, np.abs(change)))
        return NetTrades(moment, change, source)

    def _deleveraged(self, asset: str) -> NetTrades:
        """Closings between a trader and the vault; those between two traders change nothing on balance."""
        events = self.events
        here = self._here(PositionDeleveraged, asset)
        account, owner = events.ints(PositionDeleveraged, "account"), events.ints(PositionDeleveraged, "owner")
        moment, step = events.ints(PositionDeleveraged, "sequence"), events.ints(PositionDeleveraged, "step")
        change = events.floats(PositionDeleveraged, "change")
        rows = np.flatnonzero(here & (account == VAULT) & (owner != VAULT))
        sold = self._sold(moment[rows], step[rows], -change[rows])
        rows = np.flatnonzero(here & (owner == VAULT) & (account != VAULT))
        forced = np.array([self._source(DELEVERAGED, one) for one in step[rows].tolist()], dtype=np.int64)
        return NetTrades.stacked([sold, NetTrades(moment[rows], change[rows], forced)])
