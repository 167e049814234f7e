"""`firesale contagion` on a saved run."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from firesale.analysis.contagion.figures import FIGURES
from firesale.experiments.cli import app
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario

cli = CliRunner()


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(Scenario.load("first_lesson")).save(tmp_path_factory.mktemp("runs") / "lesson")


def test_it_says_who_infected_whom_and_leaves_it_beside_the_run(lesson: Path) -> None:
    said = cli.invoke(app, ["contagion", str(lesson)])
    assert said.exit_code == 0
    assert "One liquidation set off" in said.output
    assert "fire sale" in said.output
    place = lesson / "contagion"
    channels = pd.read_csv(place / "channels.csv", index_col="channel")
    matrix = pd.read_csv(place / "matrix.csv", index_col="infects")
    assert channels["debt"].sum() == pytest.approx(matrix.to_numpy().sum())
    parts, liquidations = pd.read_parquet(place / "parts.parquet"), pd.read_parquet(place / "liquidations.parquet")
    assert parts["log_loss"].sum() == pytest.approx(liquidations["log_loss"].sum())
    numbers = json.loads((place / "numbers.json").read_text(encoding="utf-8"))
    assert numbers["branching_ratio"]["liquidations"] == len(liquidations)
    assert {file.stem for file in (place / "figures").iterdir()} == set(FIGURES)
    assert (place / "replay.html").stat().st_size > 10_000
    assert (place / "exposures" / "scores.csv").is_file()


def test_it_may_be_asked_again_and_says_the_same(lesson: Path) -> None:
    first = cli.invoke(app, ["contagion", str(lesson)])
    tables = {file.name: file.read_bytes() for file in (lesson / "contagion").glob("*.csv")}
    again = cli.invoke(app, ["contagion", str(lesson)])
    assert first.output == again.output
    assert tables == {file.name: file.read_bytes() for file in (lesson / "contagion").glob("*.csv")}


def test_a_later_run_may_take_the_place_of_one_that_was_analysed(lesson: Path) -> None:
    cli.invoke(app, ["contagion", str(lesson)])
    again = cli.invoke(app, ["run", "first_lesson", "--out", str(lesson), "--quiet"])
    assert again.exit_code == 0
    assert not (lesson / "contagion").exists()


def test_the_exposure_network_may_be_that_of_any_step(lesson: Path, tmp_path: Path) -> None:
    first, last = tmp_path / "first", tmp_path / "last"
    assert cli.invoke(app, ["contagion", str(lesson), "--out", str(first)]).exit_code == 0
    assert cli.invoke(app, ["contagion", str(lesson), "--out", str(last), "--step", "20"]).exit_code == 0
    at_first, at_last = (pd.read_csv(place / "exposures" / "links.csv") for place in (first, last))
    assert not at_first.equals(at_last)


def test_a_step_that_never_was_is_refused(lesson: Path) -> None:
    said = cli.invoke(app, ["contagion", str(lesson), "--step", "21"])
    assert said.exit_code == 2
    assert "--step: received 21; allowed: a step of the run, 0 to 20" in said.output


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    said = cli.invoke(app, ["contagion", str(tmp_path)])
    assert said.exit_code == 2
    assert "manifest.json" in said.output


def test_a_folder_of_somebody_else_is_left_alone(lesson: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    said = cli.invoke(app, ["contagion", str(lesson), "--out", str(tmp_path)])
    assert said.exit_code == 2
    assert "--out" in said.output
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"
