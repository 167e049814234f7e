"""An oracle at work: a rule, the source that it reads, and what it reports now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.assets import Assets
from firesale.market.event_log import EventLog
from firesale.market.events import OracleOpened, PriceReported
from firesale.market.oracles.base import Observation, Oracle
from firesale.market.oracles.quotes import Quotes


class Source(Protocol):
    """Something that trades one base asset and shows its price: an exchange."""

    name: str
    base: str
    base_column: int

    @property
    def value(self) -> float:
        """Price of the base asset in the numeraire."""


class Feed:
    """Assets that the source exchanges trade are read there (the median of several); every other asset at its fundamental price.

    `sources` are all exchanges that the oracle reads, those of oracles inside it too.
    """

    def __init__(
        self,
        name: str,
        oracle: Oracle,
        sources: Sequence[Source],
        assets: Assets,
        redemption: Mapping[str, Callable[[], float]],
        log: EventLog,
    ) -> None:
        self.name = name
        self.oracle = oracle
        self.sources = sources
        self._assets = assets
        self._log = log
        self._redemption = redemption
        self._live = oracle.live
        self.traded = {source.base for source in sources}
        for read in [source.name for source in sources] or [""]:
            log.add(OracleOpened(name, kind_of(type(oracle)), read, oracle.averages, oracle.live))
        self._time = 0.0  # of the last report, seconds
        self._state = oracle.start(self._observe())
        self._known: dict[tuple[str, ...], FloatArray] = {}  # what was asked for since the last report
        claims = {source.base_column for source in sources if source.base_column >= assets.base_count}
        self._followed: IntArray = np.array([*range(assets.base_count), *sorted(claims)])
        self._logged: FloatArray = np.full(len(self._state.prices), np.nan)

    @property
    def prices(self) -> FloatArray:
        """Prices (m,) in the numeraire that venues use now."""
        return self.oracle.look(self._state, self._observe()).prices if self._live else self._state.prices

    def report(self, time: float) -> None:
        """Look at the source and report."""
        self._time = time
        state = self._state = self.oracle.report(self._state, self._observe())
        self._known.clear()
        for column in self._followed[state.prices[self._followed] != self._logged[self._followed]].tolist():
            price, seen, window = float(state.prices[column]), int(state.moment[column]), float(state.window[column])
            self._log.add(PriceReported(self.name, self._assets.names[column], price, seen, window))
        self._logged = state.prices

    def prices_of(self, assets: tuple[str, ...]) -> FloatArray:
        """Prices of some assets now; a claim that no source trades is worth its redemption rate times its underlying."""
        known = self._known.get(assets)
        if known is not None:
            return known
        prices = self.prices
        if self._live or any(asset in self._redemption for asset in assets):
            return np.array([self._price(asset, prices) for asset in assets])
        known = prices[[self._assets.column[asset] for asset in assets]]
        known.flags.writeable = False  # players see it
        self._known[assets] = known
        return known

    def age_of(self, assets: tuple[str, ...], time: float) -> float:
        """Seconds since the oldest of these assets was seen; a claim that no source trades is seen with its underlying."""
        return max(time - float(self._state.seen_at[self._assets.column[self._seen_as(asset)]]) for asset in assets)

    def _seen_as(self, asset: str) -> str:
        while asset in self._redemption and asset not in self.traded:
            asset = self._assets.underlying[asset]
        return asset

    def _price(self, asset: str, prices: FloatArray) -> float:
        factor = 1.0
        while asset in self._redemption and asset not in self.traded:
            factor *= self._redemption[asset]()
            asset = self._assets.underlying[asset]
        return factor * float(prices[self._assets.column[asset]])

    def _observe(self) -> Observation:
        quotes = Quotes(
            self._assets.values.copy(),
            {source.name: (source.base_column, source.value) for source in self.sources},
            self._assets.column,
            {asset: self._redemption[asset]() for asset in self.traded if asset in self._redemption},
        )
        own = self.oracle.sources
        return Observation(self._time, quotes.read(own), self._log.mark(), quotes, own)


def kind_of(rule: type[Oracle]) -> str:
    """The kind as a scenario writes it: the name of the class with underscores."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in rule.__name__).removeprefix("_")
