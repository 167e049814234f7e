"""`firesale calibrate` as a user types it."""

import csv
import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firesale.experiments.calibration.catalogue import CALIBRATIONS
from firesale.experiments.cli import app
from firesale.market.prices.regime_switching import RegimeSwitching
from tests.experiments.calibration.simulating import history_of

PRICES = history_of(RegimeSwitching({"calm": 0.5, "panic": 2.0}), 200, 1, ("ETH", "BTC")).prices


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    with Path("prices.csv").open("w", newline="") as file:
        write = csv.writer(file)
        write.writerow(["time_utc", "symbol", "open", "high", "low", "close"])
        for hour, row in enumerate(PRICES.tolist()):
            for symbol, price in zip(("ETHUSDT", "BTCUSDT"), row, strict=True):
                write.writerow([f"2024-01-{1 + hour // 24:02d} {hour % 24:02d}:00:00", symbol, *[price] * 4])


def succeeds(*words: str) -> str:
    result = CliRunner().invoke(app, ["calibrate", *words])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, ["calibrate", *words])
    assert result.exit_code == 2
    assert {one.name for one in Path().iterdir()} == {"prices.csv"}
    return str(result.stderr)


def test_every_process_is_fitted_to_every_asset_and_leaves_a_table_and_a_figure() -> None:
    printed = succeeds("prices.csv")
    assert printed.startswith("prices.csv: ETH, BTC; 200 returns of 1 h over 8.333 days\n")
    for word in (*CALIBRATIONS, "standard error", "log-likelihood", "AIC", "BIC", "runs/calibrate_prices"):
        assert word in printed
    left = {one.name for one in Path("runs/calibrate_prices").iterdir()}
    assert left == {"calibration.json", "fit_ETH.png", "fit_BTC.png", *(f"{kind}.toml" for kind in CALIBRATIONS)}


def test_one_process_for_one_asset_of_a_stretch_of_time() -> None:
    words = ["--process", "merton", "--asset", "ETH", "--from", "2024-01-02", "--to", "2024-01-05", "--out", "fit"]
    assert "prices.csv: ETH; 72 returns" in succeeds("prices.csv", *words)
    table = tomllib.loads(Path("fit/merton.toml").read_text())["prices"]
    assert list(table["volatility"]) == ["ETH"]
    written = json.loads(Path("fit/calibration.json").read_text())
    assert [one["process"] for one in written["ETH"]] == ["merton"]


def test_a_table_can_be_pasted_into_a_scenario_that_then_runs() -> None:
    succeeds("prices.csv", "--asset", "ETH", "--out", "fit")
    shown = CliRunner().invoke(app, ["show", "first-lesson"]).stdout
    before, _, after = shown.partition("[prices]")
    rest = after[after.index("\n[oracles") :]
    for kind in CALIBRATIONS:
        Path("mine.toml").write_text(before + Path(f"fit/{kind}.toml").read_text() + rest)
        result = CliRunner().invoke(app, ["check", "mine.toml"])
        assert result.exit_code == 0, result.stderr


def test_it_can_be_done_again_at_the_same_place_with_the_same_result() -> None:
    succeeds("prices.csv", "--process", "geometric_brownian", "--out", "fit")
    first = Path("fit/geometric_brownian.toml").read_bytes()
    succeeds("prices.csv", "--process", "geometric_brownian", "--out", "fit")
    assert Path("fit/geometric_brownian.toml").read_bytes() == first


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.csv"], "a .csv or .csv.gz file that exists"),
        (
            ["prices.csv", "--process", "magic"],
            "--process: received 'magic'; allowed: a process that can be fitted: geo",
        ),
        (["prices.csv", "--process", "peg", "--process", "peg"], "allowed: each process once"),
        (["prices.csv", "--asset", "DOGE"], "--asset: received 'DOGE'; allowed: an asset of the file: ETH, BTC"),
        (["prices.csv", "--to", "2024-01-01T05:00"], "30 or more"),
        (["prices.csv", "--from", "soon"], "start: received 'soon'"),
        (["prices.csv", "--out", "prices.csv"], "--out: received 'prices.csv'"),
    ],
    ids=lambda words: "-".join(words) if isinstance(words, list) else "",
)
def test_what_cannot_be_done_is_refused(words: list[str], told: str) -> None:
    assert told in refused(*words)


def test_a_folder_of_somebody_else_is_left_alone() -> None:
    Path("mine").mkdir()
    Path("mine/thesis.tex").touch()
    result = CliRunner().invoke(app, ["calibrate", "prices.csv", "--process", "geometric_brownian", "--out", "mine"])
    assert result.exit_code == 2
    assert Path("mine/thesis.tex").exists()


def test_prices_that_do_not_move_are_refused() -> None:
    text = Path("prices.csv").read_text().splitlines()
    flat = [text[0], *(",".join([*line.split(",")[:2], "1", "1", "1", "1"]) for line in text[1:])]
    Path("prices.csv").write_text("\n".join(flat))
    assert "ETH whose price does not move" in refused("prices.csv")
