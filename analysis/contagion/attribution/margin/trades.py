"""What changed the net position of all traders of a perpetual, and whose work it was."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.numbers import Numbers
from firesale.analysis.contagion.attribution.sources import NO_ACCOUNT, NO_BLOCK, Source, Sources
from firesale.analysis.contagion.attribution.stock import last_in_first_out
from firesale.analysis.contagion.attribution.trades import ARBITRAGE, CHANNEL_OF
from firesale.analysis.contagion.channel_names import DELEVERAGED, FIRE_SALE, MANIPULATION, TRADING
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Event, PositionChanged, PositionDeleveraged, PositionLiquidated

VAULT = -1


@dataclass(frozen=True)
class NetTrades(Columns):
    """Changes of what the traders of one market hold on balance (t,), in order; every one has a source."""

    moment: IntArray
    change: FloatArray  # units
    source: IntArray


class TradeSources:
    """Reads the trades of the markets of one venue, and names their sources; all closings of a step in a market are one source."""

    def __init__(self, events: EventColumns, venue: str, sources: Sources) -> None:
        self.events, self.venue, self.sources = events, venue, sources
        self.members: list[Members] = []
        self._numbers = Numbers(events)

    def of(self, asset: str) -> NetTrades:
        """Those of one market."""
        pieces = [self._traded(asset), self._closed(asset), self._deleveraged(asset)]
        found = NetTrades.stacked(pieces)
        return found.at(np.argsort(found.moment, kind="stable"))

    def _here(self, event: type[Event], asset: str) -> BoolArray:
        return self.events.names(event, "venue").are(self.venue) & self.events.names(event, "asset").are(asset)

    def _source(self, channel: str, asset: str, block: int = NO_BLOCK, account: int = NO_ACCOUNT) -> int:
        pool = self.venue if channel in (FIRE_SALE, DELEVERAGED) else ""
        return self.sources.number(Source(channel, pool, self.venue, account, asset, block))

    def _by_step(self, channel: str, asset: str, steps: IntArray) -> IntArray:
        return np.array([self._source(channel, asset, step) for step in steps.tolist()], dtype=np.int64)

    def _traded(self, asset: str) -> NetTrades:
        """Trades with the vault, by motive; what somebody sells that took over a position comes from its liquidation."""
        events, event = self.events, PositionChanged
        rows = np.flatnonzero(self._here(event, asset))
        motive, accounts = events.names(event, "motive").at(rows), events.ints(event, "account")[rows]
        channels = [CHANNEL_OF.get(name, TRADING) for name in motive.known]
        channels = [TRADING if channel == ARBITRAGE else channel for channel in channels]
        found = []
        for code, step, account in zip(
            motive.code.tolist(), events.ints(event, "step")[rows].tolist(), accounts.tolist(), strict=True
        ):
            block = step if channels[code] == FIRE_SALE else NO_BLOCK
            found.append(
                self._source(channels[code], asset, block, account if channels[code] == MANIPULATION else NO_ACCOUNT)
            )
        source: IntArray = np.array(found, dtype=np.int64)
        moment, change = events.ints(event, "sequence")[rows], events.floats(event, "change")[rows]
        sold = np.flatnonzero(motive.are("liquidation"))
        self._unwound(asset, accounts[sold], NetTrades(moment, change, source).at(sold))
        return NetTrades(moment, change, source)

    def _unwound(self, asset: str, accounts: IntArray, sales: NetTrades) -> None:
        """Takers sell first what they took over last."""
        events, event = self.events, PositionLiquidated
        taken = np.flatnonzero(self._here(event, asset) & (events.ints(event, "account") >= 0))
        takers, came_at = (events.ints(event, name)[taken] for name in ("account", "sequence"))
        came, number = (
            events.floats(event, "change")[taken],
            self._numbers.of(came_at, events.ints(event, "owner")[taken]),
        )
        for account in np.unique(accounts).tolist():
            for sign in (1.0, -1.0):  # of what the taker trades: the owner's change, once more
                out = np.flatnonzero((accounts == account) & (sign * sales.change > 0.0))
                mine = np.flatnonzero((takers == account) & (sign * came > 0.0))
                went = (sales.moment[out], np.abs(sales.change[out]))
                left, arrived, units = last_in_first_out(came_at[mine], np.abs(came[mine]), *went)
                self.members.append(Members(sales.source[out][left], number[mine][arrived], went[0][left], units))

    def _closed(self, asset: str) -> NetTrades:
        """Positions that the vault bought when their owners were closed."""
        events, event = self.events, PositionLiquidated
        rows = np.flatnonzero(self._here(event, asset) & (events.ints(event, "account") == VAULT))
        return self._sold(asset, event, rows, events.floats(event, "change")[rows])

    def _deleveraged(self, asset: str) -> NetTrades:
        """Closings between a trader and the vault; those between two traders change nothing on balance."""
        events, event = self.events, PositionDeleveraged
        here, change = self._here(event, asset), events.floats(event, "change")
        account, owner = events.ints(event, "account"), events.ints(event, "owner")
        rows = np.flatnonzero(here & (account == VAULT) & (owner != VAULT))
        sold = self._sold(asset, event, rows, -change[rows])
        rows = np.flatnonzero(here & (owner == VAULT) & (account != VAULT))
        forced = self._sold(asset, event, rows, change[rows], DELEVERAGED)
        return NetTrades.stacked([sold, forced])

    def _sold(
        self, asset: str, event: type[Event], rows: IntArray, change: FloatArray, channel: str = FIRE_SALE
    ) -> NetTrades:
        """Closings of owners against the vault, or of the vault against owners."""
        moment, step, owner = (self.events.ints(event, name)[rows] for name in ("sequence", "step", "owner"))
        source = self._by_step(channel, asset, step)
        self.members.append(Members(source, self._numbers.of(moment, owner), moment, np.abs(change)))
        return NetTrades(moment, change, source)
