"""`firesale knock-out` and `firesale shapley` as a user types them."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from firesale.experiments.cli import app
from tests.experiments.small import SMALL

FILE = str(SMALL)
KNOCK_OUT = ["knock-out", FILE, "--seeds", "2", "--channel", "fire_sale", "--channel", "claim.harbor:USD.pier"]
SHAPLEY = ["shapley", *KNOCK_OUT[1:]]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def succeeds(*words: str) -> str:
    """What is printed; nothing goes to stderr, as the bar is for terminals."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.stderr
    assert not result.stderr
    return result.stdout


def refused(*words: str) -> str:
    """What is said on stderr; nothing is printed, and nothing is written."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert not result.stdout
    assert not list(Path().iterdir())
    return str(result.stderr)


def test_a_knock_out_prints_a_row_per_channel() -> None:
    printed = succeeds(*KNOCK_OUT, "--set", "time.steps=6")
    assert printed.startswith(f"{FILE} time.steps=6; seeds 1 to 2\n")
    assert printed.count("bad_debt.realised") == 2
    for word in ("fire_sale", "claim.harbor:USD.pier", "mean with", "mean without", "without - with", "95 % interval"):
        assert word in printed


def test_a_knock_out_writes_its_table_for_the_metrics_asked_for() -> None:
    succeeds(*KNOCK_OUT, "--metric", "liquidations", "--metric", "fees", "--out", "table.csv")
    table = pd.read_csv("table.csv", index_col=["channel", "metric"])
    assert list(table.columns[:5]) == ["mean_with", "mean_without", "difference", "low", "high"]
    assert {name.partition(".")[0] for _, name in table.index} == {"liquidations", "fees"}
    assert (table["n"] == 2).all()


def test_without_a_channel_named_all_are_knocked_out() -> None:
    succeeds("knock-out", FILE, "--seeds", "2", "--set", "time.steps=2", "--out", "table.csv")
    channels = pd.read_csv("table.csv")["channel"].tolist()
    assert channels == ["fire_sale", "deleveraging", "noise", "claim.harbor:USD.pier", "oracle.feed"]


def test_an_attribution_prints_what_there_is_without_and_with_all_and_what_each_channel_adds() -> None:
    printed = succeeds(*SHAPLEY, "--metric", "liquidated_debt.total", "--metric", "fees")
    assert printed.startswith(f"{FILE}; seeds 1 to 2; all coalitions\n")
    for word in ("(none)", "fire_sale", "claim.harbor:USD.pier", "(all)", "share", "liquidated_debt.total", "fees."):
        assert word in printed


def test_an_attribution_writes_its_table_the_same_with_two_workers() -> None:
    succeeds(*SHAPLEY, "--out", "one.csv")
    succeeds(*SHAPLEY, "--workers", "2", "--out", "two.csv")
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
    table = pd.read_csv("one.csv", index_col=["metric", "part"])
    assert list(table.columns) == ["mean", "low", "high", "share", "n"]
    assert table.loc["bad_debt.realised"].index.tolist() == ["(none)", "fire_sale", "claim.harbor:USD.pier", "(all)"]


@pytest.mark.parametrize("command", [KNOCK_OUT, SHAPLEY], ids=["knock-out", "shapley"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--channel", "panic"], "--channel: received 'panic'; allowed: a channel of the scenario: fire_sale, delev"),
        (["--channel", "fire_sale"], "--channel: received 'fire_sale'; allowed: each channel once"),
        (["--metric", "happiness"], "--metric: received 'happiness'; allowed: the beginning of a metric: bad_debt"),
        (["--metric", "bad_debt.realized"], "--metric: received 'bad_debt.realized'; allowed: the beginning of one of"),
        (["--out", "table.txt"], "--out: received 'table.txt'; allowed: a file that ends in .csv"),
        (["--set", "time.steps=0"], "time.steps: received 0"),
        (["--set", "nonsense"], "KEY=VALUE"),
        (["--set", 'knock_out.players=["arbitrageur"]'], "knock_out.players.0: received 'arbitrageur'"),
        (["--set", 'impact.without=["liquidation"]'], "--channel: received 'fire_sale'; allowed: a channel of the"),
        (["--set", "agents.sleepers.count=500"], "small.toml, seed 1: agents.sleepers.positions.0: received"),
        (["--seeds", "1"], "--seeds"),
        (["--workers", "0"], "--workers"),
    ],
    ids=lambda words: "-".join(words) if isinstance(words, list) else "",
)
def test_what_cannot_be_done_is_refused_by_the_name_of_the_option(
    command: list[str], words: list[str], told: str
) -> None:
    assert told in refused(*command, *words)


@pytest.mark.parametrize("command", ["knock-out", "shapley"])
def test_a_scenario_without_channels_is_refused(command: str) -> None:
    words = ["--set", "oracles.feed.sources=[]", "--set", 'impact.without=["liquidation", "deleverage"]']
    words += ["--set", 'knock_out.players=["noise_trader"]']
    words += ["--set", 'knock_out.claims=[{asset="harbor:USD", pool="pier"}]']
    assert "--channel: received 'nothing'; allowed: the name of a channel; the scenario has none" in refused(
        command, FILE, *words
    )
