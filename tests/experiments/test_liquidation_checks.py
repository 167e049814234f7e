"""Thresholds that stand twice agree."""

import pytest

from firesale.experiments.scenario import BadScenarioError, Scenario
from tests.experiments.small import small_tables


def test_thresholds_may_be_written_as_one_number_or_as_a_table() -> None:
    tables = small_tables()
    pool = tables["venues"]["harbor"]
    pool["margin"] = {"kind": "loan_to_value", "loan_to_value": 0.7, "liquidation_threshold": {"ETH": 0.8, "BTC": 0.8}}
    pool["liquidation"] = {"kind": "lltv_incentive", "liquidation_threshold": 0.8}
    Scenario.from_tables(tables)
    pool["margin"]["liquidation_threshold"]["BTC"] = 0.75
    with pytest.raises(BadScenarioError, match=r"harbor\.liquidation\.liquidation_threshold: received 0\.8"):
        Scenario.from_tables(tables)
