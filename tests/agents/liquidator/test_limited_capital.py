import numpy as np
import pytest

from firesale.agents.liquidator.limited_capital import LimitedCapital
from firesale.market.actions import Liquidate, Swap
from tests.agents.liquidator.crash import SIMPLE, crash, owed
from tests.agents.moves import decide, next_step
from tests.markets import give, held, refusals

PLAYS = LimitedCapital(pool="pool", exchange="book")
Notes = dict[str, np.ndarray]


def test_it_buys_with_its_own_cash_and_keeps_what_it_seized() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[1e4], pool=SIMPLE)
    assert refusals(market, *decide(market, PLAYS, [1])) == []
    assert held(market, 1, "USDC") == pytest.approx(2500.0)
    assert held(market, 1, "ETH") == pytest.approx(4.375)


def test_it_sells_a_tenth_of_its_inventory_each_step() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[1e4], pool=SIMPLE)
    notes: Notes = {}
    market.execute(decide(market, PLAYS, [1], notes), 0)
    inventory = [held(market, 1, "ETH")]
    for _ in range(3):
        next_step(market)
        assert refusals(market, *decide(market, PLAYS, [1], notes)) == []
        inventory.append(held(market, 1, "ETH"))
    assert inventory == pytest.approx([4.375, 4.375 * 0.9, 4.375 * 0.81, 4.375 * 0.729])


def test_it_sells_once_per_step_however_many_rounds_there_are() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[1e4], pool=SIMPLE)
    notes: Notes = {}
    market.execute(decide(market, PLAYS, [1], notes), 0)
    next_step(market)
    assert refusals(market, *decide(market, PLAYS, [1], notes)) == []
    assert decide(market, PLAYS, [1], notes) == []
    next_step(market)
    assert len(decide(market, PLAYS, [1], notes)) == 1


def test_in_a_crash_it_runs_out_of_cash() -> None:
    market = crash([(10.0, 15_000.0)] * 3, price=1800.0, cash=[1e4], pool=SIMPLE)
    notes: Notes = {}
    assert refusals(market, *decide(market, PLAYS, [3], notes)) == []
    assert held(market, 3, "USDC") == pytest.approx(0.0, abs=1e-6)
    assert sum(owed(market, account) for account in range(3)) == pytest.approx(35_000.0)
    next_step(market)
    actions = decide(market, PLAYS, [3], notes)
    assert [type(action) for action in actions] == [Swap]
    assert not any(isinstance(action, Liquidate) for action in actions)


def test_a_small_rest_is_sold_at_once_and_then_it_rests() -> None:
    market = crash([], price=1800.0, cash=[0.0])
    give(market, 0, "ETH", 0.05)
    notes: Notes = {}
    assert refusals(market, *decide(market, PLAYS, [0], notes)) == []
    assert held(market, 0, "ETH") == 0.0
    for _ in range(2):
        next_step(market)
        assert decide(market, PLAYS, [0], notes) == []
    assert notes["holding collateral"][0] == 0.0


def test_each_account_sells_its_own_fraction() -> None:
    market = crash([], price=1800.0, cash=[0.0, 0.0])
    for account in (0, 1):
        give(market, account, "ETH", 10.0)
    strategy = LimitedCapital(pool="pool", exchange="book", sale_fraction=np.array([0.1, 0.5]))
    assert refusals(market, *decide(market, strategy, [0, 1])) == []
    assert held(market, 0, "ETH") == pytest.approx(9.0)
    assert held(market, 1, "ETH") == pytest.approx(5.0)
