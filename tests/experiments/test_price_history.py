"""Returns of a price file, and a scenario whose bootstrap names one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firesale.experiments.price_files import symbols_in
from firesale.experiments.price_history import read_history
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.errors import BadValueError
from firesale.market.prices.block_bootstrap import BlockBootstrap
from tests.experiments.small import small_tables

HEAD = "time_utc,symbol,open,high,low,close\n"
TWO = HEAD + "".join(
    f"2024-01-01 0{hour}:00:00,{symbol},1,99,0.5,{price}\n"
    for hour, prices in enumerate([(100, 10), (110, 11), (99, 10), (108.9, 12), (108.9, 12)])
    for symbol, price in zip(("ETHUSDT", "BTCUSDT"), prices, strict=True)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "prices.csv"
    place.write_text(TWO)
    return place


def test_returns_go_from_close_to_close(file: Path) -> None:
    history = read_history(file, ["ETH", "BTC"])
    assert np.exp(history.of("ETH")) == pytest.approx([1.1, 0.9, 1.1, 1.0])
    assert history.prices_of("BTC").tolist() == [10.0, 11.0, 10.0, 12.0, 12.0]
    assert (history.spacing, history.gaps, history.years) == (3600.0, 0, 1.0 / 8760.0)


def test_a_return_over_missing_rows_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "gap.csv"
    hours = [0, 1, 2, 5, 6]
    place.write_text("time_utc,ask,bid\n" + "".join(f"2024-01-01 0{h}:00:00,{h + 11},{h + 9}\n" for h in hours))
    history = read_history(place, ["ETH"], symbol_asset="ETH")
    assert np.exp(history.of("ETH")) == pytest.approx([11 / 10, 12 / 11, 16 / 15])
    assert history.gaps == 1
    assert (history.begins - history.begins[0]).tolist() == [0.0, 3600.0, 18_000.0]


def test_only_moments_that_all_assets_have_count(tmp_path: Path) -> None:
    place = tmp_path / "uneven.csv"
    place.write_text("\n".join(line for line in TWO.splitlines() if "00:00:00,BTC" not in line))
    assert len(read_history(place, ["ETH"]).returns) == 4
    assert len(read_history(place, ["ETH", "BTC"]).returns) == 3


def test_too_few_moments_are_refused(file: Path) -> None:
    with pytest.raises(BadValueError, match="3 or more moments"):
        read_history(file, ["ETH"], end="2024-01-01T01:00")


def test_a_file_says_what_it_is_about_without_the_quote_currency(file: Path) -> None:
    assert symbols_in(file) == ["ETH", "BTC"]


def scenario(folder: Path, prices: dict[str, Any]) -> Scenario:
    return Scenario.from_tables(small_tables() | {"prices": {"kind": "block_bootstrap", **prices}}, folder=folder)


def test_a_scenario_that_names_a_file_has_the_returns_in_it(file: Path) -> None:
    process = scenario(file.parent, {"file": "prices.csv", "block_length": 2.0}).price_process
    assert isinstance(process, BlockBootstrap)
    assert np.exp(process.returns["ETH"]) == pytest.approx([1.1, 0.9, 1.1, 1.0])
    assert (process.spacing, process.block_length) == (3600.0, 2.0)


def test_such_a_scenario_stands_for_itself_once_it_is_read(file: Path) -> None:
    read = scenario(file.parent, {"file": "prices.csv"})
    file.unlink()
    assert Scenario.from_tables(read.as_tables()).form == read.form


def test_a_scenario_file_finds_prices_beside_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    tables = small_tables() | {"prices": {"kind": "block_bootstrap", "file": "prices.csv"}}
    (file.parent / "mine.json").write_text(json.dumps(tables))
    monkeypatch.chdir(Path(__file__).parent)
    assert isinstance(Scenario.load(file.parent / "mine.json").price_process, BlockBootstrap)


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ({"file": "nowhere.csv"}, "a .csv or .csv.gz file that exists"),
        ({"file": 3}, r"prices\.file: received 3; allowed: a text"),
        ({"file": "prices.csv", "from": 1}, r"prices\.from: received 1; allowed: a text"),
        ({"file": "prices.csv", "spacing": 60.0}, r"prices\.spacing: .* nothing beside `file`"),
        ({"file": "prices.csv", "asset": "DOGE"}, r"prices\.asset: received 'DOGE'; allowed: an asset of the scenario"),
        ({"file": "prices.csv", "blocklength": 2.0}, r"prices\.blocklength.*did you mean block_length"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_key(file: Path, prices: dict[str, Any], told: str) -> None:
    with pytest.raises(BadScenarioError, match=told):
        scenario(file.parent, prices)
