"""Lets the margin engine of a venue of perpetuals look after each report, and puts what it asks for in force."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.events import MaintenanceStated, ParametersChanged
from firesale.market.margin_engines.base import EngineState, MarginObservation
from firesale.market.requirements.moved import Moved, smallest_margin
from firesale.market.venues.base import Site
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.perpetuals.state import PerpetualState


class RequirementDesk:
    """The haircut of an engine is the maintenance margin of the smallest position; larger ones follow in proportion."""

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        """Raises BadValueError for an engine that asks for more than a haircut per market."""
        self.venue, self.site, self.state, self.engine = venue, site, state, state.terms.engine
        self.own = state.terms.requirement
        rule = smallest_margin(self.own, len(state.terms.markets))
        first = self.engine.start(rule, self._observe())
        if first.demand.correlation is not None or self.engine.keeps_accounts:
            allowed = "an engine without correlations and multiples of accounts"
            raise BadValueError(f"venues.{venue}.engine", type(self.engine).__name__, allowed)
        self._state = np.empty(1, dtype=object)
        self._state[0] = first
        if not np.array_equal(first.demand.to_open, rule):
            state.put_in_force(self._moved(first), site.journal)

    def look(self) -> None:
        """The engine looks at what has just been reported."""
        if not self.engine.moves:
            return
        before: EngineState = self._state[0]
        after = self.engine.look(before, self._observe())
        if after is before:
            return
        self.site.journal.write(self, "_state", 0, after)
        now, then = after.demand, before.demand
        changed = np.flatnonzero((now.haircut != then.haircut) | (now.to_open != then.to_open))
        if len(changed) == 0:
            return
        kept_so_far, rule = self._margins(), self.state.put_in_force(self._moved(after), self.site.journal)
        opening = rule.initial(np.ones((1, len(kept_so_far))), np.zeros(len(kept_so_far)))[0]
        for market in changed.tolist():
            asset, margins = self.state.terms.markets[market], self._margins()
            kept = (1.0 - float(kept_so_far[market]), 1.0 - float(margins[market]), 1.0 - float(opening[market]))
            self.site.log.add(ParametersChanged(self.venue, asset, *kept))
            self.state_maintenance(market)

    def state_maintenance(self, market: int) -> None:
        """Say what a position in one market needs from now on."""
        terms = self.state.terms
        for above, fractions in self.state.in_force.schedule(len(terms.markets)):
            self.site.log.add(MaintenanceStated(self.venue, terms.markets[market], above, float(fractions[market])))

    def _margins(self) -> FloatArray:
        return smallest_margin(self.state.in_force, len(self.state.terms.markets))

    def _moved(self, state: EngineState) -> Moved:
        """A market whose own requirement is nothing stays so."""
        rule = state.rule
        demand, nothing = state.demand, np.ones(len(rule))
        multiple = np.divide(demand.haircut, rule, out=nothing.copy(), where=rule > 0.0)
        if demand.opening is None:
            return Moved(self.own, multiple)
        return Moved(self.own, multiple, np.divide(demand.to_open, rule, out=nothing, where=rule > 0.0))

    def _observe(self) -> MarginObservation:
        exchanges = ((name, self.site.venues.get(name)) for name in self.engine.reads)
        curves = {name: venue.curve() for name, venue in exchanges if isinstance(venue, Exchange)}
        open_units, markets = self.state.book.open.max(axis=0), self.state.terms.markets
        return MarginObservation(self.site.log.time, self.state.index(), open_units, markets, curves)
