from dataclasses import replace

import numpy as np
import pytest

from firesale.market.margin_engines.base import EngineState, MarginObservation
from firesale.market.margin_engines.reputation import Reputation
from tests.market.margin_engines.seen import DAY, RULE, seen

ENGINE = Reputation(penalty=0.5, half_life=10 * DAY, reward=0.2, trial=20 * DAY)
NOBODY: tuple[int, ...] = ()


def at(days: float, closed: tuple[int, ...] = NOBODY) -> MarginObservation:
    """Accounts 0 and 1 owe, account 2 does not."""
    accounts = np.array(closed, dtype=np.int64)
    return replace(seen(days * DAY, 1.0), owing=np.array([True, True, False]), closed=accounts)


def standing(state: EngineState) -> list[float]:
    assert state.demand.standing is not None
    return list(map(float, state.demand.standing))


def test_who_owes_safely_earns_a_smaller_haircut() -> None:
    state = ENGINE.start(RULE[:1], at(0.0))
    assert standing(state) == [1.0, 1.0, 1.0]
    state = ENGINE.look(state, at(10.0))
    assert standing(state) == pytest.approx([0.9, 0.9, 1.0])
    assert standing(ENGINE.look(state, at(99.0))) == pytest.approx([0.8, 0.8, 1.0])


def test_a_liquidation_costs_half_of_it_is_forgotten_and_the_trial_begins_anew() -> None:
    state = ENGINE.look(ENGINE.look(ENGINE.start(RULE[:1], at(0.0)), at(10.0)), at(10.5, (1,)))
    assert standing(state) == pytest.approx([0.895, 1.5, 1.0])
    state = ENGINE.look(state, at(20.5))
    assert standing(state) == pytest.approx([0.8, 1.25 - 0.1, 1.0])


def test_the_haircut_itself_stays_that_of_the_rule() -> None:
    state = ENGINE.look(ENGINE.start(RULE[:1], at(0.0)), at(10.0, (0,)))
    assert state.demand.haircut.tolist() == [0.2]


def test_nobody_bears_less_than_nothing() -> None:
    generous = replace(ENGINE, reward=1.0)
    assert min(standing(generous.look(generous.start(RULE[:1], at(0.0)), at(999.0)))) == 0.0
