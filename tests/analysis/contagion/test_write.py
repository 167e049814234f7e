import json
from pathlib import Path

import pandas as pd
import pytest

from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.contagion.figures import FIGURES
from firesale.analysis.contagion.sentences import sentences
from firesale.analysis.contagion.write import numbers, write_contagion
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.test_known_cascades import chain_of_three


@pytest.fixture(scope="module")
def lesson() -> Contagion:
    return Contagion(run(Scenario.load("first_lesson")).tables)


@pytest.fixture(scope="module")
def folder(lesson: Contagion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("contagion")
    write_contagion(lesson, place)
    return place


@pytest.mark.parametrize("name", ["channels", "channels_over_time", "matrix", "loss_matrix", "offspring"])
def test_tables_are_read_back_as_they_were(lesson: Contagion, folder: Path, name: str) -> None:
    whole: pd.DataFrame = getattr(lesson, name)
    read = pd.read_csv(folder / f"{name}.csv", index_col=0)
    assert read.index.tolist() == whole.index.tolist()
    assert read.columns.tolist() == whole.columns.tolist()
    pd.testing.assert_frame_equal(read, whole, check_names=False, check_column_type=False, check_index_type=False)


@pytest.mark.parametrize("name", ["parts", "links"])
def test_large_tables_are_parquet_with_plain_columns(lesson: Contagion, folder: Path, name: str) -> None:
    whole: pd.DataFrame = getattr(lesson, name)
    read = pd.read_parquet(folder / f"{name}.parquet")
    assert len(read) == len(whole) > 0
    assert read.columns.tolist() == whole.columns.tolist()
    assert read["weight"].tolist() == whole["weight"].tolist()


def test_liquidations_stand_beside_their_place_in_the_forest(lesson: Contagion, folder: Path) -> None:
    read = pd.read_parquet(folder / "liquidations.parquet")
    assert read["tree"].tolist() == lesson.forest.nodes["tree"].tolist()
    assert read["log_loss"].tolist() == lesson.liquidations["log_loss"].tolist()


def test_figures_exposures_and_replay_are_there(folder: Path) -> None:
    assert {file.stem for file in (folder / "figures").iterdir()} == set(FIGURES)
    assert {file.name for file in (folder / "exposures").iterdir()} >= {"links.csv", "centralities.csv"}
    assert "<html" in (folder / "replay.html").read_text(encoding="utf-8")


def test_single_numbers_are_json_that_anybody_can_read(lesson: Contagion, folder: Path) -> None:
    read = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    assert read["sentences"] == sentences(lesson)
    assert read["branching_ratio"]["ratio"] == lesson.branching.ratio


def test_the_numbers_of_a_chain(written: Written) -> None:
    found = numbers(chain_of_three(written))
    assert found["branching_ratio"]["liquidations"] == 3
    assert found["branching_ratio"]["ratio"] == pytest.approx(2 / 3)
    assert found["branching_ratio"]["low"] is None
    assert found["spectral_radius"] == pytest.approx(0.0)
    assert found["size_tail"] is None


def test_without_liquidations_there_are_no_numbers(written: Written) -> None:
    found = numbers(Contagion(written.pool("p").tables()))
    assert found["branching_ratio"]["ratio"] is None
    assert found["spectral_radius"] is None
