"""Any market of any registered parts, any actions: what must hold whatever the rules are.

`FIRESALE_EXAMPLES` says how many markets of each kind of venue are played (a few by default);
with `FIRESALE_SHRINK` a failure is made as small as it goes, which takes minutes.
"""

import os
from collections import Counter
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.events import ActionRefused, Event
from firesale.market.market import Market
from firesale.market.venues.base import Venue
from firesale.market.venues.credit import Credit
from firesale.market.venues.vaults.vaults import Vaults
from tests.invariants.any_action import action_at, any_action
from tests.invariants.any_market import DRAWN, PLAYERS, PRICES, SEEDS, markets
from tests.invariants.closing import close_all, closed, credits_of, open_on_the_edge, prices_against, stand_by
from tests.invariants.dice import Dice
from tests.invariants.looking import everybody_may_look
from tests.invariants.state import differences, numbers_of, state_of

EXAMPLES, STEPS = int(os.environ.get("FIRESALE_EXAMPLES", "4")), 30
FACTORS = st.sampled_from([0.3, 0.6, 0.8, 0.9, 0.97, 1.0, 1.02, 1.1, 1.5, 3.0])
CONSERVED = 1e-9
BASE = len(PRICES)
FALLS, HOUR = 3, 3600.0
TRIES, RICH = 15, (0, 1, 3)
TAKING_OUT = ("Withdraw", "Remove", "Take", "Repay")


class AnyMarket(RuleBasedStateMachine):
    """Players who may ask for anything, in a market of any parts."""

    kind: ClassVar[str] = "constant_product"
    played: ClassVar[Counter[str]] = Counter()
    carried_out: ClassVar[Counter[str]] = Counter()
    offered: ClassVar[set[type[Action]]] = set()

    @initialize(data=st.data(), seed=SEEDS)
    def found(self, data: st.DataObject, seed: int) -> None:
        self.enter(data.draw(markets(self.kind)))
        dice = self.dice(seed)
        self.begin(dice)
        self.supply = self.market.site.ledger.supply[:BASE].copy()
        for venue in self.market.venues.values():
            self.offered.update(venue.handlers if venue.kind == self.kind else ())
            account = dice.one_of(RICH)
            putting_in = [kind for kind in venue.handlers if not kind.__name__.startswith(TAKING_OUT)]
            for kind in (*putting_in, *venue.handlers):
                self.try_to_play(kind, venue, account, dice)
        self.nothing_is_broken()
        self.go_on(dice)

    def enter(self, market: Market) -> None:
        self.market = market
        self.supply = market.site.ledger.supply[:BASE].copy()
        self.moment = 0

    def begin(self, dice: Dice) -> None:
        """What players have there before the first action."""

    def go_on(self, dice: Dice) -> None:
        """What happens in every market, whatever comes after."""

    def try_to_play(self, kind: type[Action], venue: Venue, account: int, dice: Dice) -> None:
        """An action of this kind, until one is carried out: whoever comes next finds something to act on."""
        for _ in range(TRIES):
            events = self.execute(action_at(kind, venue, account, dice, self.market))
            if not any(isinstance(event, ActionRefused) for event in events):
                return

    @rule(seed=SEEDS, count=st.integers(1, 4))
    def one_after_the_other_acts(self, seed: int, count: int) -> None:
        dice = self.dice(seed)
        for _ in range(count):
            self.play(any_action(dice, self.market))

    @rule(seed=SEEDS, count=st.integers(2, 5))
    def several_act_at_once(self, seed: int, count: int) -> None:
        dice = self.dice(seed)
        self.execute(*(any_action(dice, self.market) for _ in range(count)))
        self.nothing_is_broken()

    @rule(factors=st.tuples(FACTORS, FACTORS), seconds=st.sampled_from([0.0, 1.0, 12.0, 600.0, 3600.0]))
    def time_passes(self, factors: tuple[float, float], seconds: float) -> None:
        self.step(self.market.site.assets.values[:BASE] * np.array([1.0, *factors]), seconds)

    def step(self, prices: FloatArray, seconds: float) -> None:
        """As a step begins: prices, interest, reports."""
        market = self.market
        market.site.log.time += seconds
        market.site.log.step += 1
        mark = market.site.log.mark()
        market.move_prices(np.clip(prices, [1.0, 1.0, 1.0], [1.0, 1e7, 1e7]), seconds)
        market.accrue(seconds)
        market.report_prices()
        only_the_unsafe_were_closed(market.site.log.since(mark))
        self.nothing_is_broken()

    @rule()
    def losses_are_absorbed(self) -> None:
        mark = self.market.site.log.mark()
        self.market.absorb()
        only_the_unsafe_were_closed(self.market.site.log.since(mark))
        self.nothing_is_broken()

    @rule(place=st.integers(0, 3))
    def prices_move_against_those_who_owe(self, place: int) -> None:
        lenders = credits_of(self.market)
        if lenders:
            self.close_positions(lenders[place % len(lenders)])
            self.nothing_is_broken()

    def close_positions(self, venue: Credit) -> bool:
        """Players go to the edge, prices go over it and come back, somebody closes; whether anything was closed."""
        mark = self.market.site.log.mark()
        open_on_the_edge(self.market, venue, self.execute)
        stand_by(venue, self.market, self.execute)
        before = self.market.site.assets.values[:BASE].copy()
        for _ in range(FALLS):
            self.step(prices_against(self.market, venue), HOUR)
            close_all(self.market, venue, self.execute)
        self.step(before, HOUR)
        self.market.absorb()
        return closed(self.market.site.log.since(mark), venue) > 0

    @rule(delayed=st.booleans())
    def everybody_looks(self, delayed: bool) -> None:
        """Nothing changes; but vaults state the mode that they are in by then."""
        for venue in self.market.venues.values():
            if isinstance(venue, Vaults):
                venue.solvency.set_rule()
        before = state_of(self.market)
        everybody_may_look(self.market, np.arange(PLAYERS), delayed)
        assert differences(before, state_of(self.market)) == []

    def dice(self, seed: int) -> Dice:
        """Other chances at every moment."""
        return Dice(np.random.default_rng([seed, self.moment]))

    def execute(self, *actions: Action) -> list[Event]:
        mark = self.market.site.log.mark()
        self.market.execute(actions, self.moment)
        self.moment += 1
        events = self.market.site.log.since(mark)
        self.played.update(type(action).__name__ for action in actions)
        if not any(isinstance(event, ActionRefused) for event in events):
            self.carried_out.update(type(action).__name__ for action in actions)
        only_the_unsafe_were_closed(events)
        return events

    def play(self, action: Action) -> None:
        """One action: if every order of it was refused, no bit has changed."""
        before = state_of(self.market)
        events = self.execute(action)
        if events and all(isinstance(event, ActionRefused) for event in events):
            assert differences(before, state_of(self.market)) == [], f"refused, but left a trace: {action}"
        self.nothing_is_broken()

    def nothing_is_broken(self) -> None:
        """Checks and audits pass, base assets are conserved, nobody is in debt to the ledger, every number is one."""
        self.market.check()
        self.market.audit()
        ledger = self.market.site.ledger
        assert np.all(np.abs(ledger.balances[:, :BASE].sum(axis=0) - self.supply) <= CONSERVED * self.supply)
        assert np.all(ledger.balances >= 0.0)
        for path, column in numbers_of(state_of(self.market)):
            assert not np.isnan(column).any(), f"{path} is not a number"
        wealth = self.market.wealth()
        assert np.all(np.isfinite(wealth) & (wealth >= 0.0)), wealth


def only_the_unsafe_were_closed(events: list[Event]) -> None:
    """Whatever closes a position says how healthy it was: below 1."""
    for event in events:
        health = getattr(event, "health_before", None)
        if health is not None:
            assert np.all(np.asarray(health) < 1.0), event


@pytest.mark.parametrize(
    "kind", sorted(DRAWN.keys() - {"clearing_house", "perpetuals"})
)  # beside: test_random_derivatives
def test_markets_of_any_parts_survive_any_players(kind: str) -> None:
    run(type(f"Any_{kind}", (AnyMarket,), {"kind": kind}), EXAMPLES)


def run(machine: type[AnyMarket], examples: int) -> None:
    """Play so many markets; whatever the venue's kind takes was asked for."""
    for count in (AnyMarket.played, AnyMarket.carried_out, AnyMarket.offered):
        count.clear()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="FIRESALE_EXAMPLES" not in os.environ,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if "FIRESALE_SHRINK" in os.environ else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(AnyMarket.played, AnyMarket.carried_out, sep="\n")
    missing = {action.__name__ for action in AnyMarket.offered} - AnyMarket.played.keys()
    assert not missing, f"actions that a venue of this kind takes, and nobody asked for: {missing}"
