import numpy as np
import pytest

from firesale.agents.risk_manager.gradual import Gradual
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from tests.agents.moves import decide, next_step
from tests.agents.risk_manager.test_abrupt import MANAGER, market_with_manager, rule_of
from tests.markets import refusals, set_price


def test_each_review_moves_the_threshold_by_one_step_at_most() -> None:
    market, memory = market_with_manager(), dict[str, np.ndarray]()
    patient = Gradual(pool="pool", collateral="ETH", review=3600.0, largest_change=0.02)
    found = []
    for price in (2000.0, 2200.0, 2200.0, 2200.0):
        set_price(market, "ETH", price)
        assert refusals(market, *decide(market, patient, [MANAGER], memory)) == []
        found.append(float(rule_of(market).liquidation_threshold[0]))
        next_step(market, 3600.0)
    assert found == pytest.approx([0.83, 0.81, 0.79, 0.77])


def test_a_scenario_gives_the_power_to_the_group_that_has_the_role() -> None:
    manager = {
        "role": "risk_manager",
        "strategy": {"kind": "gradual", "pool": "pool", "collateral": "ETH", "review": 7200.0, "usual_volatility": 0.3},
    }
    result = run(Scenario.load("first_lesson", {"agents.steward": manager}))
    changed = result.events["ParametersChanged"]
    assert len(changed) > 2
    steps = (changed["threshold"] - changed["threshold_before"]).abs()
    assert steps.max() <= 0.02 + 1e-12
