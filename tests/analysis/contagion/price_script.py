"""Prices computed the plain way, again and again from the beginning: what they would have been without some of the trades."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Tag = tuple[str, object]
"""A channel and whose trade it is."""
Line = tuple[str, int, float, int, Tag]
"""Kind, moment, fundamental price or move (log), exchange, whose trade."""
Told = list[tuple[int, float]]
"""Moment and log price of everything that an oracle says."""


@dataclass(frozen=True)
class Rule:
    """How the oracle makes a price of what the exchanges quote: the last one `delay` looks ago, or a mean over `window` steps."""

    live: bool = False
    mean: str = "point"
    window: int = 0  # steps
    delay: int = 0  # looks


@dataclass(frozen=True)
class Place:
    """An exchange: `book` re-centres on the fundamental price, and the temporary part of its moves decays from step to step."""

    book: bool
    kept: float = 1.0  # part of the temporary impact that is left after a step
    permanent: float = 1.0


class PriceScript:
    """What happened to prices, in order: steps, looks of the oracle, and trades. It reads the first `sources` of the exchanges."""

    def __init__(self, places: Sequence[Place], sources: int, rule: Rule) -> None:
        self.places, self.sources, self.rule = places, sources, rule
        self.lines: list[Line] = []
        self._now = _State(self, lambda tag: True)

    def step(self, fundamental: float) -> None:
        self._add(("step", 0, math.log(fundamental), 0, ("", 0)))

    def look(self, moment: int) -> None:
        self._add(("look", moment, 0.0, 0, ("", 0)))

    def trade(self, moment: int, place: int, move: float, tag: Tag) -> None:
        self._add(("trade", moment, move, place, tag))

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        self._now.read(*line)

    def told(self) -> Told:
        """What the oracle has said so far."""
        return self._now.told

    def told_without(self, tag: Tag) -> Told:
        """What it would have said if the trades of one source had moved nothing."""
        state = _State(self, lambda one: one != tag)
        for line in self.lines:
            state.read(*line)
        return state.told


class _State:
    def __init__(self, script: PriceScript, kept: Callable[[Tag], bool]) -> None:
        self.script, self.kept = script, kept
        self.fundamental = math.log(100.0)
        self.temporary = [0.0] * len(script.places)
        self.lasting = [0.0] * len(script.places)
        self.first_look = True
        self.seen: list[float] = []  # at each look
        self.each_step: list[float] = []  # at the first look of each step
        self.told: Told = []

    def read(self, kind: str, moment: int, value: float, place: int, tag: Tag) -> None:
        if kind == "step":
            self.fundamental, self.first_look = value, True
            self.temporary = [t * p.kept for t, p in zip(self.temporary, self.script.places, strict=True)]
        elif kind == "look":
            self._look(moment)
        elif self.kept(tag):
            stays = self.script.places[place].permanent
            self.temporary[place] += (1.0 - stays) * value
            self.lasting[place] += stays * value
        if kind == "trade" and self.script.rule.live and place < self.script.sources:
            self.told.append((moment, self.middle()))

    def middle(self) -> float:
        """Log price in the middle of the exchanges that are read."""
        anchors = [self.fundamental if place.book else math.log(100.0) for place in self.script.places]
        moved = zip(anchors, self.temporary, self.lasting, strict=True)
        levels = [math.exp(a + t + s) for a, t, s in list(moved)[: self.script.sources]]
        return math.log(statistics.median(levels))

    def _look(self, moment: int) -> None:
        rule, now = self.script.rule, self.middle()
        self.seen.append(now)
        if self.first_look:
            self.each_step.append(now)
        if rule.window and self.first_look and len(self.each_step) > 1:
            last = self.each_step[1:][-rule.window :]  # step 0 lasted no time
            mean = statistics.fmean(last)
            if rule.mean == "arithmetic":
                mean = math.log(statistics.fmean([math.exp(one) for one in last]))
            self.told.append((moment, mean))
        elif not rule.window or len(self.each_step) == 1:
            self.told.append((moment, self.seen[max(0, len(self.seen) - 1 - rule.delay)]))
        self.first_look = False
