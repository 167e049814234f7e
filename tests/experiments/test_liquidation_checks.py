"""Liquidators are set only on pools whose mechanism they can play."""

import pytest

from firesale.experiments import liquidation_checks
from firesale.experiments.scenario import BadScenarioError, Scenario
from tests.experiments.small import small_tables


def test_a_liquidator_that_repays_debt_needs_a_mechanism_that_closes_at_a_spread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(liquidation_checks, "CLOSES_AT_A_SPREAD", ("health_dependent",))
    with pytest.raises(BadScenarioError) as error:
        Scenario.from_tables(small_tables())
    (problem,) = error.value.problems
    assert problem.key.startswith("agents.")
    assert problem.key.endswith(".strategy.pool")
    assert problem.allowed == "a pool whose liquidation is of kind health_dependent; this one is fixed_spread"


def test_thresholds_may_be_written_as_one_number_or_as_a_table() -> None:
    tables = small_tables()
    pool = tables["venues"]["harbor"]
    pool["margin"] = {"kind": "loan_to_value", "loan_to_value": 0.7, "liquidation_threshold": {"ETH": 0.8, "BTC": 0.8}}
    pool["liquidation"] = {"kind": "lltv_incentive", "liquidation_threshold": 0.8}
    Scenario.from_tables(tables)
    pool["margin"]["liquidation_threshold"]["BTC"] = 0.75
    with pytest.raises(BadScenarioError, match=r"harbor\.liquidation\.liquidation_threshold: received 0\.8"):
        Scenario.from_tables(tables)
