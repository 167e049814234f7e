"""What is told of positions in bands that may be closed: how healthy they are, and what made them so."""

from dataclasses import replace

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import BandHealthStated, BandsMoved, FollowedPriceHeld
from firesale.market.venues.bands.account import BandAccount
from firesale.market.venues.bands.situation import Situation

HELD, TOLD = 0, 1


class HealthStatements:
    """Health in bands is no sum of collaterals times prices that others could follow, so the venue says what moved it: of positions that are unsafe,
    from where they were last safe. While nobody is, a look at everybody each round is all it costs, which liquidators need anyway.
    """

    def __init__(self, at: BandAccount) -> None:
        self.at = at
        self._last = [at.positions.situation().kept(at.site.log.mark())]  # of all positions; then of single ones since
        self.place: IntArray = np.zeros(0, dtype=np.int64)  # (rows,), which of these
        self.begun: BoolArray = np.zeros(0, dtype=np.bool_)  # (rows,), unsafe, and stated up to there
        self.limiter: FloatArray = np.zeros(2)  # whether the price was held back when last told, and when (events)

    def look(self) -> None:
        """The oracle has reported: state what happened to all unsafe positions since the last time."""
        self._grow()
        now = self._now()
        rows, health = self.at.positions.closable()
        self._tell(rows, health, now, np.ones(len(rows)))
        self.place[:], self.begun[:], self.at.holdings.fresh[:] = 0, False, False
        self.begun[rows] = True
        self._last = [now.kept(self.at.site.log.mark())]

    def before(self, rows: IntArray, health: FloatArray, part: FloatArray | None = None) -> None:
        """An action is about to change positions of this health (n,); or has, and has left a `part` (n,) of their debts."""
        self._grow()
        some = np.flatnonzero(health < 1.0)
        now = self._now()
        self._tell(rows[some], health[some], now, np.ones(len(some)) if part is None else part[some])
        self.at.site.journal.write(self, "begun", rows[some], True)

    def after(self, rows: IntArray, health: FloatArray, by: BandsMoved) -> None:
        """An action has changed positions: they go on from here."""
        write, now = self.at.site.journal.write, self.at.positions.situation()
        unsafe = health < 1.0
        told = unsafe if by == BandsMoved.OWN_ACTION else np.ones(len(rows), dtype=np.bool_)
        self._state(rows[told], by, now, now.moment, health[told], np.ones(int(told.sum())))
        write(self, "begun", rows, unsafe)
        write(self.at.holdings, "fresh", rows, ~unsafe)
        if unsafe.any():
            write(self, "place", rows[unsafe], len(self._last))
            self._last.append(now.kept(self.at.site.log.mark()))

    def repaid(self, rows: IntArray, part: FloatArray) -> None:
        """Owners have repaid without moving their bands, and a part (n,) of their debts is left."""
        if len(rows):
            health = self.at.positions.health(rows)
            self.before(rows, health * part, part)
            self.after(rows, health, BandsMoved.OWN_ACTION)

    def _grow(self) -> None:
        missing = len(self.at.holdings.fresh) - len(self.place)
        if missing > 0:
            self.place = np.concatenate((self.place, np.zeros(missing, dtype=np.int64)))
            self.begun = np.concatenate((self.begun, np.zeros(missing, dtype=np.bool_)))

    def _now(self) -> Situation:
        """How things are, once it is told whether the limiter holds the price back."""
        now = self.at.positions.situation()
        held = now.followed != now.reported
        if held or self.limiter[HELD]:
            at = self.at
            seen = max(self._last[0].moment, int(self.limiter[TOLD]))
            at.site.log.add(FollowedPriceHeld(at.name, seen, now.followed, now.reported))
            at.site.journal.write(self, "limiter", slice(None), np.array([held, at.site.log.mark()]))
        return replace(now, moment=self.at.site.log.mark())

    def _tell(self, rows: IntArray, health: FloatArray, now: Situation, part: FloatArray) -> None:
        """The way of unsafe positions to their health now, from when each was last looked at. A part of their debts is left (as in `before`)."""
        place = np.where(self.at.holdings.fresh[rows], -1, self.place[rows])
        for number in np.unique(place).tolist():
            mine = place == number
            last = self._last[number] if number >= 0 else self._last[0].with_bands_of(now)
            self._tell_way(last, now, rows[mine], health[mine], part[mine])

    def _tell_way(self, last: Situation, now: Situation, rows: IntArray, health: FloatArray, part: FloatArray) -> None:
        find, way = self.at.positions.health, list(last.way_to(now))
        new = ~self.begun[rows] | self.at.holdings.fresh[rows]
        self._state(rows[new], BandsMoved.START, last, last.moment, find(rows[new], last) * part[new], part[new])
        for place, (by, at) in enumerate(way, start=1):
            found = health if place == len(way) else find(rows, at) * part
            self._state(rows, by, at, now.moment, found, part)

    def _state(
        self, rows: IntArray, by: BandsMoved, at: Situation, seen: int, health: FloatArray, part: FloatArray
    ) -> None:
        if len(rows):
            mine, positions = self.at, self.at.positions
            x, y = mine.holdings.sums(rows, at.x, at.y, shares=at.total)
            owed = positions.debt(rows, at) / part
            mine.site.log.add(BandHealthStated(mine.name, mine.book.account[rows], by, seen, health, y, x, owed))
