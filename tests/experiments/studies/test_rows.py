import json
import math
from pathlib import Path

import pytest

from firesale.experiments.studies.rows import ABOUT, key_of, prepare, read_row, write_row
from firesale.market.errors import BadValueError


def test_what_is_written_is_read_and_no_number_stays_none(tmp_path: Path) -> None:
    write_row(tmp_path / "a.json", {"loss": 1.5, "auc": math.nan})
    found = read_row(tmp_path / "a.json")
    assert found is not None
    assert found["loss"] == 1.5
    assert math.isnan(found["auc"])
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_row(tmp_path / "a.json") is None


def test_what_is_no_row_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadValueError, match=r"a\.json"):
        read_row(tmp_path / "a.json")


def test_the_key_is_that_of_study_scenario_and_seed() -> None:
    keys = [key_of("a", "{}", 1), key_of("b", "{}", 1), key_of("a", "{ }", 1), key_of("a", "{}", 2)]
    assert len(set(keys)) == 4
    assert key_of("a", "{}", 1) == keys[0]


def test_a_folder_is_made_and_taken_up_again(tmp_path: Path) -> None:
    rows = prepare(tmp_path / "deep" / "folder", "tiny", "How tiny?")
    write_row(rows / "a.json", {"loss": 1.0})
    assert prepare(tmp_path / "deep" / "folder", "tiny", "How tiny?") == rows
    assert read_row(rows / "a.json") == {"loss": 1.0}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadValueError, match="--out"):
        prepare(tmp_path, "tiny", "How tiny?")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("text", [json.dumps({"study": "other"}), "[]", "{"])
def test_a_folder_of_another_study_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / ABOUT).write_text(text, encoding="utf-8")
    with pytest.raises(BadValueError, match="--out"):
        prepare(tmp_path, "tiny", "How tiny?")


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadValueError, match="files can be written"):
        prepare(tmp_path / "file", "tiny", "How tiny?")
