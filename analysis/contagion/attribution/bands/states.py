"""What a venue of bands stated of positions that were unsafe."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import BandHealthStated, BandsMoved

STEPS = tuple(one.value for one in BandsMoved)
START, TRADE, INTEREST, REPORT, OWN_ACTION, LIQUIDATION = (STEPS.index(one) for one in BandsMoved)


@dataclass(frozen=True)
class States(Columns):
    """Of the positions of one venue (s,), by account and time."""

    account: IntArray
    moment: IntArray  # sequence number
    by: IntArray  # place in STEPS
    priced: IntArray  # moment whose prices it has
    grown: IntArray  # moment whose interest it has
    health: FloatArray
    base: FloatArray  # units in the bands
    quote: FloatArray  # units in the bands
    owed: FloatArray  # quote units

    @property
    def start(self) -> IntArray:
        """The state (s,) with which the way to each begins, -1 if it was not stated."""
        begins: IntArray = np.maximum.accumulate(np.where(self.by == START, np.arange(len(self.by)), -1))
        return np.where((begins >= 0) & (self.account[begins] == self.account), begins, -1)

    def last_before(self, account: IntArray, moment: IntArray) -> IntArray:
        """The last state (n,) of accounts before some moments, -1 if there is none."""
        moments = 1 + int(max(self.moment.max(initial=0), moment.max(initial=0)))
        key = self.account * moments + self.moment
        place = np.searchsorted(key, account * moments + moment, side="left") - 1
        return np.where((place >= 0) & (self.account[place] == account), place, -1) if len(key) else place


@dataclass(frozen=True)
class Steps(Columns):
    """The steps that led to closings (j,): from one state of a position to the next."""

    liquidation: IntArray  # number in the run
    after: IntArray  # the state with which a step ends; it begins with the one before

    def by(self, step: int, states: States) -> "Steps":
        """Steps of one kind."""
        return self.at(states.by[self.after] == step)

    def change_of_health(self, states: States) -> FloatArray:
        """Its logarithm after each step less that before (j,)."""
        return np.log(states.health[self.after] / states.health[self.after - 1])


def states_of(events: EventColumns, venue: str) -> States:
    """The statements of one venue of bands."""
    event = BandHealthStated
    here = np.flatnonzero(events.names(event, "venue").are(venue))
    account, moment = events.ints(event, "account")[here], events.ints(event, "sequence")[here]
    order = np.lexsort((moment, account))
    rows, account, moment = here[order], account[order], moment[order]
    by, seen = events.names(event, "by").places(STEPS)[rows], events.ints(event, "seen")[rows]
    amounts = (events.floats(event, name)[rows] for name in ("health", "base_amount", "quote_amount", "owed"))
    priced, grown = (_last_seen(seen, (by == START) | (by == one)) for one in (REPORT, INTEREST))
    return States(account, moment, by, priced, grown, *amounts)


def _last_seen(seen: IntArray, looked: BoolArray) -> IntArray:
    """What was last seen at or before each state (s,): the ways of positions begin with a look."""
    if not len(seen):
        return seen
    return np.asarray(seen[np.maximum.accumulate(np.where(looked, np.arange(len(seen)), 0))])
