from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.liquidator.greedy import Greedy
from firesale.agents.liquidator.two_step import TwoStep
from firesale.market.events import Liquidated
from firesale.market.liquidation.fixed_spread import FixedSpread
from tests.agents.liquidator.crash import SIMPLE, crash, owed
from tests.agents.moves import decide, happened
from tests.markets import held, refusals

PLAYS = TwoStep(pool="pool")
ONE = [(10.0, 15_000.0)]


def test_the_first_step_leaves_the_position_just_unhealthy_and_the_second_takes_half_of_the_rest() -> None:
    # D = 15000, LT C = 14940: r1 = 60 / (1 - 0.83 * 1.05) = 466.02, then half of 14533.98
    market = crash(ONE, price=1800.0, pool=SIMPLE)
    assert refusals(market, *decide(market, PLAYS, [1])) == []
    first, second = happened(market, Liquidated)
    cures = 60.0 / (1.0 - 0.83 * 1.05)
    assert float(np.sum(first.repaid)) == pytest.approx(cures, rel=1e-5)
    assert 1.0 - 1e-6 < float(np.sum(first.health_after)) < 1.0
    assert float(np.sum(second.repaid)) == pytest.approx(0.5 * (15_000.0 - cures), rel=1e-6)


def test_it_earns_more_than_one_step() -> None:
    earned = []
    for strategy in (PLAYS, Greedy(pool="pool")):
        market = crash(ONE, price=1800.0)
        assert refusals(market, *decide(market, strategy, [1])) == []
        earned.append(held(market, 1, "USDC") + held(market, 1, "ETH") * 1800.0 - 1e6)
    assert earned[0] > earned[1] > 0.0


def test_where_one_call_may_close_everything_it_makes_one() -> None:
    market = crash(ONE, price=1700.0, pool=SIMPLE)  # health 0.94
    assert refusals(market, *decide(market, PLAYS, [1])) == []
    assert len(happened(market, Liquidated)) == 1
    assert owed(market, 0) == 0.0


def test_where_repaying_lowers_health_it_makes_one() -> None:
    # threshold 0.83 and bonus 25 %: 0.83 * 1.25 > 1, no repayment can cure the position
    rule = FixedSpread(np.array([0.25, 0.25]), protocol_fee=0.0, dust_value=0.0)
    market = crash(ONE, price=1800.0, pool=replace(SIMPLE, liquidation=rule))
    assert refusals(market, *decide(market, PLAYS, [1])) == []
    assert len(happened(market, Liquidated)) == 1


def test_short_of_cash_it_makes_one_step_with_what_it_has() -> None:
    market = crash(ONE, price=1800.0, cash=[5000.0], pool=SIMPLE)
    assert refusals(market, *decide(market, PLAYS, [1])) == []
    assert owed(market, 0) == pytest.approx(10_000.0)


def test_all_steps_and_the_sale_stand_in_one_bundle() -> None:
    market = crash(ONE * 3, price=1800.0, pool=SIMPLE)
    (bundle,) = decide(market, replace(PLAYS, exchange="book"), [3])
    assert refusals(market, bundle) == []
    assert sum(np.size(event.borrower) for event in happened(market, Liquidated)) == 6
    assert held(market, 3, "ETH") == 0.0
    assert held(market, 3, "USDC") > 1e6
