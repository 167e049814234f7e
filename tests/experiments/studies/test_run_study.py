from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from firesale.analysis.tables import RunTables
from firesale.experiments.runner import StoppedRunError
from firesale.experiments.scenario import BadScenarioError
from firesale.experiments.studies.design import Grid, along
from firesale.experiments.studies.run_study import Finding, run_study
from tests.experiments.small import small_run
from tests.experiments.studies.tiny import TINY, measure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the study of `finding` stands."""
    return tmp_path_factory.mktemp("studies") / "tiny"


@pytest.fixture(scope="module")
def finding(folder: Path) -> Finding:
    """All eight runs in this process."""
    return run_study("tiny", TINY, folder)


def made(folder: Path) -> dict[str, int]:
    """When each row was written."""
    return {file.name: file.stat().st_mtime_ns for file in (folder / "rows").iterdir()}


def test_every_case_meets_every_seed(finding: Finding) -> None:
    assert len(finding.rows) == 8
    assert finding.rows["seed"].tolist() == [1, 2] * 4
    assert finding.found == 0


def test_a_row_is_what_its_run_measures(finding: Finding) -> None:
    row = finding.rows.iloc[3]
    tables = small_run({"venues.book.depth": 5_000.0, "venues.harbor.liquidation.liquidation_bonus": 0.1}, 2).tables
    assert (row["depth"], row["bonus"], row["seed"]) == (5_000.0, 0.1, 2)
    assert row["debt"] == measure(tables)["debt"] > 0.0


def test_the_folder_holds_rows_table_and_figure(finding: Finding, folder: Path) -> None:
    assert {"rows", "rows.csv", "table.csv", "figure.png", "figure.pdf", "study.json"} == {
        file.name for file in folder.iterdir()
    }
    assert pd.read_csv(folder / "table.csv")["n"].tolist() == [2] * 4
    assert finding.table["n"].tolist() == [2] * 4


def test_of_a_study_that_was_killed_only_what_is_missing_is_run_again(finding: Finding, folder: Path) -> None:
    before = made(folder)
    lost = sorted(before)[::2]
    for name in lost:
        (folder / "rows" / name).unlink()
    told: list[tuple[int, int]] = []
    again = run_study("tiny", TINY, folder, on_run=lambda done, total: told.append((done, total)))
    assert again.found == 4
    assert told == [(5, 8), (6, 8), (7, 8), (8, 8)]
    assert {name for name, time in made(folder).items() if before[name] != time} == set(lost)
    pd.testing.assert_frame_equal(again.rows, finding.rows)


def test_more_seeds_keep_the_runs_that_there_are(finding: Finding, folder: Path) -> None:
    more = run_study("tiny", TINY, folder, seeds=3)
    assert (len(more.rows), more.found) == (12, 8)
    kept = more.rows[more.rows["seed"] < 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, finding.rows)


def test_another_scenario_is_another_run(finding: Finding, folder: Path) -> None:
    other = run_study("tiny", TINY, folder, seeds=2, changes={"venues.harbor.liquidation.close_factor": 1.0})
    assert other.found == 0
    assert not other.rows["debt"].equals(finding.rows["debt"])


def test_the_design_has_the_last_word(finding: Finding, folder: Path) -> None:
    assert run_study("tiny", TINY, folder, changes={"venues.book.depth": 1.0}).found == 8
    assert len(finding.rows) == 8


def test_two_processes_find_what_one_does(finding: Finding, tmp_path: Path) -> None:
    other = run_study("tiny", TINY, tmp_path, workers=2)
    pd.testing.assert_frame_equal(other.rows, finding.rows)


def test_a_scenario_that_cannot_be_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    impossible = replace(TINY, design=Grid((along("steps", "steps", "time.steps", (8, -1)),)))
    with pytest.raises(BadScenarioError, match=r"time\.steps"):
        run_study("tiny", impossible, tmp_path / "tiny")
    assert not list(tmp_path.iterdir())


def test_a_run_that_stops_leaves_those_before_it(tmp_path: Path) -> None:
    stops = replace(TINY, design=Grid((along("count", "borrowers", "agents.sleepers.count", (4, 500)),)))
    with pytest.raises(StoppedRunError, match=r"^small.toml, seed 1: agents.sleepers"):
        run_study("tiny", stops, tmp_path)
    assert len(made(tmp_path)) == 2


def test_a_bug_in_a_measure_is_not_hidden(tmp_path: Path) -> None:
    def broken(_: RunTables) -> dict[str, float]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_study("tiny", replace(TINY, measure=broken), tmp_path)
