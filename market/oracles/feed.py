"""An oracle at work: a rule, the source that it reads, and what it reports now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.assets import Assets
from firesale.market.event_log import EventLog
from firesale.market.events import OracleOpened, PriceReported
from firesale.market.oracles.base import Observation, Oracle


class Source(Protocol):
    """Something that trades one base asset and shows its price: an exchange."""

    name: str
    base: str
    base_column: int

    @property
    def value(self) -> float:
        """Price of the base asset in the numeraire."""


class Feed:
    """Assets that the source exchanges trade are read there (the median of several); every other asset at its fundamental price."""

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
        self.traded = {source.base for source in sources}
        self._sources_of: dict[int, list[Source]] = {}
        for source in sources:
            self._sources_of.setdefault(source.base_column, []).append(source)
        for read in [source.name for source in sources] or [""]:
            log.add(OracleOpened(name, type(oracle).__name__.lower(), read, oracle.averages, oracle.live))
        self._state = oracle.start(Observation(0.0, self._observe(), log.mark()))
        self._known: dict[tuple[str, ...], FloatArray] = {}  # what was asked for since the last report
        claims = [column for column in self._sources_of if column >= assets.base_count]
        self._followed: IntArray = np.array([*range(assets.base_count), *claims])
        self._logged: FloatArray = np.full(len(self._state.prices), np.nan)

    @property
    def prices(self) -> FloatArray:
        """Prices (m,) in the numeraire that venues use now."""
        return self._observe() if self.oracle.live else self._state.prices

    def report(self, time: float) -> None:
        """Look at the source and report."""
        state = self._state = self.oracle.report(self._state, Observation(time, self._observe(), self._log.mark()))
        self._known.clear()
        for column in self._followed[state.prices[self._followed] != self._logged[self._followed]].tolist():
            price, seen = float(state.prices[column]), int(state.moment[column])
            self._log.add(PriceReported(self.name, self._assets.names[column], price, seen, state.window))
        self._logged = state.prices

    def prices_of(self, assets: tuple[str, ...]) -> FloatArray:
        """Prices of some assets now; a claim that no source trades is worth its redemption rate times its underlying."""
        known = self._known.get(assets)
        if known is not None:
            return known
        prices = self.prices
        if self.oracle.live or any(asset in self._redemption for asset in assets):
            return np.array([self._price(asset, prices) for asset in assets])
        known = prices[[self._assets.column[asset] for asset in assets]]
        known.flags.writeable = False  # players see it
        self._known[assets] = known
        return known

    def _price(self, asset: str, prices: FloatArray) -> float:
        factor = 1.0
        while asset in self._redemption and asset not in self.traded:
            factor *= self._redemption[asset]()
            asset = self._assets.underlying[asset]
        return factor * float(prices[self._assets.column[asset]])

    def _observe(self) -> FloatArray:
        prices = self._assets.values.copy()
        for column, sources in self._sources_of.items():
            prices[column] = sources[0].value if len(sources) == 1 else np.median([source.value for source in sources])
        return prices
