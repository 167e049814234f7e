"""What every strategy of a manipulator obeys."""

from typing import cast

import numpy as np
import pytest

from firesale.agents.base import Strategy
from firesale.agents.oracle_manipulator import STRATEGIES
from firesale.market.actions import Action, Declare
from firesale.market.market import Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from tests.agents.moves import decide, next_step
from tests.agents.oracle_manipulator.stage import stage
from tests.markets import give, refusals

everyone = pytest.mark.parametrize("kind", STRATEGIES)
oracles = pytest.mark.parametrize("oracle", [Spot(), Push(), Twap(window=60.0), Twap(window=60.0, mean="geometric")])


def made(kind: str) -> Strategy:
    more: dict[str, dict[str, object]] = {
        "inflate_and_borrow": {"lender": "bank"},
        "hunt_liquidations": {"density": 5.0},
    }
    return cast(Strategy, STRATEGIES[kind](pool="pool", exchange="thin", **more.get(kind, {})))


def funded(oracle: Oracle, size: int = 4, cash: float = 1e6) -> Market:
    market = stage(oracle, players=size, cash=cash)
    for account in range(size):
        give(market, account, "USDC", 200_000.0 * account)
        give(market, account, "ETH", 20.0 * account)
    return market


def accounts_of(actions: list[Action]) -> set[int]:
    found = set()
    for action in actions:
        for one in (action, *getattr(action, "legs", ())):
            found |= set(np.atleast_1d(one.account).tolist())
    return found


@everyone
@oracles
@pytest.mark.parametrize("own", [[2], [1, 2, 3]])
def test_for_many_steps_it_acts_for_its_own_accounts_and_the_books_add_up(
    kind: str, oracle: Oracle, own: list[int]
) -> None:
    market = funded(oracle)
    notes: dict[str, np.ndarray] = {}
    for _ in range(12):
        actions = decide(market, made(kind), own, notes)
        assert accounts_of(actions) <= set(own)
        refusals(market, *actions)
        market.check()
        next_step(market)
    assert all(len(note) == len(own) for note in notes.values())
    market.audit()


@everyone
@oracles
def test_with_nothing_in_hand_and_nothing_to_take_it_does_nothing(kind: str, oracle: Oracle) -> None:
    market = stage(oracle, cash=0.0, bank=0.0)
    assert decide(market, made(kind), []) == []
    assert decide(market, made(kind), [0, 1]) == []


@everyone
def test_what_an_account_weighs_does_not_depend_on_who_else_is_in_the_cohort(kind: str) -> None:
    market = funded(Spot())

    def weighed(own: list[int]) -> dict[int, tuple[float, float]]:
        said = [action for action in decide(market, made(kind), own) if isinstance(action, Declare)]
        return {
            int(account): (float(gain), float(cost))
            for one in said
            for account, gain, cost in zip(one.account, one.expected_gain, one.expected_cost, strict=True)  # type: ignore[arg-type]
        }

    together = weighed([1, 2, 3])
    alone = {account: weighed([account])[account] for account in together}
    assert together.keys() == alone.keys()
    for account, numbers in together.items():
        assert numbers == pytest.approx(alone[account], rel=1e-6)


@everyone
def test_a_million_accounts_without_means_are_weighed_as_one(kind: str) -> None:
    market = stage(Spot(), bank=0.0)
    view = market.view(market.look(), np.zeros(1_000_000, dtype=np.int64), {})
    draws = made(kind)
    assert draws.decide(view, None) == []  # type: ignore[arg-type]


@everyone
def test_in_calm_a_second_look_costs_nothing_and_says_nothing(kind: str) -> None:
    market = funded(Push(), cash=1000.0)
    notes: dict[str, np.ndarray] = {}
    market.execute(decide(market, made(kind), [2], notes), 0)
    if "attack under way" not in notes:
        next_step(market)
        assert decide(market, made(kind), [2], notes) == []
