"""Lets the margin engine of a pool look after each report, and puts what it asks for in force."""

from dataclasses import replace

import numpy as np

from firesale.market.actions import SetParameters
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, Liquidated, ParametersChanged, Refusal, StandingChanged
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin.moved import moved
from firesale.market.margin_engines.base import EngineState, MarginObservation
from firesale.market.orders import Outcome, refused_where
from firesale.market.venues.base import Site
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.positions import PositionDesk


class MarginDesk:
    """A new rule may make open positions unsafe without any price having moved."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, positions: PositionDesk) -> None:
        """Raises BadValueError if an engine is to move a rule that has no thresholds."""
        self.pool, self.site, self.terms, self.positions = pool, site, terms, positions
        self.engine = terms.engine
        self._state = np.empty(1, dtype=object)
        self._read_until = site.log.mark()  # of the event log, for liquidations
        if isinstance(terms.margin, LoanToValue):
            self._state[0] = state = self.engine.start(1.0 - terms.margin.liquidation_threshold, self._observe())
            if not np.array_equal(state.demand.to_open, state.rule) or state.demand.correlation is not None:
                positions.margin = moved(terms.margin, state.demand)
        elif self.engine.moves:
            raise BadValueError(f"venues.{pool}.engine", type(self.engine).__name__, "static for this margin rule")

    def look(self) -> None:
        """The engine looks at what has just been reported."""
        if not self.engine.moves:
            return
        before: EngineState = self._state[0]
        state = self.engine.look(before, self._observe())
        if state is before:
            return
        self._read_until = self.site.log.mark()
        self.site.journal.write(self, "_state", 0, state)
        now, then = state.demand, before.demand
        different = (now.haircut != then.haircut) | (now.to_open != then.to_open)
        if different.any() or not _same(now.correlation, then.correlation):
            assert isinstance(self.terms.margin, LoanToValue)
            changed = np.flatnonzero(different)
            self._put_in_force(moved(self.terms.margin, now), tuple(changed.tolist()))
        if now.standing is not None and not _same(now.standing, then.standing):
            self._change_standing(now.standing)

    def set_parameters(self, order: SetParameters) -> Outcome:
        """A risk manager's new threshold of one collateral; not while an engine moves them."""
        rule = self.positions.margin
        if self.engine.moves or not isinstance(rule, LoanToValue):
            return Refusal.NOT_OFFERED
        if order.asset not in self.terms.collateral:
            return Refusal.UNKNOWN_ASSET
        accounts = np.asarray(order.account)
        allowed = np.isin(accounts, list(self.site.risk_managers.get(self.pool, ())))
        threshold, opening = np.asarray(order.liquidation_threshold), np.asarray(order.loan_to_value)
        outcome = refused_where(~allowed, Refusal.NOT_ALLOWED) or refused_where(
            (threshold > 1.0) | (opening > threshold), Refusal.NO_RULE
        )
        if outcome is not None:
            return outcome
        if len(accounts) > 1:
            return Refusal.NOT_ALLOWED  # of many: one after the other
        place = self.terms.collateral.index(order.asset)
        thresholds, openings = rule.liquidation_threshold.copy(), rule.loan_to_value.copy()
        thresholds[place], openings[place] = threshold[0], opening[0]
        self._put_in_force(replace(rule, loan_to_value=openings, liquidation_threshold=thresholds), (place,))
        return None

    def _put_in_force(self, rule: LoanToValue, told: tuple[int, ...]) -> None:
        """Replace the rule, and say so for some of its collaterals."""
        before = self.positions.margin
        assert isinstance(before, LoanToValue)
        self.positions.margin = rule
        for place in told:
            asset = self.terms.collateral[place]
            old, new = float(before.liquidation_threshold[place]), float(rule.liquidation_threshold[place])
            opening = float(rule.loan_to_value[place])
            self.site.log.add(ParametersChanged(self.pool, asset, old, new, opening))
            underlying = self.site.assets.underlying.get(asset, "")
            self.site.log.add(AssetListed(self.pool, asset, "collateral", underlying, self.terms.oracle, new))

    def _change_standing(self, standing: FloatArray) -> None:
        before = self.positions.standing
        changed = np.flatnonzero(standing != (1.0 if before is None else before))
        self.positions.set_standing(standing)
        if len(changed):
            self.site.log.add(StandingChanged(self.pool, changed, standing[changed]))

    def _observe(self) -> MarginObservation:
        book, engine = self.positions.book, self.engine
        exchanges = ((name, self.site.venues.get(name)) for name in engine.reads)
        curves = {name: venue.curve() for name, venue in exchanges if isinstance(venue, Exchange)}
        return MarginObservation(
            self.site.log.time,
            self.positions.collateral_prices(),
            book.collateral_total.copy(),
            self.terms.collateral,
            curves,
            self._owing() if engine.keeps_accounts else _NONE,
            self._closed() if engine.keeps_accounts else _NOBODY,
        )

    def _owing(self) -> BoolArray:
        """Which players owe anything, (players,)."""
        book, owing = self.positions.book, np.zeros(self.site.players, dtype=np.bool_)
        owing[book.account[: book.rows]] = self.positions.has_debt(np.arange(book.rows))
        return owing

    def _closed(self) -> IntArray:
        """Accounts liquidated here since the last look, each once."""
        events = self.site.log.since(self._read_until)
        here = [event for event in events if isinstance(event, Liquidated) and event.venue == self.pool]
        found = [np.atleast_1d(event.borrower) for event in here]
        return np.unique(np.concatenate(found)) if found else _NOBODY


_NONE: BoolArray = np.zeros(0, dtype=np.bool_)
_NOBODY: IntArray = np.zeros(0, dtype=np.int64)


def _same(one: FloatArray | None, other: FloatArray | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))
