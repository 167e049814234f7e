"""A scenario as an object: changes, copies, and the way to another process."""

import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from firesale.experiments.changes import as_plain, set_key
from firesale.experiments.run import run
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.errors import BadValueError
from tests.experiments.small import small, small_tables

BONUS = "venues.harbor.liquidation.liquidation_bonus"


def test_changes_name_keys_with_dots_also_in_lists_and_with_colons() -> None:
    margin = "venues.pier.margin.loan_to_value"
    form = small({"agents.lenders.deposits.1.amount": 7.0, margin: {}, f"{margin}.harbor:USD": 0.5}).form
    assert form.agents["lenders"].deposits[1].amount == 7.0
    assert form.venues["pier"].margin.loan_to_value == {"harbor:USD": 0.5}


def test_a_change_can_make_a_table_that_was_not_there() -> None:
    assert small({"assets.SOL.price": 5.0}).form.assets["SOL"].price == 5.0


def test_a_change_leaves_the_scenario_that_was_given_alone() -> None:
    tables = small_tables()
    before = copy.deepcopy(tables)
    Scenario.from_tables(tables, {"time.steps": 3, "venues.harbor.backstops.0.share": 0.5})
    assert tables == before


@pytest.mark.parametrize(
    ("key", "value", "plain"),
    [
        ("time.steps", np.int64(5), 5),
        (BONUS, np.float64(0.07), 0.07),
        (BONUS, np.float32(0.5), 0.5),
        ("impact.without", ("liquidation",), ["liquidation"]),
        ("prices.waypoints", {"ETH": np.array([[0.0, 100.0], [60.0, 90.0]])}, {"ETH": [[0.0, 100.0], [60.0, 90.0]]}),
        ("time", {"steps": np.int32(5)}, {"steps": 5}),
    ],
)
def test_numbers_of_numpy_and_tuples_are_as_good_as_plain_ones(key: str, value: Any, plain: Any) -> None:
    assert small({key: value}).form == small({key: plain}).form


def test_what_is_plain_stays_as_it_is() -> None:
    assert as_plain(small_tables()) == small_tables()


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("time.steps.more", "a key of a table; time.steps is 8"),
        ("agents.lenders.deposits.2.pool", "a place in the list, 0 to 1"),
        ("agents.lenders.deposits.-1.pool", "a place in the list, 0 to 1"),
        ("agents.lenders.deposits.first.pool", "a place in the list, 0 to 1"),
        ("time.steps.more.still", "a key of a table"),
    ],
)
def test_a_key_that_leads_nowhere_is_refused(key: str, allowed: str) -> None:
    with pytest.raises(BadValueError) as caught:
        set_key(small_tables(), key, 5)
    assert allowed in caught.value.allowed


def test_a_scenario_never_changes() -> None:
    scenario = small()
    with pytest.raises(ValidationError, match="frozen"):
        scenario.form.time.steps = 5
    with pytest.raises(AttributeError):
        scenario.source = "other"  # type: ignore[misc]


def test_the_order_of_assets_and_groups_is_kept_when_it_is_written_down() -> None:
    tables = json.loads(small().as_json())
    assert list(tables["assets"]) == ["USD", "ETH", "BTC"]
    assert list(tables["agents"]) == list(small_tables()["agents"])


def test_a_cap_that_there_is_not_is_json_all_the_same() -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    text = small({"title": "to Infinity,\nand beyond"}).as_json()
    tables = json.loads(text, parse_constant=refuse)
    assert tables["venues"]["harbor"]["supply_cap"] == float("inf")
    assert tables["title"] == "to Infinity,\nand beyond"


def test_equal_scenarios_are_written_down_equally() -> None:
    assert small().as_json() == small().as_json()


def test_a_pickled_scenario_runs_as_the_original() -> None:
    scenario = small({"time.steps": 3})
    assert run(pickle.loads(pickle.dumps(scenario))).digest == run(scenario).digest


def test_a_refusal_says_which_file_it_is_about() -> None:
    with pytest.raises(BadScenarioError, match=r"^mine: 1 problem\n  time\.steps"):
        Scenario.from_tables(small_tables(), {"time.steps": 0}, source="mine")
