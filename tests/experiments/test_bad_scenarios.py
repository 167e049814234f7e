import math
from pathlib import Path
from typing import Any

import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.errors import BadValueError
from tests.experiments.bad_scenarios import BAD, MISSING, Bad
from tests.experiments.small import SMALL, small, small_tables, without


def refusal(bad: Bad) -> list[BadValueError]:
    """What is said when the scenario is read, or when its market is founded; no step has been made then."""
    tables = without(small_tables(), bad.key) if bad.value is MISSING else small_tables()
    try:
        MarketModel(Scenario.from_tables(tables, bad.changes))
    except BadScenarioError as error:
        return list(error.problems)
    except BadValueError as error:
        return [error]
    raise AssertionError("the scenario was accepted")


def is_same(one: Any, other: Any) -> bool:
    """Equal, and of one type; NaN is NaN."""
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_the_refusal_names_the_key_the_value_received_and_the_values_allowed(bad: Bad) -> None:
    problem = refusal(bad)[0]
    assert problem.key == (bad.named or bad.key)
    assert bad.allowed in problem.allowed
    expected = bad.value if bad.received is MISSING else bad.received
    if expected is MISSING:
        assert str(problem).startswith(f"{problem.key}: received nothing; allowed: ")
    elif expected is not ...:
        assert is_same(expected, problem.received)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_one_mistake_is_told_once_and_in_plain_words(bad: Bad) -> None:
    told = refusal(bad)
    assert len(told) == 1
    for word in ("pydantic", "validation", "valid dictionary", "instance of", "pattern", "(one)", "(other)", "[key]"):
        assert word not in str(told[0])


def test_there_are_mistakes_in_every_table() -> None:
    assert len(BAD) > 200
    assert {bad.key.partition(".")[0] for bad in BAD} >= set(small_tables())


def test_the_scenario_is_fine_without_the_mistakes() -> None:
    MarketModel(small())


def test_all_mistakes_of_types_and_ranges_are_told_at_once() -> None:
    with pytest.raises(BadScenarioError) as caught:
        small({"time.steps": 0, "assets.ETH.price": -1.0, "venues.book.depth": "deep", "colour": "red"})
    assert {problem.key for problem in caught.value.problems} == {
        *("time.steps", "assets.ETH.price", "venues.book.depth", "colour")
    }
    assert str(caught.value).startswith("small.toml: 4 problems\n")


def test_two_groups_of_one_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.toml"
    file.write_text(SMALL.read_text(encoding="utf-8") + '\n[agents.crowd]\nrole = "noise_trader"\n', encoding="utf-8")
    with pytest.raises(BadScenarioError, match=r"a TOML text .*line"):
        Scenario.load(file)


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        (b"name = ", "a TOML text"),
        (b"[time\nsteps = 5", "a TOML text"),
        (b'name = "a"\nname = "b"', "a TOML text"),
        (b"\xff\xfe\x00\x01\x89PNG", "a TOML text"),
        (b"a = " + b"[" * 5000, "a TOML text"),
        (b"a" + b".a" * 5000 + b" = 1", "nested less deeply"),
        (b"", "the key is needed"),
        (b"import os\nos.remove('x')", "a TOML text"),
    ],
    ids=["no value", "open bracket", "key twice", "binary", "many brackets", "many dots", "empty", "a program"],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes, allowed: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(BadScenarioError, match=r"^broken.toml: \d problem") as caught:
        Scenario.load(file)
    assert allowed in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        *("nowhere.toml", "/etc/passwd", "/etc/passwd.toml", "../x", "../scenarios/bank_run", "/", ""),
        *("bank_run/", "x\0y", "x\0y.toml", "x" * 300, "x" * 300 + ".toml", "~/bank_run", "$HOME", "bank run", ".toml"),
    ],
)
def test_only_a_shipped_name_or_a_toml_file_that_exists_is_read(name: str) -> None:
    with pytest.raises(BadScenarioError, match=r"a TOML file, or one of [a-z_, ]*bank_run|a file that exists"):
        Scenario.load(name)


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(BadScenarioError, match="a file that exists"):
        Scenario.load(folder)


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert Scenario.load(file).form == small().form


def test_a_date_is_not_taken_for_a_text(tmp_path: Path) -> None:
    file = tmp_path / "dated.toml"
    text = SMALL.read_text(encoding="utf-8").replace('title = "A small harbour"', "title = 2020-03-12")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadScenarioError, match=r"title: received .*2020.*; allowed: a text in quotes"):
        Scenario.load(file)


@pytest.mark.parametrize("tables", [5, "name = 'x'", None, []])
def test_what_is_no_table_is_refused(tables: Any) -> None:
    with pytest.raises(BadScenarioError, match="allowed: a table"):
        Scenario.from_tables(tables)
