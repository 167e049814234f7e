import pytest

from firesale.experiments.counterfactual.channel import Channel, is_off, list_at, without
from firesale.experiments.scenario import BadScenarioError
from firesale.market.errors import BadValueError
from tests.experiments.small import small

SALES = Channel("sales", {"impact.without": ("liquidation",)})
BOTH = Channel("both", {"impact.without": ("liquidation", "deleverage"), "knock_out.players": ("noise_trader",)})


def test_a_channel_is_switched_off_by_adding_to_lists_of_the_scenario() -> None:
    changed = without(small({"impact.without": ["noise"]}), [BOTH]).form
    assert changed.impact.without == ["noise", "liquidation", "deleverage"]
    assert changed.knock_out.players == ["noise_trader"]


def test_what_two_channels_add_is_added_once() -> None:
    assert without(small(), [SALES, BOTH, SALES]).form.impact.without == ["liquidation", "deleverage"]


def test_nothing_else_changes() -> None:
    scenario = small()
    tables, others = without(scenario, [BOTH]).as_tables(), scenario.as_tables()
    assert {key for key in tables if tables[key] != others[key]} == {"impact", "knock_out"}
    assert without(scenario, [BOTH]).source == scenario.source


def test_without_a_channel_the_scenario_is_the_same() -> None:
    scenario = small()
    assert without(scenario, []) is scenario


def test_a_channel_is_off_if_all_that_it_adds_is_there() -> None:
    assert not is_off(small().as_tables(), BOTH)
    assert not is_off(without(small(), [SALES]).as_tables(), BOTH)
    assert is_off(without(small(), [BOTH]).as_tables(), SALES)


@pytest.mark.parametrize("key", ["time.steps", "time", "nothing.at.all", "name.more"])
def test_a_key_that_is_no_list_is_refused(key: str) -> None:
    with pytest.raises(BadValueError, match=f"{key}: received .*; allowed: the key of a list of the scenario"):
        without(small(), [Channel("odd", {key: ("x",)})])


def test_a_channel_that_the_scenario_does_not_have_is_refused() -> None:
    with pytest.raises(BadScenarioError, match=r"knock_out.players.0: received 'arbitrageur'"):
        without(small(), [Channel("arbitrage", {"knock_out.players": ("arbitrageur",)})])


def test_a_list_is_copied() -> None:
    tables = small({"impact.without": ["noise"]}).as_tables()
    list_at(tables, "impact.without").append("run")
    assert tables["impact"]["without"] == ["noise"]
