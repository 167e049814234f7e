"""The Mesa model of a run: a step is a list of phases."""

import sys
from collections.abc import Callable

import mesa
import numpy as np
from mesa import Agent
from typing_extensions import override

from firesale.agents.base import Cohort
from firesale.agents.roles import ROLES
from firesale.experiments.assemble import strategy_of
from firesale.experiments.opening import Opening
from firesale.experiments.scenario import Scenario
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError, BrokenInvariantError, FiresaleError
from firesale.market.events import CLOSINGS
from firesale.market.founding import found_market
from firesale.market.market import Group
from firesale.market.streams import Streams, entity_keys


class MarketModel(mesa.Model):
    """A funded market and its players. `tick` counts steps; `model.agents` holds one Mesa agent per account."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        self.scenario = scenario
        self.run_seed = scenario.seed if seed is None else seed
        super().__init__(rng=self.run_seed)
        self.time = scenario.form.time
        self.tick = 0
        streams = Streams(self.run_seed)
        self.prices = self._fundamentals(streams)
        self._found(streams)
        self._enrol(streams)
        self._start()

    # --- set-up -------------------------------------------------------------------------------------------------------

    def _fundamentals(self, streams: Streams) -> FloatArray:
        """Fundamental prices of the whole run, shape (steps + 1, base assets)."""
        form = self.scenario.form
        times: FloatArray = np.arange(self.time.steps + 1, dtype=np.float64) * self.time.step_seconds
        initial = np.array([asset.price for asset in form.assets.values()])
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            prices = self.scenario.price_process.paths(list(form.assets), initial, times, streams)
        for step, column in np.argwhere(~(np.isfinite(prices) & (prices > 0.0))):
            received = f"a price of {prices[step, column]} for {list(form.assets)[column]} at step {step}"
            raise BadValueError("prices", received, "parameters under which every price is positive and finite")
        return prices

    def _found(self, streams: Streams) -> None:
        form = self.scenario.form
        keys = {name: entity_keys(name, group.count) for name, group in form.agents.items()}
        ends = np.cumsum([group.count for group in form.agents.values()])
        groups = [
            Group(name, group.role, np.arange(end - group.count, end))
            for (name, group), end in zip(form.agents.items(), ends, strict=True)
        ]
        start = dict(zip(form.assets, self.prices[0].tolist(), strict=True))
        terms = self.scenario.terms.at_prices(start)
        self.market = found_market(terms, groups, np.concatenate(list(keys.values())), streams)
        Opening(form, self.market, keys, streams).open()
        self._keys = keys

    def _enrol(self, streams: Streams) -> None:
        """Make cohorts and the Mesa agents that are the handles on their accounts."""
        self.cohorts: list[Cohort] = []
        for group in self.market.groups:
            form = self.scenario.form.agents[group.name]
            keys = self._keys[group.name]
            cohort = Cohort(
                group, strategy_of(group.name, form, keys, streams), streams.draws(keys, "play", group.name)
            )
            self.cohorts.append(cohort)
        for cohort in self.cohorts:
            agent = ROLES[cohort.group.role].agent
            for account in cohort.group.accounts.tolist():
                agent(self, account, cohort)
        self.acting = [cohort for cohort in self.cohorts if cohort.strategy.acts and not self._is_knocked_out(cohort)]
        self.forget()

    def _is_knocked_out(self, cohort: Cohort) -> bool:
        group = self.scenario.form.agents[cohort.group.name]
        return self.scenario.form.knock_out.silences(group.role, group.strategy.kind)

    def _start(self) -> None:
        market = self.market
        market.record_prices()
        market.report_prices()
        market.wealth_at_start = market.wealth()
        market.record_wealth()
        market.record()
        market.check()
        market.audit()

    # --- a step -------------------------------------------------------------------------------------------------------

    @override
    def step(self) -> None:
        """One step: the phases, and nothing else."""
        if not self.running:
            raise FiresaleError(f"the run has ended: step {self.tick} was the last")
        self.tick += 1
        log = self.market.site.log
        log.step, log.round, log.time = self.tick, 0, self.tick * self.time.step_seconds
        self.market.move_prices(self.prices[self.tick], self.time.step_seconds)
        self.market.accrue(self.time.step_seconds)
        for log.round in range(self.time.rounds_per_step):
            mark = log.mark()
            self.market.report_prices()
            self.market.execute(self.decide(), self.tick * self.time.rounds_per_step + log.round)
            self.market.absorb()
            if not any(isinstance(event, CLOSINGS) for event in log.since(mark)):
                break
        self.market.check()
        self.record()

    def decide(self) -> list[Action]:
        """What all cohorts want to do, from one view that is the same for everyone."""
        public = self.market.look()
        moment = self.tick * self.time.rounds_per_step + self.market.site.log.round
        actions: list[Action] = []
        for cohort in self.acting:
            actions += cohort.decide(self.market, public, moment)
        return actions

    def record(self) -> None:
        """Write down the state at the record interval and at the end; audit everything at the audit interval."""
        last = self.tick == self.time.steps
        if last or self.tick % self.time.record_interval == 0:
            self.market.record()
        if last or self.tick % self.time.audit_interval == 0:
            self.market.audit()
        if last:
            self.market.record_wealth()
            self.running = False

    def run(self, on_step: Callable[[int], None] | None = None) -> None:
        """All steps that are left; `on_step` is told the tick after each."""
        while self.running:
            try:
                self.step()
            except BrokenInvariantError as error:
                raise BrokenInvariantError(f"step {self.tick}: {error}") from error
            if on_step is not None:
                on_step(self.tick)

    def forget(self) -> None:
        """Let Mesa 3.3 forget the model, so that a thousand runs in one process do not pile up.

        That version counts agents in a table of the class that keeps every model alive, also one that is never run to its end: so this is
        done as soon as every agent has its number.
        """
        counters = getattr(Agent, "_ids", None)
        if counters is not None and sys.modules["mesa"].__version__.startswith("3."):
            counters.pop(self, None)
