"""The command line as a user types it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from firesale.experiments.cli import app
from firesale.experiments.commands import changes_of
from firesale.experiments.scenario import Scenario, shipped_names
from firesale.market.errors import BadValueError
from tests.experiments.small import SMALL, small_run

FILE = str(SMALL)
PROGRAM = Path(sys.executable).with_name("firesale")
PRICES = """\
time_utc,symbol,open,high,low,close
2020-03-12 00:00:00,ETHUSDT,200,210,190,205
2020-03-12 01:00:00,ETHUSDT,205,206,150,160
2020-03-12 02:00:00,ETHUSDT,160,170,155,165
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts in an empty folder, with a terminal that is wide enough."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def typed(*words: str) -> Result:
    """What happens after `firesale ...`."""
    return CliRunner().invoke(app, words)


def succeeds(*words: str) -> str:
    """What is printed; nothing goes to stderr, as the bar is for terminals."""
    result = typed(*words)
    assert result.exit_code == 0, result.stderr
    assert not result.stderr
    return result.stdout


def refused(*words: str) -> str:
    """What is said on stderr; nothing is printed, and nothing is written."""
    before = files(Path())
    result = typed(*words)
    assert result.exit_code == 2
    assert not result.stdout
    assert files(Path()) == before
    return str(result.stderr)


def in_shell(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed program, in a process of its own."""
    return subprocess.run(
        [PROGRAM, *words], env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


def files(folder: Path) -> list[str]:
    """All files below a folder."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*"))


def manifest(folder: str = "runs/small") -> Any:
    """What a run says about itself."""
    return json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))


# --- help, version, list, show ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ["run", "list", "show", "check", "compare", "knock-out", "shapley"]),
        (["--help"], ["run", "list", "show", "check", "compare", "knock-out", "shapley", "--version"]),
        (["run", "--help"], ["NAME_OR_FILE", "--seed", "--set", "--prices", "--from", "--to", "--out", "--quiet"]),
        (["check", "--help"], ["nothing runs", "--set"]),
        (["compare", "--help"], ["--set-a", "--set-b", "--seeds", "--workers", "--metric", "--out", "95 % interval"]),
        (["knock-out", "--help"], ["--channel", "--seeds", "--set", "--metric", "--workers", "--out", "95 % interval"]),
        (["shapley", "--help"], ["--channel", "--seeds", "--set", "--metric", "--orders", "--workers", "--out"]),
        (["show", "--help"], ["NAME_OR_FILE"]),
    ],
)
def test_help_tells_what_there_is(words: Sequence[str], told: list[str]) -> None:
    result = typed(*words)
    assert result.exit_code == (0 if words else 2)
    for word in told:
        assert word in result.output


@pytest.mark.parametrize("words", [["--version"], ["version"]])
def test_the_version_is_that_of_the_package(words: list[str]) -> None:
    assert succeeds(*words).strip() == version("firesale")


def test_the_list_has_every_shipped_scenario() -> None:
    printed = succeeds("list")
    for name in shipped_names():
        assert name in printed
        assert Scenario.load(name).form.title in printed


def test_a_scenario_that_is_shown_can_be_changed_and_run_as_a_file() -> None:
    Path("mine.toml").write_text(succeeds("show", "first-lesson"), encoding="utf-8")
    assert Scenario.load("mine.toml").form == Scenario.load("first_lesson").form


def test_what_is_shown_is_the_file_byte_for_byte() -> None:
    Path("odd.toml").write_bytes(b"# caf\xe9\r\n")
    result = typed("show", "odd.toml")
    assert (result.exit_code, result.stdout_bytes) == (0, b"# caf\xe9\r\n")


@pytest.mark.parametrize("words", [["show", "nothing"], ["check", "nothing"], ["run", "nothing"]])
def test_an_unknown_name_is_refused_with_the_names_that_there_are(words: list[str]) -> None:
    assert "received 'nothing'; allowed: a TOML file, or one of auto_deleveraging, bank_run" in refused(*words)


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["run"],
        ["run", FILE, "--seed", "-1"],
        ["run", FILE, "--seed", "x"],
        ["compare", FILE, FILE, "--seeds", "1"],
    ],
)
def test_what_the_command_line_does_not_know_is_refused(words: list[str]) -> None:
    assert refused(*words)


# --- check ------------------------------------------------------------------------------------------------------------


def test_check_explains_a_scenario_and_runs_nothing(tmp_path: Path) -> None:
    printed = succeeds("check", FILE)
    assert printed.startswith("small.toml: A small harbour\n8 steps of 600 s (1.333 h), 22 accounts, seed 5\n")
    assert printed.endswith("\nvalid\n")
    assert files(tmp_path) == []


def test_check_refuses_what_only_the_opening_finds_out() -> None:
    told = refused("check", FILE, "--set", "agents.sleepers.count=500")
    assert "borrowed'; allowed: at most what harbor has: " in told


def test_a_refusal_names_every_mistake_on_a_line_of_its_own() -> None:
    told = refused("check", FILE, "--set", "time.steps=0", "--set", "venues.book.depth=-1")
    assert told.splitlines() == [
        "refused: small.toml: 2 problems",
        "  time.steps: received 0; allowed: a whole number from 1 to 10,000,000",
        "  venues.book.depth: received -1; allowed: a number above 0",
    ]


# --- set --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("x=5", 5),
        ("x=5.0", 5.0),
        ("x=1_000", 1000),
        ("x=-1e3", -1000.0),
        ("x=inf", float("inf")),
        ("x=true", True),
        ("x=slow", "slow"),
        ('x="5"', "5"),
        ("x=a=b", "a=b"),
        ("x=", ""),
        ("x=harbor:USD", "harbor:USD"),
        ('x=["liquidation"]', ["liquidation"]),
        ('x={ kind = "constant", rate = 0.1 }', {"kind": "constant", "rate": 0.1}),
        (" x = 5 ", 5),
        ("x=[1, 2", "[1, 2"),
        ("x=2020-13-45", "2020-13-45"),
    ],
)
def test_a_value_is_toml_or_else_plain_words(given: str, value: Any) -> None:
    assert changes_of([given]) == {"x": value}


@pytest.mark.parametrize("given", ["x", "", "=5", "=", " = 5"])
def test_a_change_without_key_or_value_is_refused(given: str) -> None:
    with pytest.raises(BadValueError, match=r"--set: .*KEY=VALUE, for instance time.steps=100"):
        changes_of([given])
    assert "KEY=VALUE" in refused("run", FILE, "--set", given)


def test_the_last_of_two_changes_of_one_key_counts() -> None:
    assert changes_of(["x=1", "y=2", "x=3"]) == {"x": 3, "y": 2}


@pytest.mark.parametrize(
    "key", ["time.stepz=5", "nothing.at.all=5", "time.steps.more=5", "agents.borrowers.positions.9.pool=x"]
)
def test_a_change_of_an_unknown_key_is_refused(key: str) -> None:
    assert key.partition("=")[0].partition(".")[0] in refused("check", FILE, "--set", key)


# --- run --------------------------------------------------------------------------------------------------------------


def test_a_run_prints_a_summary_and_where_the_report_is() -> None:
    printed = succeeds("run", FILE)
    assert printed.startswith("A small harbour\nseed 5, 8 steps, 22 accounts, digest ")
    assert printed.endswith("report: runs/small/report.html\n")
    assert Path("runs/small/report.html").is_file()
    assert manifest()["digest"] == small_run().digest
    assert manifest()["digest"][:16] in printed


def test_seed_set_and_out_are_obeyed_and_quiet_prints_nothing() -> None:
    words = [
        "--seed",
        "7",
        "--set",
        "time.steps=3",
        "--set",
        "venues.harbor.liquidation.close_factor=1.0",
        "--out",
        "x/y",
    ]
    assert succeeds("run", FILE, *words, "--quiet") == ""
    expected = small_run({"time.steps": 3, "venues.harbor.liquidation.close_factor": 1.0}, seed=7)
    assert manifest("x/y")["digest"] == expected.digest
    assert [one.name for one in Path().iterdir()] == ["x"]


def test_a_bad_scenario_is_refused_before_anything_is_written() -> None:
    assert refused("run", FILE, "--set", "time.steps=0").startswith("refused: small.toml: 1 problem\n")
    assert refused("run", FILE, "--set", "agents.sleepers.count=500").startswith("refused: agents.sleepers.positions.0")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/b", "..", "~", "a\\b"])
def test_a_name_cannot_lead_out_of_the_output_folder(name: str) -> None:
    assert "letters, digits, - and _" in refused("run", FILE, "--set", f"name={name}")


def test_a_foreign_folder_is_refused_before_the_run() -> None:
    Path("out").mkdir()
    Path("out/thesis.tex").write_text("mine", encoding="utf-8")
    assert "thesis.tex is there and not ours" in refused("run", FILE, "--out", "out")


def test_a_folder_below_a_file_is_refused_before_the_run() -> None:
    Path("file").write_text("mine", encoding="utf-8")
    assert "--out: received 'file/out'" in refused("run", FILE, "--out", "file/out")


# --- prices -----------------------------------------------------------------------------------------------------------


def test_prices_of_a_file_are_replayed_within_the_window() -> None:
    Path("eth.csv").write_text(PRICES, encoding="utf-8")
    window = ["--from", "2020-03-12T01:00:00", "--to", "2020-03-12T02:00:00"]
    succeeds("run", FILE, "--prices", "eth.csv", *window)
    moved = pd.read_parquet("runs/small/events/PriceMoved.parquet").query("asset == 'ETH'")
    assert moved["price"].min() == pytest.approx(150.0, rel=0.05)
    assert len(moved) == 1 + (3600 + 2700) // 600


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--prices", "nowhere.csv"], "--prices: received 'nowhere.csv'; allowed: a .csv or .csv.gz file that exists"),
        (["--prices", "eth.csv", "--from", "noon"], "--from: received 'noon'; allowed: a time as 2020-03-12"),
        (["--prices", "eth.csv", "--to", "noon"], "--to: received 'noon'; allowed: a time as 2020-03-12"),
        (["--prices", "eth.csv", "--from", "2021-01-01"], "two rows or more in file and window"),
        (["--prices", "eth.csv", "--from", "2020-03-13", "--to", "2020-03-12"], "--to: received '2020-03-12'"),
        (
            ["--prices", "eth.csv", "--asset", "SOL"],
            "--asset: received 'SOL'; allowed: an asset of the scenario: ETH, BTC",
        ),
        (["--prices", "one.csv"], "--asset: received None; allowed: the asset that one.csv is about"),
        (
            ["--prices", "sol.csv"],
            "--prices: received 'sol.csv'; allowed: a file about an asset of the scenario: ETH, BTC",
        ),
        (["--from", "2020-03-12"], "--from: received '2020-03-12'; allowed: only together with --prices"),
        (["--to", "2020-03-12"], "--to: received '2020-03-12'; allowed: only together with --prices"),
        (["--asset", "ETH"], "--asset: received 'ETH'; allowed: only together with --prices"),
    ],
)
def test_prices_that_cannot_be_used_are_refused_by_the_name_of_the_option(words: list[str], told: str) -> None:
    Path("eth.csv").write_text(PRICES, encoding="utf-8")
    Path("sol.csv").write_text(PRICES.replace("ETH", "SOL"), encoding="utf-8")
    Path("one.csv").write_text(PRICES.replace(",ETHUSDT", "").replace(",symbol", ""), encoding="utf-8")
    assert told in refused("run", FILE, *words)


# --- compare ----------------------------------------------------------------------------------------------------------

COMPARE = ["compare", FILE, FILE, "--seeds", "3"]


def test_compare_shows_what_differs_and_counts_what_does_not() -> None:
    printed = succeeds(*COMPARE, "--set-b", "venues.harbor.liquidation.close_factor=1.0", "--metric", "liquidated_debt")
    assert "liquidated_debt.pool.harbor" in printed
    assert "capital_efficiency" not in printed
    assert "metrics are the same in every pair" in printed


def test_compare_of_equals_finds_no_difference() -> None:
    assert "metrics are the same in every pair" in succeeds(*COMPARE)


def test_what_a_user_types_is_printed_as_it_is_and_never_taken_for_markup() -> None:
    printed = succeeds(*COMPARE, "--set-b", "title=[/b][red]x")
    assert "title=[/b][red]x" in "".join(printed.split())


def test_compare_writes_its_table_and_changes_both_or_one() -> None:
    succeeds(*COMPARE, "--set", "time.steps=4", "--set-a", "time.record_interval=2", "--out", "table.csv")
    table = pd.read_csv("table.csv", index_col="metric")
    assert list(table.columns[:3]) == ["mean_a", "mean_b", "difference"]
    measured = (
        table["n"] == 3
    )  # there is no branching ratio without liquidations, nothing of auctions or coins without them
    assert {name.partition(".")[0] for name in table.index[~measured]} <= {
        "contagion",
        "auction_revenue",
        "zero_bid_share",
        "peg_deviation",
    }
    assert table.loc["liquidated_debt.total", "difference"] == 0.0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--metric", "happiness"], "--metric: received 'happiness'; allowed: the beginning of a metric: bad_debt"),
        (["--out", "table.txt"], "--out: received 'table.txt'; allowed: a file that ends in .csv"),
        (["--out", "nowhere/table.csv"], "in a folder that exists"),
        (["--set", "time.steps=0"], "time.steps: received 0"),
        (["--set-b", "time.stepz=1"], "time.stepz: received 1"),
        (["--set-a", "nonsense"], "KEY=VALUE"),
        (["--set-b", "agents.sleepers.count=500"], "small.toml, seed 1: agents.sleepers.positions.0: received"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(words: list[str], told: str) -> None:
    assert told in refused(*COMPARE, *words)


def test_workers_side_by_side_find_the_same() -> None:
    both = ["compare", FILE, FILE, "--seeds", "2", "--set-b", "venues.harbor.liquidation.close_factor=1.0"]
    succeeds(*both, "--out", "one.csv")
    succeeds(*both, "--workers", "2", "--out", "two.csv")
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


# --- real processes ---------------------------------------------------------------------------------------------------


def test_the_program_prints_to_stdout_refuses_on_stderr_and_ends_with_its_status() -> None:
    good = in_shell("check", FILE, COLUMNS="80")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.endswith("valid\n")
    bad = in_shell("check", FILE, "--set", "time.steps=0")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.startswith("refused: small.toml: 1 problem\n")
    assert "Traceback" not in bad.stderr


def test_help_answers_without_the_heavy_packages() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from firesale.experiments.cli import app;"
        "CliRunner().invoke(app, ['run', '--help']);"
        "print([name for name in ('numpy', 'pandas', 'mesa', 'matplotlib', 'scipy', 'networkx') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == "[]"
