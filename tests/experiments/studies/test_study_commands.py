from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from firesale.experiments.cli import app
from firesale.experiments.studies import STUDIES


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["study", *words])


def test_the_list_has_every_study_with_its_question_and_its_runs() -> None:
    printed = typed("--list").stdout
    for name, study in STUDIES.items():
        assert name in printed
        assert study.question in printed
    assert "3,520" in printed  # 2 x 8 x 11 cases of leverage, 20 seeds


@pytest.mark.parametrize("words", [[], ["gravity"], ["leverage", "--set", "time.steps=-1"]])
def test_what_cannot_be_studied_is_refused_and_nothing_is_written(words: list[str]) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith("refused: ")
    assert not list(Path().iterdir())


def test_a_study_prints_its_table_and_goes_on_where_it_was() -> None:
    words = ["early-warning", "--seeds", "2", "--set", "time.steps=34"]
    first, second = typed(*words), typed(*words)
    assert first.exit_code == second.exit_code == 0
    assert STUDIES["early_warning"].question in first.stdout
    assert "2 runs, 0 of them found in the folder" in first.stdout
    assert "2 runs, 2 of them found in the folder" in second.stdout
    assert "feedback_gain" in first.stdout
    assert (Path("runs") / "studies" / "early_warning" / "figure.png").stat().st_size > 1000
