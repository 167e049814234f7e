import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from firesale.analysis.measure import measure
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario
from firesale.experiments.storage import CONTAGION, LEFT_BY_A_RUN, check_place, load_tables, save
from firesale.market.errors import BadValueError
from tests.experiments.small import small, small_run, small_tables


@pytest.fixture(scope="module")
def result() -> Result:
    """One finished run."""
    return small_run()


@pytest.fixture(scope="module")
def saved(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder, not to be changed."""
    return result.save(tmp_path_factory.mktemp("runs") / "deep" / "one")


@pytest.fixture
def earlier(saved: Path, tmp_path: Path) -> Path:
    """A copy of it, at a place that a test may write."""
    return Path(shutil.copytree(saved, tmp_path / "out"))


def read_json(file: Path) -> Any:
    """The content of a JSON file, strictly: no NaN and no Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{file.name} has {constant}, which is no JSON")

    return json.loads(file.read_text(encoding="utf-8"), parse_constant=refuse)


def made(folder: Path, *names: str) -> Path:
    """A folder with some files that are not ours."""
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("mine", encoding="utf-8")
    return folder


def names_in(folder: Path) -> list[str]:
    """What a folder holds, hidden files too."""
    return sorted(one.name for one in folder.iterdir())


class Unwritable(Result):
    """A result of which the last part cannot be written: what a full disk or a signal in the middle does."""

    @property
    def metrics(self) -> dict[str, float]:
        raise self.reason

    reason: BaseException = KeyboardInterrupt()


class FullDisk(Unwritable):
    """The same for a disk that is full."""

    reason = OSError(28, "No space left on device")


# --- what is written --------------------------------------------------------------------------------------------------


def test_a_run_leaves_what_it_says(saved: Path) -> None:
    assert set(names_in(saved)) == LEFT_BY_A_RUN - {CONTAGION}  # which another command leaves there
    assert names_in(saved.parent) == ["one"]
    assert len((saved / "report.html").read_text(encoding="utf-8")) > 10_000
    assert "A small harbour" in (saved / "report.html").read_text(encoding="utf-8")


def test_the_events_read_with_pandas_are_those_of_the_result(result: Result, saved: Path) -> None:
    assert {file.stem for file in (saved / "events").iterdir()} == set(result.events)
    for name, table in result.events.items():
        pd.testing.assert_frame_equal(pd.read_parquet(saved / "events" / f"{name}.parquet"), table, check_exact=True)


def test_the_metrics_are_json_and_those_of_the_result(result: Result, saved: Path) -> None:
    found = read_json(saved / "metrics.json")
    assert list(found) == list(result.metrics)
    assert found == {name: value if value == value else None for name, value in result.metrics.items()}


def test_the_manifest_says_what_made_the_result(result: Result, saved: Path) -> None:
    manifest = read_json(saved / "manifest.json")
    assert manifest["scenario"] == "small"
    assert manifest["seed"] == "5"
    assert manifest["digest"] == result.digest
    for package in ("firesale", "mesa", "numpy", "pandas"):
        assert manifest[package] == version(package)
    assert manifest["python"].startswith("3.")


def test_the_scenario_that_is_left_makes_the_same_run_again(result: Result, saved: Path) -> None:
    assert read_json(saved / "scenario.json")["time"]["steps"] == 8
    again = run(Scenario.load(saved / "scenario.json"))
    assert again.scenario.form == result.scenario.form
    assert again.digest == result.digest


def test_a_metric_that_could_not_be_measured_is_null(tmp_path: Path) -> None:
    tables = small_tables()
    only = {"venues": {"book": tables["venues"]["book"]}, "agents": {"crowd": tables["agents"]["crowd"]}}
    found = read_json(run(Scenario.from_tables(tables | only)).save(tmp_path / "out") / "metrics.json")
    assert found["capital_efficiency.mean"] is None


def test_a_network_is_left_as_the_pools_that_it_became(tmp_path: Path) -> None:
    network = {
        "kind": "ring",
        "pools": 3,
        "assets": ["ETH"],
        "debt": "USD",
        "oracle": "feed",
        "exchange": "book",
        "borrowers": 1,
        "lenders": 1,
        "leveraged_lenders": 1,
    }
    one = run(small({"network": network, "time.steps": 1}))
    (tmp_path / "scenario.json").write_text(one.scenario.as_json(), encoding="utf-8")
    assert run(Scenario.load(tmp_path / "scenario.json")).digest == one.digest


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_run_that_is_broken_off_while_it_writes_leaves_nothing(result: Result, tmp_path: Path) -> None:
    broken = Unwritable(result.scenario, result.seed, result.model)
    with pytest.raises(KeyboardInterrupt):
        save(broken, tmp_path / "out")
    assert names_in(tmp_path) == []


def test_a_run_that_is_broken_off_leaves_the_earlier_result_as_it_was(result: Result, earlier: Path) -> None:
    before = {file: file.read_bytes() for file in earlier.rglob("*.*")}
    with pytest.raises(KeyboardInterrupt):
        save(Unwritable(result.scenario, result.seed, result.model), earlier)
    assert {file: file.read_bytes() for file in earlier.rglob("*.*")} == before
    assert names_in(earlier.parent) == ["out"]


def test_a_disk_that_is_full_is_a_refusal_and_leaves_nothing(result: Result, tmp_path: Path) -> None:
    with pytest.raises(BadValueError, match=r"--out: .*No space left on device"):
        save(FullDisk(result.scenario, result.seed, result.model), tmp_path / "out")
    assert names_in(tmp_path) == []


def test_an_earlier_result_is_replaced_as_a_whole(earlier: Path) -> None:
    (earlier / "events" / "Stale.parquet").write_text("left over", encoding="utf-8")
    made(earlier.parent / f".out.{os.getpid()}.draft", "of a process that was killed")
    other = small_run(seed=1)
    other.save(earlier)
    assert read_json(earlier / "manifest.json")["digest"] == other.digest
    assert not (earlier / "events" / "Stale.parquet").exists()
    assert names_in(earlier.parent) == ["out"]


def test_a_link_to_a_result_is_followed(earlier: Path) -> None:
    (earlier.parent / "link").symlink_to(earlier)
    assert check_place(earlier.parent / "link") == earlier


# --- what is never overwritten ----------------------------------------------------------------------------------------


def test_an_empty_folder_is_taken_and_the_same_run_leaves_the_same_files(
    result: Result, saved: Path, tmp_path: Path
) -> None:
    folder = result.save(made(tmp_path / "out"))
    for file in (folder / name for name in ("manifest.json", "metrics.json", "scenario.json")):
        assert file.read_bytes() == (saved / file.name).read_bytes()
    for file in sorted((folder / "events").iterdir()):
        assert file.read_bytes() == (saved / "events" / file.name).read_bytes()


@pytest.mark.parametrize("names", [["thesis.tex"], ["manifest.json"], ["manifest.json", "index.js"], ["events"]])
def test_a_folder_with_anything_of_the_user_is_left_alone(result: Result, tmp_path: Path, names: list[str]) -> None:
    folder = made(tmp_path / "out", *names)
    with pytest.raises(BadValueError, match=r"the folder of an earlier run: .* is there and not ours"):
        result.save(folder)
    assert names_in(folder) == sorted(names)
    assert names_in(tmp_path) == ["out"]


def test_the_manifest_of_another_program_does_not_make_a_folder_ours(result: Result, tmp_path: Path) -> None:
    folder = made(tmp_path / "extension")
    (folder / "manifest.json").write_text('{"name": "my extension", "version": "1"}', encoding="utf-8")
    with pytest.raises(BadValueError, match=r"manifest.json is there and not ours"):
        result.save(folder)


def test_a_note_that_a_user_put_beside_a_result_is_not_lost(result: Result, earlier: Path) -> None:
    (earlier / "notes.md").write_text("what I saw", encoding="utf-8")
    with pytest.raises(BadValueError, match=r"notes.md is there and not ours"):
        result.save(earlier)
    assert (earlier / "notes.md").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(result: Result, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(BadValueError, match="--out"):
            result.save(place)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("place", [".", "..", "here/..", "/"])
def test_the_folder_where_one_is_and_those_above_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(made(tmp_path / "cwd"))
    with pytest.raises(BadValueError, match="a folder inside the one where you are, or elsewhere"):
        check_place(Path(place))


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValueError, match="a folder that can be made"):
        check_place(tmp_path / ("x" * 300))


def test_checking_a_place_makes_nothing(tmp_path: Path) -> None:
    check_place(tmp_path / "a" / "b")
    assert names_in(tmp_path) == []


# --- reading a run again ----------------------------------------------------------------------------------------------


def test_the_tables_of_a_saved_run_measure_the_same(result: Result, saved: Path) -> None:
    tables = load_tables(saved)
    assert (tables.numeraire, tables.step_seconds, tables.title) == ("USD", 600.0, "A small harbour")
    assert (tables.scenario, tables.seed, tables.length) == ("small", 5, result.tables.length)
    assert measure(tables) == pytest.approx(result.metrics, rel=0, abs=0, nan_ok=True)


def test_the_tables_load_from_a_name_too(saved: Path) -> None:
    assert load_tables(str(saved)).kinds == load_tables(saved).kinds


@pytest.mark.parametrize("name", ["nowhere", "out/events", ""])
def test_a_folder_without_a_run_is_not_loaded(earlier: Path, name: str) -> None:
    with pytest.raises(BadValueError, match=r"the folder of a run, with its manifest.json"):
        load_tables(earlier.parent / name)


def test_a_table_that_is_broken_is_named(earlier: Path) -> None:
    (earlier / "events" / "Swapped.parquet").write_bytes(b"PAR1 but not for long")
    with pytest.raises(BadValueError, match=r"Swapped.parquet.*a table that a run has written"):
        load_tables(earlier)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"assets": {}, "time": {"step_seconds": 1}}', "not json"])
def test_a_scenario_that_is_broken_is_named(earlier: Path, content: str) -> None:
    (earlier / "scenario.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadValueError, match=r"scenario.json.*the scenario of a run"):
        load_tables(earlier)
