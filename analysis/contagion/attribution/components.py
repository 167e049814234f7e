"""Each exchange's log price as a sum of components, one per source: how much of it is whose work at any moment of the run."""

import numpy as np

from firesale.analysis.contagion.attribution.arbitrage import RoundTrips
from firesale.analysis.contagion.attribution.exchanges import Exchanges, Fundamentals
from firesale.analysis.contagion.attribution.led import Lead
from firesale.analysis.contagion.attribution.moves import Moves
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import COMMON_SHOCK, RESIDUAL, SOFT_LIQUIDATION, TRADING
from firesale.market.arrays import FloatArray, IntArray

SNAPSHOT, STEP, ROUND_TRIP, REPORT = 0, 1, 2, 3
SMALLEST_GAP = 1e-12  # log price: below it there is no gap to speak of


class Walk:
    """Goes through the run in order of execution and keeps the components of every exchange's log price.

    A trade adds its move to its source. A re-centring adds the fundamental's move to the common shock. Between steps the temporary part of
    all moves decays alike. Arbitrage between two exchanges carries components from one to the other: what it moves is split as the gap
    between the two prices is, so that a shock keeps its name when it is passed on; what was between them at the opening is trading. Bands take
    over what their oracle reports, and what their price moves beyond that, which is ahead of the market, is soft liquidation. If any other
    price is not where the sum of the components says, the difference is residual.
    """

    def __init__(
        self, exchanges: Exchanges, fundamentals: Fundamentals, moves: Moves, trips: RoundTrips, sources: Sources
    ) -> None:
        self.exchanges, self.fundamentals, self.moves, self.trips = exchanges, fundamentals, moves, trips
        self.residual = sources.number(Source(RESIDUAL))
        e, names = len(exchanges.names), exchanges.names
        drivers = [exchanges.driver(place) for place in range(e)]
        self.shock = np.array([sources.number(Source(COMMON_SHOCK, asset=name)) for name in drivers], dtype=np.int64)
        self.trading = [sources.number(Source(TRADING, exchange=name)) for name in names]
        steps = len(fundamentals.step)
        self.driven = np.reshape([fundamentals.of(name) for name in drivers], (e, steps))
        for led in exchanges.led:
            self.driven[led.place] = 0.0
        self.worth = np.reshape([fundamentals.of(name) for name in exchanges.quote], (e, steps))  # of a quote unit
        self.rest = [self._rest(place, sources) for place in range(e)]
        self.origin = {led.place: sources.number(Source(COMMON_SHOCK, asset=led.base)) for led in exchanges.led}
        self.leads = {led.place: Lead(led, len(sources)) for led in exchanges.led}
        self.temporary: FloatArray = np.zeros((e, len(sources)))
        self.lasting: FloatArray = np.zeros((e, len(sources)))
        self.step = 0

    def _rest(self, place: int, sources: Sources) -> int:
        """The source of what moves a price without an event."""
        led = any(one.place == place for one in self.exchanges.led)
        return sources.number(Source(SOFT_LIQUIDATION, exchange=self.exchanges.names[place])) if led else self.residual

    def at(self, moments: IntArray, places: IntArray) -> FloatArray:
        """The components of some exchanges before each moment (sorted sequence numbers (t,)): log prices in the numeraire, shape
        (t, places, sources).
        """
        found = np.zeros((len(moments), len(places), self.temporary.shape[1]))
        if not len(moments):
            return found
        led = self.exchanges.led
        places_led = np.repeat([one.place for one in led], [len(one.reported) for one in led]).astype(np.int64)
        reported = np.concatenate([moments[:0], *(one.reported_at for one in led)])
        stops = (moments, self.fundamentals.began[1:], self.trips.sequence[:, 0], reported)
        at = np.concatenate(stops)
        kind = np.repeat([SNAPSHOT, STEP, ROUND_TRIP, REPORT], [len(one) for one in stops])
        order = np.lexsort((kind, at))
        ends = np.searchsorted(self.moves.sequence, at[order], side="left")
        place = np.concatenate([np.arange(len(one)) for one in stops])[order]
        done = 0
        for which, i, end in zip(kind[order].tolist(), place.tolist(), ends.tolist(), strict=True):
            if end > done:
                self._trade(slice(done, end))
                done = end
            if which == SNAPSHOT:
                found[i] = self.temporary[places] + self.lasting[places]
            elif which == STEP:
                self._begin_step(i + 1)
            elif which == REPORT:
                self._report(int(places_led[i]))
            else:
                self._pass_on(i)
        return found

    def _trade(self, rows: slice) -> None:
        """Add some moves, after settling each exchange at the price before its first one."""
        exchange, before = self.moves.exchange[rows], self.moves.before[rows]
        for place in np.unique(exchange).tolist():
            self._settle(place, float(before[np.argmax(exchange == place)]))
        self._add((exchange, self.moves.source[rows]), self.moves.move[rows], self.exchanges.permanent[exchange])

    def _add(self, where: tuple[IntArray, IntArray], move: FloatArray, stays: FloatArray) -> None:
        np.add.at(self.temporary, where, move * (1.0 - stays))
        np.add.at(self.lasting, where, move * stays)

    def _settle(self, place: int, before: float) -> None:
        """Whatever has moved an exchange to where it is without an event is residual, or soft liquidation of bands."""
        if place in self.leads and self.leads[place].led.live:
            self.lasting[place] += self.leads[place].follow(self._leading(place)[0], 1.0)
        level = self.exchanges.start[place] + self.temporary[place].sum() + self.lasting[place].sum()
        self.lasting[place, self.rest[place]] += before + self.worth[place, self.step] - level

    def _report(self, place: int) -> None:
        """The oracle of bands reports anew."""
        self.lasting[place] += self.leads[place].report(*self._leading(place))

    def _leading(self, place: int) -> tuple[FloatArray, float]:
        """The components of what the oracle of bands sees, and its log price: the mean of several exchanges."""
        led, found = self.leads[place].led, np.zeros(self.temporary.shape[1])
        if led.leaders:
            seen = list(led.leaders)
            found = (self.temporary[seen] + self.lasting[seen]).mean(axis=0)
            return found, float(self.exchanges.start[seen].mean() + found.sum())
        price = self.fundamentals.of(led.base)
        found[self.origin[place]] = price[self.step] - price[0]
        return found, float(price[self.step])

    def _begin_step(self, step: int) -> None:
        """Impact decays, fundamentals move."""
        self.step = step
        self.temporary *= (0.5 ** (self.fundamentals.seconds[step] / self.exchanges.half_life))[:, None]
        self.lasting[np.arange(len(self.shock)), self.shock] += self.driven[:, step] - self.driven[:, step - 1]

    def _pass_on(self, trip: int) -> None:
        """Both legs of one round trip: each leg's move is split as the gap between the two prices was."""
        legs = self.trips
        first, second = legs.exchange[trip].tolist()
        for place, before in zip((first, second), legs.before[trip].tolist(), strict=True):
            self._settle(place, before)
        gap = self.temporary[first] + self.lasting[first] - self.temporary[second] - self.lasting[second]
        opening = float(self.exchanges.start[first] - self.exchanges.start[second])
        whole = float(gap.sum()) + opening
        for place, move, distance in zip((first, second), legs.move[trip].tolist(), (whole, -whole), strict=True):
            closes = abs(whole) > SMALLEST_GAP and move * distance < 0.0
            split = gap * (move / whole) if closes else np.zeros(len(gap))
            split[self.trading[place]] += opening * (move / whole) if closes else move
            stays = self.exchanges.permanent[place]
            self.temporary[place] += split * (1.0 - stays)
            self.lasting[place] += split * stays
