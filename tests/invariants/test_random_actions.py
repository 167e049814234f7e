"""Any sequence of actions: nothing is created or lost, refused actions change nothing, bundles are atomic, nothing raises."""

from collections import Counter
from typing import ClassVar

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from firesale.market.actions import Action
from firesale.market.events import ActionRefused, Event
from firesale.market.ordering.arrival import Arrival
from firesale.market.ordering.base import Ordering
from firesale.market.ordering.highest_fee import HighestFee
from firesale.market.ordering.random import Random
from tests.invariants.dice import Dice
from tests.invariants.wishes import liquidation, random_action
from tests.invariants.world import (
    BASE,
    PLAYERS,
    POOLS,
    nothing_is_broken,
    only_unsafe_were_liquidated,
    picture,
    positions_of,
    refused_orders,
    touched_by,
    world,
)
from tests.markets import pool_of

LEAST_ACTIONS = 10_000
EXAMPLES, STEPS = 400, 50
FACTORS = st.sampled_from([0.3, 0.6, 0.8, 0.9, 0.97, 1.0, 1.02, 1.1, 1.5, 3.0])
SEEDS = st.integers(0, 2**32 - 1)


class AnyPlayers(RuleBasedStateMachine):
    """Six players who may ask for anything, on a world that moves."""

    played: ClassVar[Counter[str]] = Counter()
    happened: ClassVar[Counter[str]] = Counter()
    reasons: ClassVar[Counter[str]] = Counter()

    @initialize(ordering=st.sampled_from([Arrival(), Random(), HighestFee()]), loss_free=st.booleans())
    def found(self, ordering: Ordering, loss_free: bool) -> None:
        self.market = world(ordering, loss_free)
        self.supply = self.market.site.ledger.supply[: len(BASE)].copy()
        self.moment = 0

    @rule(seed=SEEDS)
    def one_acts(self, seed: int) -> None:
        self.play(random_action(self.dice(seed), self.market))

    @rule(seed=SEEDS, count=st.integers(1, 3))
    def one_after_the_other_acts(self, seed: int, count: int) -> None:
        dice = self.dice(seed)
        for _ in range(count):
            self.play(random_action(dice, self.market))

    @rule(seed=SEEDS, count=st.integers(2, 4))
    def several_act_at_once(self, seed: int, count: int) -> None:
        """In one round, in the order of the market's rule."""
        dice = self.dice(seed)
        actions = [random_action(dice, self.market) for _ in range(count)]
        events = self.execute(*actions)
        only_unsafe_were_liquidated(events)
        nothing_is_broken(self.market, self.supply)

    @rule(factors=st.tuples(FACTORS, FACTORS), seed=SEEDS)
    def prices_jump_and_liquidators_come(self, factors: tuple[float, float], seed: int) -> None:
        self.prices_move(factors)
        self.market.site.log.time += 300.0
        self.market.report_prices()
        dice = self.dice(seed)
        for _ in range(3):
            if self.somebody_is_unsafe():
                self.play(liquidation(dice, self.market, dice.player()))
        self.market.absorb()
        nothing_is_broken(self.market, self.supply)

    @rule(factors=st.tuples(FACTORS, FACTORS))
    def prices_move(self, factors: tuple[float, float]) -> None:
        values = self.market.site.assets.values[: len(BASE)]
        self.market.move_prices(np.clip(values * np.array([1.0, *factors]), [1.0, 1e-3, 1e-3], [1.0, 1e8, 1e8]), 60.0)
        nothing_is_broken(self.market, self.supply)

    @rule(seconds=st.sampled_from([0.0, 12.0, 3600.0, 86_400.0, 3e7]))
    def time_passes(self, seconds: float) -> None:
        self.market.site.log.time += seconds
        self.market.accrue(seconds)
        nothing_is_broken(self.market, self.supply)

    @rule()
    def prices_are_reported_and_losses_absorbed(self) -> None:
        self.market.report_prices()
        self.market.absorb()
        self.market.record()
        assert np.isfinite(self.market.wealth()).all()
        nothing_is_broken(self.market, self.supply)

    def somebody_is_unsafe(self) -> bool:
        return any(len(pool_of(self.market, name).public_quote().unsafe.account) > 0 for name in POOLS)

    def dice(self, seed: int) -> Dice:
        """Other chances at every moment: the seeds that hypothesis draws repeat themselves."""
        return Dice(np.random.default_rng([seed, self.moment]))

    def execute(self, *actions: Action) -> list[Event]:
        mark = self.market.site.log.mark()
        self.market.execute(actions, self.moment)
        self.moment += 1
        events = self.market.site.log.since(mark)
        self.played.update(type(action).__name__ for action in actions)
        self.happened.update(type(event).__name__ for event in events)
        self.reasons.update(str(event.reason) for event in events if isinstance(event, ActionRefused))
        return events

    def play(self, action: Action) -> None:
        """One action, and everything that must hold after it."""
        before = picture(self.market)
        events = self.execute(action)
        after = picture(self.market)
        if refused_orders(events) is not None:
            assert refused_orders(events), "neither carried out nor refused"
            assert before.same(after) == [], "a refused action left a trace"
        only_unsafe_were_liquidated(events)
        bystanders = sorted(set(range(PLAYERS)) - touched_by(action))
        for name in ("balances", *(f"{pool} positions" for pool in POOLS)):
            assert np.array_equal(before.columns[name][bystanders], after.columns[name][bystanders])
        nothing_is_broken(self.market, self.supply)

    def teardown(self) -> None:
        if hasattr(self, "market"):
            self.market.site.log.tables()
            assert all(np.isfinite(positions_of(pool_of(self.market, name))).all() for name in POOLS)


def test_ten_thousand_random_actions_break_nothing() -> None:
    for count in (AnyPlayers.played, AnyPlayers.happened, AnyPlayers.reasons):
        count.clear()
    run_state_machine_as_test(
        AnyPlayers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(AnyPlayers.played, AnyPlayers.happened, AnyPlayers.reasons, sep="\n")
    assert AnyPlayers.played.total() >= LEAST_ACTIONS
    assert len(AnyPlayers.played) == 14, "every kind of action was played"
