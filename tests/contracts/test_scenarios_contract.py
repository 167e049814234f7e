"""What every shipped scenario must do: one is covered once its file is there."""

import json
import pickle
import re

import pytest

from firesale.experiments.commands import changes_of
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import SHIPPED, Scenario, find, shipped_names

NAMES = shipped_names()
EXAMPLE = re.compile(r"--set (?:'([^']+)'|([^\s`,;:)]+))")
every_scenario = pytest.mark.parametrize("name", NAMES)


def comment(name: str) -> str:
    """What the file says about itself before its first key."""
    lines = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    head = lines[: next(i for i, line in enumerate(lines) if not line.startswith("#"))]
    return " ".join(line.removeprefix("#").strip() for line in head)


def examples() -> list[tuple[str, str]]:
    """Every `--set ...` that a scenario suggests."""
    return [(name, one or other) for name in NAMES for one, other in EXAMPLE.findall(comment(name))]


def test_there_are_scenarios() -> None:
    assert len(NAMES) >= 5


@every_scenario
def test_it_is_called_as_its_file_and_found_with_either_kind_of_dash(name: str) -> None:
    assert Scenario.load(name).name == name
    assert find(name.replace("_", "-")) == SHIPPED / f"{name}.toml"


@every_scenario
def test_it_says_what_it_shows_and_where_its_numbers_come_from(name: str) -> None:
    assert "What it shows: " in comment(name)
    assert "Where the numbers come from:" in comment(name) or "The numbers are round on purpose" in comment(name)


@every_scenario
def test_it_is_written_down_and_read_again_without_a_change(name: str) -> None:
    scenario = Scenario.load(name)
    assert Scenario.from_tables(json.loads(scenario.as_json())).form == scenario.form


@every_scenario
def test_it_survives_the_way_to_another_process(name: str) -> None:
    scenario = Scenario.load(name)
    again = pickle.loads(pickle.dumps(scenario))
    assert (again.form, again.source) == (scenario.form, scenario.source)


@every_scenario
def test_it_opens_with_any_seed(name: str) -> None:
    scenario = Scenario.load(name)
    for seed in range(5):
        MarketModel(scenario, seed).market.audit()


@every_scenario
def test_it_begins_without_a_broken_invariant(name: str) -> None:
    model = MarketModel(Scenario.load(name, {"time.audit_interval": 1}))
    for _ in range(3):
        model.step()


@pytest.mark.parametrize(("name", "change"), examples())
def test_a_change_that_it_suggests_can_be_made(name: str, change: str) -> None:
    changed = Scenario.load(name, changes_of([change]))
    assert changed.form != Scenario.load(name).form
    MarketModel(changed).market.audit()
